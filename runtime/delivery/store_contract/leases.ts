import assert from "node:assert/strict";
import { Fenced, LEASE_EXPIRY_MS } from "../store.ts";
import { batchOf, type Case, inboxOf, publishing, take, takeByForce } from "./kit.ts";

/** Cases about who may act as an actor. */
export function leaseCases(test: Case): void {
  test("a free lease is given, and its epoch grows with every holder", async ({ store }) => {
    const first = await take(store, "clock", "one");
    assert.deepEqual(first, { actor: "clock", holder: "one", epoch: first.epoch });
    await store.releaseLease(first);
    const second = await take(store, "clock", "two");
    assert.ok(second.epoch > first.epoch);
    assert.equal(second.holder, "two");
  });

  test("a lease that is alive is refused, saying who holds it and how long still", async (h) => {
    await take(h.store, "clock", "one");
    await h.age(4_000);
    const refused = await h.other.takeLease("clock", "two", { force: false });
    assert.ok(!refused.taken);
    assert.equal(refused.holder, "one");
    assert.ok(refused.expiresInMs > 0 && refused.expiresInMs <= LEASE_EXPIRY_MS - 4_000);
  });

  test("force takes a lease that is alive, and fences its holder", async ({ store, other }) => {
    const first = await take(store, "clock", "one");
    const second = await takeByForce(other, "clock", "two");
    assert.ok(second.epoch > first.epoch);
    await assert.rejects(store.assertLease(first), Fenced);
    await assert.rejects(store.renewLease(first), Fenced);
    await other.assertLease(second);
  });

  test("a lease that is alive is given to a later life of the installation that holds it", async (h) => {
    const first = await take(h.store, "clock", "site/run1/clock/1");
    const second = await take(h.other, "clock", "site/run2/clock/1");
    assert.ok(second.epoch > first.epoch);
    await assert.rejects(h.store.assertLease(first), Fenced);
    const refused = await h.store.takeLease("clock", "site2/run1/clock/1", { force: false });
    assert.deepEqual([refused.taken, !refused.taken && refused.holder], [false, second.holder]);
  });

  test("a lease that was not renewed in time is given to anyone", async (h) => {
    const first = await take(h.store, "clock", "one");
    await h.age(LEASE_EXPIRY_MS + 1);
    await take(h.other, "clock", "two");
    await assert.rejects(h.store.renewLease(first), Fenced);
  });

  test("renewing keeps a lease alive", async (h) => {
    const lease = await take(h.store, "clock", "one");
    await h.age(LEASE_EXPIRY_MS - 2_000);
    await h.store.renewLease(lease);
    await h.age(LEASE_EXPIRY_MS - 2_000);
    assert.equal((await h.other.takeLease("clock", "two", { force: false })).taken, false);
  });

  test("a lease that ran out unnoticed still holds until somebody takes it", async (h) => {
    const lease = await take(h.store, "clock", "one");
    await h.age(LEASE_EXPIRY_MS * 2);
    await h.store.assertLease(lease);
    await h.store.commit(lease, batchOf({ inbox: inboxOf("in", 1, 1) }));
    await h.store.renewLease(lease);
  });

  test("a lease given back is free at once and does not serve its holder again", async (h) => {
    const first = await take(h.store, "clock", "one");
    await h.store.releaseLease(first);
    await assert.rejects(h.store.assertLease(first), Fenced);
    await assert.rejects(h.store.commit(first, publishing("out", 1, 1)), Fenced);
    const second = await take(h.other, "clock", "two");
    assert.ok(second.epoch > first.epoch);
  });

  test("giving back a lease that a successor has taken changes nothing", async (h) => {
    const first = await take(h.store, "clock", "one");
    const second = await takeByForce(h.other, "clock", "two");
    await h.store.releaseLease(first);
    await h.other.assertLease(second);
  });

  test("leases of different actors do not touch each other", async ({ store }) => {
    const clock = await take(store, "clock", "one");
    const other = await take(store, "executor", "one");
    await store.releaseLease(other);
    await store.assertLease(clock);
  });

  test("a commit under an old epoch is fenced and writes nothing", async ({ store, other }) => {
    const first = await take(store, "clock", "one");
    await store.commit(first, publishing("out", 1, 1));
    await takeByForce(other, "clock", "two");
    const late = {
      ...publishing("out", 2, 3),
      inbox: inboxOf("in", 1, 2),
      inputs: new Map([["in", { seq: 2, watermark: null }]]),
      state: new Map([["k", "late"]]),
    };
    await assert.rejects(store.commit(first, late), Fenced);
    const recovered = await other.recover("clock");
    assert.equal(recovered.outputs.get("out")?.seq, 1);
    assert.equal(recovered.consumed, 0);
    assert.equal(recovered.inputs.size, 0);
    assert.equal(recovered.state.size, 0);
    assert.equal((await other.outbox("out", 0, 10)).length, 1);
  });

  test("nobody writes under the old epoch once a takeover has been answered", async (h) => {
    for (let round = 0; round < 12; round++) {
      const actor = `actor${round}`;
      const lease = await take(h.store, actor, "one");
      const stream = `out${round}`;
      let committed = 0;
      const commits = (async () => {
        try {
          for (let seq = 1; seq <= 30; seq++) {
            await h.store.commit(lease, publishing(stream, seq, seq));
            committed = seq;
          }
        } catch (error) {
          assert.ok(error instanceof Fenced, String(error));
        }
      })();
      // Each round lets the takeover arrive a little later among the commits.
      for (let i = 0; i < round; i++) await h.other.recover("nobody");
      await takeByForce(h.other, actor, "two");
      const seen = (await h.other.recover(actor)).outputs.get(stream)?.seq ?? 0;
      await commits;
      assert.equal((await h.other.recover(actor)).outputs.get(stream)?.seq ?? 0, seen);
      assert.equal((await h.other.outbox(stream, 0, 100)).length, seen);
      assert.ok(committed <= seen, "a commit that was confirmed is there");
    }
  });

  test("of many who take a free lease at once exactly one gets it", async ({ store, other }) => {
    const takers = Array.from({ length: 6 }, (_, i) => i);
    const results = await Promise.all(
      takers.map((i) =>
        (i % 2 === 0 ? store : other).takeLease("clock", `taker${i}`, { force: false })
      ),
    );
    assert.equal(results.filter((result) => result.taken).length, 1);
  });
}
