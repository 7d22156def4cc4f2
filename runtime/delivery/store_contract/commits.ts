import assert from "node:assert/strict";
import fc from "fast-check";
import { ConstraintViolated, Fenced, type Json } from "../store.ts";
import {
  batchOf,
  type Case,
  inboxOf,
  outboxOf,
  probe,
  probeTables,
  publishing,
  take,
  takeByForce,
  write,
} from "./kit.ts";

/** Cases about a batch: all of it or nothing, and found again after a crash. */
export function commitCases(test: Case): void {
  test("an actor that never committed recovers nothing", async ({ store }) => {
    await take(store, "clock");
    const recovered = await store.recover("clock");
    assert.deepEqual(recovered, {
      inputs: new Map(),
      outputs: new Map(),
      state: new Map(),
      consumed: 0,
    });
    assert.deepEqual(await store.recover("unheard of"), recovered);
  });

  test("recover returns what the last commits left", async ({ store, other }) => {
    const lease = await take(store, "clock");
    await store.commit(lease, {
      ...publishing("out", 1, 2),
      inbox: inboxOf("in", 1, 2),
      inputs: new Map([["in", { seq: 2, watermark: 1_000 }], [
        "late",
        { seq: 0, watermark: null },
      ]]),
      state: new Map<string, Json | null>([["kept", { a: [1, 2] }], ["gone", 1], ["over", 1]]),
    });
    await store.commit(lease, {
      ...publishing("out", 3, 3),
      inbox: inboxOf("in", 3, 5),
      inputs: new Map([["in", { seq: 5, watermark: 8_640_000_000_000_001 }]]),
      state: new Map<string, Json | null>([["gone", null], ["over", 2]]),
    });
    const recovered = await other.recover("clock");
    assert.deepEqual(
      recovered.inputs,
      new Map([
        ["in", { seq: 5, watermark: 8_640_000_000_000_001 }],
        ["late", { seq: 0, watermark: null }],
      ]),
    );
    assert.deepEqual(recovered.outputs, new Map([["out", { seq: 3, watermark: 3_000 }]]));
    assert.deepEqual(
      recovered.state,
      new Map<string, Json>([["kept", { a: [1, 2] }], ["over", 2]]),
    );
    assert.equal(recovered.consumed, 5);
  });

  test("actors do not see each other's positions and state", async ({ store }) => {
    const one = await take(store, "one");
    const two = await take(store, "two");
    await store.commit(one, batchOf({ inbox: inboxOf("in", 1, 3), state: new Map([["k", 1]]) }));
    await store.commit(two, batchOf({ inbox: inboxOf("in", 1, 1), state: new Map([["k", 2]]) }));
    assert.equal((await store.recover("one")).consumed, 3);
    assert.deepEqual((await store.recover("two")).state, new Map([["k", 2]]));
  });

  test("any JSON state comes back the same, floats to the last bit", async ({ store }) => {
    const lease = await take(store, "clock");
    const values = fc.dictionary(
      fc.string({ minLength: 1, unit: "grapheme" }).filter((key) => !key.includes("\0")),
      fc.oneof(
        fc.jsonValue({ stringUnit: "binary", maxDepth: 2 }) as fc.Arbitrary<Json>,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 5 }),
      ),
      { minKeys: 1, maxKeys: 5 },
    );
    await fc.assert(
      fc.asyncProperty(values, async (state) => {
        // JSON has no negative zero.
        const expected = JSON.parse(JSON.stringify(state)) as Record<string, Json>;
        await store.commit(lease, batchOf({ state: new Map(Object.entries(state)) }));
        const found = (await store.recover("clock")).state;
        for (const [key, value] of Object.entries(expected)) {
          // A null forgets its key.
          assert.deepEqual(found.get(key) ?? null, value);
        }
      }),
      { numRuns: 15 },
    );
  });

  test("state is kept as it was when committed, whatever becomes of the object", async (h) => {
    const lease = await take(h.store, "clock");
    const value = { list: [1] };
    await h.store.commit(lease, batchOf({ state: new Map([["k", value]]) }));
    value.list.push(2);
    const first = (await h.store.recover("clock")).state.get("k") as { list: number[] };
    assert.deepEqual(first, { list: [1] });
    first.list.push(3);
    assert.deepEqual((await h.store.recover("clock")).state.get("k"), { list: [1] });
  });

  test("consumed tells which messages the actor has had", async ({ store }) => {
    const lease = await take(store, "clock");
    await store.commit(lease, batchOf({ inbox: inboxOf("in", 1, 3) }));
    await take(store, "other");
    const ids = ["in/2", "in/3", "in/4"];
    assert.deepEqual(await store.consumed("clock", ids), new Set(["in/2", "in/3"]));
    assert.deepEqual(await store.consumed("other", ids), new Set());
    assert.deepEqual(await store.consumed("clock", []), new Set());
  });

  test("an empty batch is no mistake", async ({ store }) => {
    const lease = await take(store, "clock");
    await store.commit(lease, batchOf({}));
    assert.equal((await store.recover("clock")).consumed, 0);
  });

  test("a batch that breaks a rule leaves nothing behind, and the next one works", async (h) => {
    const { store } = h;
    const lease = await take(store, "clock");
    await store.commit(lease, batchOf({ rows: [write(probeTables.fail, probe("taken"))] }));
    const broken = {
      ...publishing("out", 1, 2),
      inbox: inboxOf("in", 1, 1),
      inputs: new Map([["in", { seq: 1, watermark: null }]]),
      state: new Map([["k", 1]]),
      rows: [
        write(probeTables.replace, probe("beside")),
        write(probeTables.fail, probe("free")),
        write(probeTables.fail, probe("taken")),
      ],
    };
    await assert.rejects(store.commit(lease, broken), ConstraintViolated);
    assert.deepEqual(await store.recover("clock"), {
      inputs: new Map(),
      outputs: new Map(),
      state: new Map(),
      consumed: 0,
    });
    assert.deepEqual(await store.outbox("out", 0, 10), []);
    assert.deepEqual(await store.consumed("clock", ["in/1"]), new Set());
    assert.deepEqual(await store.select(probeTables.replace), []);
    assert.equal((await store.select(probeTables.fail)).length, 1);
    await store.commit(lease, { ...broken, rows: [] });
    assert.equal((await store.recover("clock")).consumed, 1);
  });

  test("a batch that goes on from another seq than the stream's is fenced", async (h) => {
    const { store } = h;
    const lease = await take(store, "clock");
    await assert.rejects(store.commit(lease, publishing("out", 2, 2)), Fenced);
    await store.commit(lease, publishing("out", 1, 3));
    for (const from of [1, 3, 5]) {
      const batch = { ...publishing("out", from, from), state: new Map([["k", 1]]) };
      await assert.rejects(store.commit(lease, batch), Fenced);
    }
    const recovered = await store.recover("clock");
    assert.equal(recovered.outputs.get("out")?.seq, 3);
    assert.equal(recovered.state.size, 0);
    assert.equal((await store.outbox("out", 0, 10)).length, 3);
  });

  test("a commit that is repeated because its answer was lost is fenced", async ({ store }) => {
    const lease = await take(store, "clock");
    const silent = batchOf({ inbox: inboxOf("in", 1, 2), state: new Map([["k", 1]]) });
    await store.commit(lease, silent);
    await assert.rejects(store.commit(lease, silent), Fenced);
    const loud = { ...publishing("out", 1, 1), inbox: inboxOf("in", 3, 3) };
    await store.commit(lease, loud);
    await assert.rejects(store.commit(lease, loud), Fenced);
    assert.equal((await store.recover("clock")).consumed, 3);
  });

  test("a message consumed twice breaks a rule", async ({ store }) => {
    const lease = await take(store, "clock");
    await store.commit(lease, batchOf({ inbox: inboxOf("in", 1, 1) }));
    const again = [{ messageId: "in/1", stream: "in", seq: 1, ordinal: 2 }];
    await assert.rejects(store.commit(lease, batchOf({ inbox: again })), (error: Error) => {
      assert.ok(error instanceof ConstraintViolated);
      assert.match(error.message, /inbox/);
      return true;
    });
    assert.equal((await store.recover("clock")).consumed, 1);
  });

  test("a successor goes on where its predecessor committed", async ({ store, other }) => {
    const first = await take(store, "clock", "one");
    await store.commit(first, { ...publishing("out", 1, 5), inbox: inboxOf("in", 1, 5) });
    const second = await takeByForce(other, "clock", "two");
    const { outputs, consumed } = await other.recover("clock");
    assert.equal(outputs.get("out")?.seq, 5);
    assert.equal(consumed, 5);
    await other.commit(second, { ...publishing("out", 6, 6), inbox: inboxOf("in", 6, 6) });
    assert.deepEqual(await other.outbox("out", 0, 10), outboxOf("out", 1, 6));
  });
}
