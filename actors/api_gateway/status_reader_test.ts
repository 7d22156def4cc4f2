import assert from "node:assert/strict";
import { encodeEnvelope, WATERMARK } from "../../runtime/envelope.ts";
import { MemoryBroker } from "../../runtime/mailbox/memory_streams.ts";
import { VirtualClock } from "../../runtime/clock/virtual.ts";
import { createLogger, type LogRecord } from "../../runtime/telemetry/log.ts";
import { SAMPLE_MARKET_TIME, sampleSnapshot } from "../../fresh-app/api/testing/sample.ts";
import { clock as clockStream } from "../domain/streams.ts";
import { LIFECYCLE_STREAM, STATUS_KEY } from "../domain/system_status.ts";
import { StatusReader } from "./status_reader.ts";

function bench() {
  const clock = new VirtualClock();
  const mailbox = new MemoryBroker().open(clock);
  const logged: LogRecord[] = [];
  const reader = new StatusReader(mailbox, createLogger("test", () => 0, (r) => logged.push(r)));
  const append = (value: unknown, key = STATUS_KEY) =>
    mailbox.append(LIFECYCLE_STREAM, [{
      key,
      body: new TextEncoder().encode(JSON.stringify(value)),
    }]);
  let seq = 0;
  const publish = (type: string, at: number) => {
    const envelope = {
      id: `${type}${++seq}`,
      type,
      version: 1,
      at,
      seq,
      key: "",
      causationId: null,
      correlationId: "c",
      traceparent: null,
      payload: { phase: "trading" },
    };
    return mailbox.publish(clockStream.name, seq - 1, [{
      seq,
      key: "",
      body: encodeEnvelope(envelope),
    }]);
  };
  return { mailbox, reader, logged, append, publish };
}

Deno.test("before the first report nothing is known", async () => {
  const { reader } = bench();
  assert.equal(await reader.snapshot(), null);
  assert.equal(await reader.marketTime(), null);
});

Deno.test("the newest report counts, whatever else lies between", async () => {
  const { reader, append } = bench();
  await append({ ...sampleSnapshot, at: 1 });
  assert.equal((await reader.snapshot())?.at, 1);
  await append({ ...sampleSnapshot, at: 2 });
  await append({ kind: "ready", child: "market_data" }, "market_data");
  assert.equal((await reader.snapshot())?.at, 2);
  assert.equal((await reader.snapshot())?.at, 2);
});

Deno.test("a report is remembered when the stream has been trimmed or filled with other events", async () => {
  const { reader, append, mailbox } = bench();
  await append({ ...sampleSnapshot, at: 1 });
  await reader.snapshot();
  for (let i = 0; i < 300; i++) await append({}, "market_data");
  await mailbox.trim(LIFECYCLE_STREAM, { keep: 1 });
  assert.equal((await reader.snapshot())?.at, 1);
});

Deno.test("an entry that is no report is ignored, and the log says so", async () => {
  const { reader, append, mailbox, logged } = bench();
  await append({ ...sampleSnapshot, at: 1 });
  await append({ ...sampleSnapshot, mode: "imaginary" });
  await mailbox.append(LIFECYCLE_STREAM, [{ key: STATUS_KEY, body: new Uint8Array([0xff, 0]) }]);
  assert.equal((await reader.snapshot())?.at, 1);
  assert.equal(logged.length, 2);
});

Deno.test("a stack in a report does not get into the snapshot", async () => {
  const { reader, append } = bench();
  const failure = { name: "TypeError", message: "no", at: 5, stack: "at secret.ts:1" };
  const [actor] = sampleSnapshot.actors;
  await append({ ...sampleSnapshot, actors: [{ ...actor, lastFailure: failure }] });
  assert.ok(!JSON.stringify(await reader.snapshot()).includes("secret"));
});

Deno.test("market time is the last tick, not what a watermark promises", async () => {
  const { reader, publish } = bench();
  await publish("tick", SAMPLE_MARKET_TIME);
  await publish(WATERMARK, Number.MAX_SAFE_INTEGER);
  assert.equal(await reader.marketTime(), SAMPLE_MARKET_TIME);
});

Deno.test("market time is what the actors have reached where the ticks are gone", async () => {
  const { reader, publish, append, mailbox } = bench();
  await publish("tick", 1);
  await mailbox.trim(clockStream.name);
  const [first, second] = sampleSnapshot.actors;
  const at = (marketTime: number | null) => ({ consumed: 1, marketTime, outbox: 0 });
  await append({
    ...sampleSnapshot,
    actors: [
      { ...first, progress: at(Number.MAX_SAFE_INTEGER) },
      { ...second, progress: at(7_000) },
      { ...second, progress: at(null) },
    ],
  });
  assert.equal(await reader.marketTime(), 7_000);
});
