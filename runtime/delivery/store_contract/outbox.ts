import assert from "node:assert/strict";
import { batchOf, type Case, inboxOf, outboxOf, publishing, take } from "./kit.ts";

/** Cases about the retained outbox: the journal. */
export function outboxCases(test: Case): void {
  test("outbox rows come in order, from any position and in pages", async ({ store }) => {
    const lease = await take(store, "clock");
    await store.commit(lease, publishing("out", 1, 7));
    await store.commit(lease, publishing("out", 8, 20));
    await store.commit(lease, publishing("elsewhere", 1, 2));
    const all = outboxOf("out", 1, 20);
    assert.deepEqual(await store.outbox("out", 0, 100), all);
    assert.deepEqual(await store.outbox("out", 5, 4), all.slice(5, 9));
    assert.deepEqual(await store.outbox("out", 20, 4), []);
    assert.deepEqual(await store.outbox("unheard of", 0, 4), []);
  });

  test("pruning takes rows up to a position that are older than a time", async ({ store }) => {
    const lease = await take(store, "clock");
    await store.commit(lease, publishing("out", 1, 10));
    assert.equal(await store.prune("out", 6, 4_000), 3);
    assert.deepEqual((await store.outbox("out", 0, 20)).map((row) => row.seq), [
      4,
      5,
      6,
      7,
      8,
      9,
      10,
    ]);
    assert.equal(await store.prune("out", 6, 1e12), 3);
    assert.equal((await store.outbox("out", 0, 1))[0]?.seq, 7);
    assert.equal(await store.prune("out", 6, 1e12), 0);
    assert.equal(await store.prune("unheard of", 6, 1e12), 0);
  });

  test("pruning leaves no hole behind a row that must stay", async ({ store }) => {
    const lease = await take(store, "clock");
    const rows = outboxOf("out", 1, 4).map((row) => row.seq === 2 ? { ...row, at: 9_000 } : row);
    await store.commit(lease, { ...publishing("out", 1, 4), outbox: rows });
    assert.equal(await store.prune("out", 4, 5_000), 1);
    assert.deepEqual((await store.outbox("out", 0, 9)).map((row) => row.seq), [2, 3, 4]);
  });

  test("inbox rows outlive the outbox rows that they stand for", async ({ store }) => {
    const producer = await take(store, "producer");
    const consumer = await take(store, "consumer");
    await store.commit(producer, publishing("out", 1, 4));
    await store.commit(consumer, batchOf({ inbox: inboxOf("out", 1, 4) }));
    await store.commit(
      consumer,
      batchOf({ inbox: [{ messageId: "x/1", stream: "x", seq: 1, ordinal: 5 }] }),
    );
    await store.prune("out", 2, 1e12);
    const ids = ["out/1", "out/2", "out/3", "out/4", "x/1"];
    assert.deepEqual(await store.consumed("consumer", ids), new Set(["out/3", "out/4", "x/1"]));
    await store.prune("out", 4, 1e12);
    assert.deepEqual(await store.consumed("consumer", ids), new Set(["x/1"]));
  });

  test("pruning changes nothing of where an actor goes on", async ({ store }) => {
    const lease = await take(store, "clock");
    await store.commit(lease, { ...publishing("out", 1, 3), inbox: inboxOf("in", 1, 3) });
    await store.commit(lease, publishing("in", 1, 3));
    await store.prune("out", 3, 1e12);
    await store.prune("in", 3, 1e12);
    const recovered = await store.recover("clock");
    assert.equal(recovered.consumed, 3);
    assert.equal(recovered.outputs.get("out")?.seq, 3);
    await store.commit(lease, { ...publishing("out", 4, 4), inbox: inboxOf("in", 4, 4) });
    assert.deepEqual((await store.outbox("out", 0, 9)).map((row) => row.seq), [4]);
  });
}
