import assert from "node:assert/strict";
import { systemClock } from "../clock/system.ts";
import { benchMailbox } from "./bench.ts";
import { MemoryBroker } from "./memory_streams.ts";

Deno.test("the mailbox bench measures throughput and latency of every message", async () => {
  const broker = new MemoryBroker();
  const open = () => broker.open(systemClock);
  const result = await benchMailbox(open, {
    clock: systemClock,
    batch: 8,
    messages: 100,
    bytes: 400,
    stream: "measured",
  });
  assert.ok(result.perSecond > 0);
  assert.ok(result.p50Ms > 0 && result.p99Ms >= result.p50Ms);
  const mailbox = open();
  const { last, groups } = await mailbox.depth("measured");
  assert.deepEqual(
    { last, depth: groups[0]!.depth },
    { last: 100 + 13 * 8, depth: 0 },
    "all of them were published and acknowledged",
  );
  await mailbox.close();
});
