import assert from "node:assert/strict";
import { type Bench, type Case, entries, hungClock, nothing, seqs, STREAM, take } from "./kit.ts";

/** Consumers that share a group's work. */
export function competingCases(contract: Case): void {
  const competing = (bench: Bench, consumer: string) =>
    bench.join({ consumer, exclusive: false, claimAfterMs: bench.claimAfterMs });

  contract("competing consumers share the entries, each to one of them", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 20));
    const [one, two] = [await competing(bench, "one"), await competing(bench, "two")];
    const taken = [];
    for (let i = 0; i < 5; i++) {
      taken.push(...await take(bench, one, 2), ...await take(bench, two, 2));
    }
    assert.deepEqual(seqs(taken).sort((a, b) => a - b), seqs(entries(1, 20)));
    await nothing(one);
    await nothing(two);
  });

  contract(
    "only the one of the competitors that holds a delivery acknowledges it",
    async (bench) => {
      const mailbox = await bench.open();
      await mailbox.publish(STREAM, 0, entries(1, 4));
      const [one, two] = [await competing(bench, "one"), await competing(bench, "two")];
      const mine = await take(bench, one, 2);
      const theirs = await take(bench, two, 2);
      assert.equal(await two.ack(mine), 0);
      assert.equal(await two.begin(mine[0]!), false);
      assert.equal(await two.park(mine[0]!, 0), false);
      assert.equal(await two.reject(mine[0]!, "no"), false);
      assert.equal(await one.ack(mine), 2);
      assert.equal(await two.ack(theirs), 2);
      assert.equal((await mailbox.depth(STREAM)).groups[0]!.depth, 0);
    },
  );

  contract("a slow but living consumer keeps its messages", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 2));
    const slow = await competing(bench, "slow");
    const held = await take(bench, slow, 2);
    const other = await competing(bench, "other");
    for (let i = 0; i < 6; i++) {
      await bench.passTime(bench.claimAfterMs / 2);
      await nothing(other);
    }
    assert.equal(await slow.ack(held), 2);
  });

  contract("what a dead competitor held goes to a living one after a while", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 3));
    const dying = await competing(bench, "dying");
    const held = await take(bench, dying, 2);
    assert.equal(await dying.begin(held[0]!), true);
    const living = await competing(bench, "living");
    await dying.close();
    assert.deepEqual(seqs(await take(bench, living, 1)), [3]);
    await nothing(living);
    await bench.passTime(bench.claimAfterMs + 10);
    const taken = await take(bench, living, 2);
    assert.deepEqual(seqs(taken), [1, 2]);
    assert.deepEqual(taken.map((each) => each.redelivered), [true, true]);
    assert.deepEqual(taken.map((each) => each.attempts), [1, 0]);
    assert.equal(await living.ack(taken), 2);
  });

  contract(
    "a hung competitor that wakes up acknowledges nothing of what it lost",
    async (bench) => {
      const mailbox = await bench.open();
      await mailbox.publish(STREAM, 0, entries(1, 3));
      const asleep = await bench.open({ clock: hungClock(bench.clock) });
      const hung = await asleep.consume({
        streams: [STREAM],
        group: "signals",
        consumer: "hung",
        exclusive: false,
        claimAfterMs: bench.claimAfterMs,
      });
      const held = await take(bench, hung, 3);
      const living = await competing(bench, "living");
      await bench.passTime(bench.claimAfterMs + 10);
      const taken = await take(bench, living, 3);
      assert.deepEqual(seqs(taken), [1, 2, 3]);
      assert.equal(await hung.ack(held), 0);
      assert.equal(await hung.reject(held[0]!, "no"), false);
      assert.equal(await living.ack(taken), 3);
      await mailbox.publish(STREAM, 3, entries(4, 4));
      const fresh = await take(bench, hung, 1);
      await nothing(living);
      assert.equal(await hung.ack(fresh), 1, "it is alive again");
    },
  );

  contract("an exclusive consumer takes everything from competitors at once", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 5));
    const [one, two] = [await competing(bench, "one"), await competing(bench, "two")];
    const held = [...await take(bench, one, 2), ...await take(bench, two, 2)];
    const owner = await bench.join({ consumer: "owner" });
    assert.deepEqual(seqs(await take(bench, owner, 5)), [1, 2, 3, 4, 5]);
    assert.equal(await one.ack(held), 0);
    assert.equal(await two.ack(held), 0);
    await nothing(one);
  });

  contract("parked entries of a dead competitor come to a living one", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 2, ["A", "B"]));
    const dying = await competing(bench, "dying");
    const [one, two] = await take(bench, dying, 2);
    assert.equal(await dying.park(one!, bench.clock.now()), true);
    assert.equal(await dying.ack([two!]), 1);
    assert.deepEqual(seqs(await take(bench, dying, 1)), [1]);
    await dying.close();
    const living = await competing(bench, "living");
    await nothing(living);
    await bench.passTime(bench.claimAfterMs + 10);
    assert.deepEqual(seqs(await take(bench, living, 1)), [1]);
  });
}
