import assert from "node:assert/strict";
import { VirtualClock } from "../clock/virtual.ts";
import { probeTables, testStoreContract } from "../delivery/store_contract.ts";
import { batchOf, probe, take, write } from "../delivery/store_contract/kit.ts";
import { MemoryStore } from "./memory_store.ts";

testStoreContract("memory store", () => {
  const clock = new VirtualClock(1_000_000);
  const store = new MemoryStore(clock);
  return Promise.resolve({
    store,
    other: store,
    age: (ms: number) => clock.advance(ms),
    close: () => Promise.resolve(),
  });
});

Deno.test("rows shows invariants what is committed, in key order", async () => {
  const store = new MemoryStore(new VirtualClock());
  assert.deepEqual(store.rows(probeTables.keep), []);
  const lease = await take(store, "clock");
  const rows = ["b", "a"].map((name) => write(probeTables.keep, probe(name)));
  const committed = store.commit(lease, batchOf({ rows }));
  // At once: nothing has been awaited yet.
  assert.deepEqual(store.rows(probeTables.keep).map((row) => row.name), ["a", "b"]);
  await committed;
});
