import assert from "node:assert/strict";
import { assertSame, type Case, entries, GROUP, nothing, seqs, STREAM, take } from "./kit.ts";

/** Giving up, looking at what was given up, and trying it again. */
export function deadLetterCases(contract: Case): void {
  contract("a rejected entry is kept byte for byte, with its reason", async (bench) => {
    const mailbox = await bench.open();
    const bytes = { seq: 1, key: "A", body: new Uint8Array([0, 255, 195, 40, 10]) };
    await mailbox.publish(STREAM, 0, [bytes]);
    const consumer = await bench.join({ consumer: "a" });
    const [delivery] = await take(bench, consumer, 1);
    const began = bench.clock.now();
    assert.equal(await consumer.reject(delivery!, "not an envelope"), true);
    assert.equal(await consumer.reject(delivery!, "again"), false);
    assert.equal(await consumer.ack([delivery!]), 0);

    const [dead] = await mailbox.deadLetters.list(STREAM);
    assertSame([dead!], [bytes]);
    const { id, deadAt, stream, group, reason, attempts } = dead!;
    assert.deepEqual({ stream, group, reason, attempts }, {
      stream: STREAM,
      group: GROUP,
      reason: "not an envelope",
      attempts: 0,
    });
    assert.ok(deadAt >= began && deadAt <= bench.clock.now());
    assert.deepEqual(await mailbox.deadLetters.get(STREAM, id), dead);
    assert.equal(await mailbox.deadLetters.count(STREAM), 1);
    assert.deepEqual(await mailbox.deadLetters.streams(), [STREAM]);
    assert.equal((await mailbox.depth(STREAM)).groups[0]!.depth, 0);
  });

  contract("nothing dead is nothing, not an error", async (bench) => {
    const { deadLetters } = await bench.open();
    assert.deepEqual(await deadLetters.list(STREAM), []);
    assert.equal(await deadLetters.get(STREAM, "1"), null);
    assert.equal(await deadLetters.count(STREAM), 0);
    assert.equal(await deadLetters.replay(STREAM, "1"), false);
    assert.equal(await deadLetters.drop(STREAM, "no such id"), false);
    assert.deepEqual(await deadLetters.streams(), []);
  });

  contract("dead letters are listed in order, page by page", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 12));
    const consumer = await bench.join({ consumer: "a" });
    for (const delivery of await take(bench, consumer, 12)) await consumer.reject(delivery, "no");
    const first = await mailbox.deadLetters.list(STREAM, { max: 5 });
    assert.deepEqual(seqs(first), [1, 2, 3, 4, 5]);
    const rest = await mailbox.deadLetters.list(STREAM, { after: first.at(-1)!.id, max: 50 });
    assert.deepEqual(seqs(rest), [6, 7, 8, 9, 10, 11, 12]);
  });

  contract(
    "a replayed dead letter comes to its own group as new, and leaves the list",
    async (bench) => {
      const mailbox = await bench.open();
      await mailbox.publish(STREAM, 0, entries(1, 3));
      const consumer = await bench.join({ consumer: "a", attemptsMax: 1 });
      const other = await bench.join({ consumer: "b", group: "other" });
      await other.ack(await take(bench, other, 3));
      const [, poison] = await take(bench, consumer, 3);
      assert.equal(await consumer.begin(poison!), true);
      assert.equal(await consumer.begin(poison!), false);
      const [dead] = await mailbox.deadLetters.list(STREAM);
      assert.equal(dead!.attempts, 1);

      assert.equal(await mailbox.deadLetters.replay(STREAM, dead!.id), true);
      assert.equal(await mailbox.deadLetters.replay(STREAM, dead!.id), false);
      assert.equal(await mailbox.deadLetters.count(STREAM), 0);
      assert.deepEqual(await mailbox.deadLetters.streams(), []);
      const [again] = await take(bench, consumer, 1);
      assertSame([again!], entries(2, 2));
      assert.equal(again!.redelivered, true);
      assert.equal(again!.attempts, 0, "with fresh attempts");
      assert.equal(await consumer.begin(again!), true);
      assert.equal(await consumer.ack([again!]), 1);
      await nothing(consumer);
      await nothing(other);
    },
  );

  contract("a replayed dead letter is delivered again until it is acknowledged", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 2));
    const first = await bench.join({ consumer: "first" });
    const [one, two] = await take(bench, first, 2);
    await first.reject(one!, "no");
    await first.ack([two!]);
    await mailbox.trim(STREAM);
    const [dead] = await mailbox.deadLetters.list(STREAM);
    await mailbox.deadLetters.replay(STREAM, dead!.id);
    assert.equal((await mailbox.depth(STREAM)).groups[0]!.depth, 1);
    assert.deepEqual(seqs(await take(bench, first, 1)), [1]);
    const second = await bench.join({ consumer: "second" });
    const taken = await take(bench, second, 1);
    assertSame(taken, entries(1, 1));
    assert.equal(await second.reject(taken[0]!, "no again"), true);
    assert.deepEqual(seqs(await mailbox.deadLetters.list(STREAM)), [1]);
    await nothing(second);
  });

  contract("a replay wakes a consumer that waits", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 1));
    const consumer = await bench.join({ consumer: "a" });
    await consumer.reject((await take(bench, consumer, 1))[0]!, "no");
    const waiting = consumer.receive({ max: 1, waitMs: 2_000 });
    await bench.passTime(1);
    const [dead] = await mailbox.deadLetters.list(STREAM);
    assert.equal(await mailbox.deadLetters.replay(STREAM, dead!.id), true);
    let arrived = false;
    waiting.then(() => arrived = true);
    for (let i = 0; i < 500 && !arrived; i++) await bench.passTime(1);
    assert.deepEqual(seqs(await waiting), [1]);
  });

  contract("a dropped dead letter is gone for good", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 2));
    const consumer = await bench.join({ consumer: "a" });
    for (const delivery of await take(bench, consumer, 2)) await consumer.reject(delivery, "no");
    const [one, two] = await mailbox.deadLetters.list(STREAM);
    assert.equal(await mailbox.deadLetters.drop(STREAM, one!.id), true);
    assert.equal(await mailbox.deadLetters.drop(STREAM, one!.id), false);
    assert.equal(await mailbox.deadLetters.replay(STREAM, one!.id), false);
    assert.deepEqual(await mailbox.deadLetters.list(STREAM), [two]);
    await nothing(consumer);
  });
}
