import assert from "node:assert/strict";
import { VirtualClock } from "../../../runtime/clock/virtual.ts";
import { MemoryBroker } from "../../../runtime/mailbox/memory_streams.ts";
import { MemoryStore } from "../../../runtime/testing/memory_store.ts";
import type { SourceItem } from "../sources/source.ts";
import { forgetSeen, markSeen, unseen } from "./seen.ts";

const item = (guid: string): SourceItem => ({
  guid,
  url: null,
  title: `entry ${guid}`,
  summary: "",
  publishedAt: null,
  symbols: [],
});

Deno.test("a shared set that has outlived its database hides no article from a new start", async () => {
  const clock = new VirtualClock();
  const mailbox = new MemoryBroker().open(clock);
  const resources = { mailbox, store: new MemoryStore(clock) };
  const items = [item("1"), item("2")];
  await markSeen(resources, "wire", items.slice(0, 1), clock.now());
  assert.deepEqual(
    await unseen(resources, "wire", items, clock.now()),
    items.slice(1),
    "the filter is at work",
  );
  await forgetSeen(resources);
  assert.deepEqual(await unseen(resources, "wire", items, clock.now()), items);
});
