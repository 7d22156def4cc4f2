import assert from "node:assert/strict";
import type { Consumer, Delivery, Mailbox } from "../mailbox.ts";
import {
  assertSame,
  type Bench,
  type Case,
  entries,
  entry,
  nothing,
  seqs,
  STREAM,
  take,
} from "./kit.ts";

const SOON = 100;

/** Publishes one entry per key given, numbered from the stream's last. */
async function publishKeys(mailbox: Mailbox, ...keys: string[]): Promise<void> {
  const last = await mailbox.lastSeq(STREAM);
  await mailbox.publish(STREAM, last, keys.map((key, i) => entry(last + 1 + i, key)));
}

/** Parks a delivery until {@link SOON} from now. */
function park(bench: Bench, consumer: Consumer, delivery: Delivery | undefined): Promise<boolean> {
  return consumer.park(delivery!, bench.clock.now() + SOON);
}

/** Delayed retry: parking, successors, due entries, the bounded store. */
export function parkingCases(contract: Case): void {
  contract("a parked entry comes back when due, its key's successors behind it", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await bench.join({ consumer: "a" });
    await publishKeys(mailbox, "A", "B");
    const [a1, b2] = await take(bench, consumer, 2);
    assert.equal(await park(bench, consumer, a1), true);
    assert.equal(await consumer.ack([b2!]), 1);
    await publishKeys(mailbox, "A", "B", "A");
    const other = await take(bench, consumer, 1);
    assert.deepEqual(seqs(other), [4], "other keys go on");
    await nothing(consumer);
    await bench.passTime(SOON + 5);
    await publishKeys(mailbox, "A");
    const back = await take(bench, consumer, 4);
    assertSame(back, [entry(1, "A"), entry(3, "A"), entry(5, "A"), entry(6, "A")]);
    assert.equal(back[0]!.redelivered, true);
    assert.equal(await consumer.ack([...other, ...back]), 5);
    assert.equal((await mailbox.depth(STREAM)).groups[0]!.depth, 0);
  });

  contract("a receive that waits is ended by an entry that becomes due", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await bench.join({ consumer: "a" });
    await publishKeys(mailbox, "A");
    await park(bench, consumer, (await take(bench, consumer, 1))[0]);
    const waiting = consumer.receive({ max: 10, waitMs: SOON * 20 });
    const began = bench.clock.now();
    let arrived = false;
    waiting.then(() => arrived = true);
    while (!arrived) await bench.passTime(10);
    assert.deepEqual(seqs(await waiting), [1]);
    assert.ok(bench.clock.now() - began < SOON * 10, "it came soon after it was due");
  });

  contract("parking acknowledges in the same step", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await bench.join({ consumer: "a" });
    await publishKeys(mailbox, "A");
    const [a1] = await take(bench, consumer, 1);
    assert.equal(await park(bench, consumer, a1), true);
    assert.equal(await consumer.ack([a1!]), 0);
    assert.equal(await park(bench, consumer, a1), false);
    assert.deepEqual((await mailbox.depth(STREAM)).groups, [
      { group: "signals", depth: 1, pending: 0, parked: 1 },
    ]);
  });

  contract("the oldest parked entry of every key is told, in order", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await bench.join({ consumer: "a" });
    await publishKeys(mailbox, "A", "B", "C");
    const [a1, b2, c3] = await take(bench, consumer, 3);
    const dueAt = bench.clock.now() + SOON;
    await consumer.park(b2!, dueAt);
    await consumer.park(a1!, dueAt + 7);
    await consumer.ack([c3!]);
    await publishKeys(mailbox, "A", "B");
    await nothing(consumer);
    const parked = await consumer.parked(STREAM);
    assertSame(parked, [entry(1, "A"), entry(2, "B")]);
    assert.deepEqual(parked.map((each) => each.dueAt), [dueAt + 7, dueAt]);
    await bench.passTime(SOON + 20);
    await take(bench, consumer, 4);
    assert.deepEqual(await consumer.parked(STREAM), []);
  });

  contract("a key stays parked until its list is empty", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await bench.join({ consumer: "a" });
    await publishKeys(mailbox, "A");
    await park(bench, consumer, (await take(bench, consumer, 1))[0]);
    await publishKeys(mailbox, "A", "A");
    await nothing(consumer);
    await bench.passTime(SOON + 5);
    for (const expected of [1, 2]) {
      const one = await take(bench, consumer, 1);
      assert.deepEqual(seqs(one), [expected]);
      await consumer.ack(one);
      await publishKeys(mailbox, "A");
    }
    assert.deepEqual(seqs(await take(bench, consumer, 3)), [3, 4, 5]);
  });

  contract("an entry that is parked again holds its successors again", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await bench.join({ consumer: "a" });
    await publishKeys(mailbox, "A");
    await park(bench, consumer, (await take(bench, consumer, 1))[0]);
    await publishKeys(mailbox, "A", "B");
    assert.deepEqual(seqs(await take(bench, consumer, 1)), [3]);
    await bench.passTime(SOON + 5);
    const [again] = await take(bench, consumer, 1);
    assert.equal(again!.seq, 1);
    assert.equal(await consumer.begin(again!), true);
    assert.equal(await park(bench, consumer, again), true);
    await nothing(consumer);
    await bench.passTime(SOON + 5);
    const back = await take(bench, consumer, 2);
    assert.deepEqual(seqs(back), [1, 2]);
    assert.deepEqual(back.map((each) => each.attempts), [1, 0]);
  });

  contract("an entry that is retried for ever is given up at last", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await bench.join({ consumer: "a", attemptsMax: 2 });
    await publishKeys(mailbox, "A", "A");
    const [a1, a2] = await take(bench, consumer, 2);
    await park(bench, consumer, a1);
    await park(bench, consumer, a2);
    for (let attempt = 1; attempt <= 2; attempt++) {
      await bench.passTime(SOON + 5);
      const [again, behind] = await take(bench, consumer, 2);
      assert.equal(await consumer.begin(again!), true);
      await park(bench, consumer, again);
      await park(bench, consumer, behind);
    }
    await bench.passTime(SOON + 5);
    const [again, behind] = await take(bench, consumer, 2);
    assert.equal(await consumer.begin(again!), false);
    assert.deepEqual(seqs(await mailbox.deadLetters.list(STREAM)), [1]);
    assert.equal(await consumer.begin(behind!), true);
    assert.equal(await consumer.ack([behind!]), 1);
  });

  contract("parked entries survive their consumer", async (bench) => {
    const mailbox = await bench.open();
    const first = await bench.join({ consumer: "first" });
    await publishKeys(mailbox, "A");
    await park(bench, first, (await take(bench, first, 1))[0]);
    await publishKeys(mailbox, "A", "B");
    assert.deepEqual(seqs(await take(bench, first, 1)), [3]);
    await first.close();
    const second = await bench.join({ consumer: "second" });
    assert.deepEqual(seqs(await take(bench, second, 1)), [3]);
    await publishKeys(mailbox, "A");
    await nothing(second);
    assert.equal((await mailbox.depth(STREAM)).groups[0]!.parked, 3);
    await bench.passTime(SOON + 5);
    assert.deepEqual(seqs(await take(bench, second, 3)), [1, 2, 4]);
  });

  contract("what a dead consumer held behind a parked entry waits behind it", async (bench) => {
    const mailbox = await bench.open();
    const first = await bench.join({ consumer: "first" });
    await publishKeys(mailbox, "A", "A", "B");
    const [a1] = await take(bench, first, 3);
    await park(bench, first, a1);
    const second = await bench.join({ consumer: "second" });
    assert.deepEqual(seqs(await take(bench, second, 1)), [3]);
    await nothing(second);
    await bench.passTime(SOON + 5);
    assert.deepEqual(seqs(await take(bench, second, 2)), [1, 2]);
  });

  contract(
    "what is taken over comes before what is new, even where some of it waits",
    async (bench) => {
      const mailbox = await bench.open();
      const first = await bench.join({ consumer: "first" });
      await publishKeys(mailbox, "A", "A", "A", "B");
      const [a1] = await take(bench, first, 4);
      await park(bench, first, a1);
      await publishKeys(mailbox, "B");
      const second = await bench.join({ consumer: "second" });
      const taken: Delivery[] = [];
      for (let i = 0; i < 5; i++) taken.push(...await second.receive({ max: 2, waitMs: 0 }));
      assert.deepEqual(seqs(taken), [4, 5]);
    },
  );

  contract("what a dead consumer held before a parked entry comes before it", async (bench) => {
    const mailbox = await bench.open();
    const first = await bench.join({ consumer: "first" });
    await publishKeys(mailbox, "A", "A");
    const [, a2] = await take(bench, first, 2);
    await park(bench, first, a2);
    await bench.passTime(SOON + 5);
    const second = await bench.join({ consumer: "second" });
    assert.deepEqual(seqs(await take(bench, second, 2)), [1, 2]);
  });

  contract("a due entry that its consumer died with is taken over, in order", async (bench) => {
    const mailbox = await bench.open();
    const first = await bench.join({ consumer: "first" });
    await publishKeys(mailbox, "A");
    await park(bench, first, (await take(bench, first, 1))[0]);
    await publishKeys(mailbox, "A");
    await nothing(first);
    await bench.passTime(SOON + 5);
    const [a1] = await take(bench, first, 1);
    assert.equal(await first.begin(a1!), true);
    await publishKeys(mailbox, "A");
    const second = await bench.join({ consumer: "second" });
    assert.equal(await first.ack([a1!]), 0);
    const taken = await take(bench, second, 3);
    assert.deepEqual(seqs(taken), [1, 2, 3]);
    assert.deepEqual(taken.map((each) => each.attempts), [1, 0, 0]);
    assert.equal(await second.ack(taken), 3);
  });

  contract("a full store refuses to park, and nothing has happened", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await bench.join({ consumer: "a", parkedMax: 2 });
    await publishKeys(mailbox, "A", "B", "C");
    const [a1, b2, c3] = await take(bench, consumer, 3);
    assert.equal(await park(bench, consumer, a1), true);
    assert.equal(await park(bench, consumer, b2), true);
    assert.equal(await park(bench, consumer, c3), false);
    assert.equal(await consumer.ack([c3!]), 1, "it is still ours");
  });

  contract("an entry from the store always finds its room there again", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await bench.join({ consumer: "a", parkedMax: 1 });
    await publishKeys(mailbox, "A", "B");
    const [a1, b2] = await take(bench, consumer, 2);
    assert.equal(await park(bench, consumer, a1), true);
    await bench.passTime(SOON + 5);
    const [again] = await take(bench, consumer, 1);
    assert.equal(await park(bench, consumer, b2), false);
    assert.equal(await park(bench, consumer, again), true);
  });

  contract(
    "a successor that finds the store full stops its stream until there is room",
    async (bench) => {
      const mailbox = await bench.open();
      const streams = [STREAM, "news:scored"];
      const consumer = await bench.join({ consumer: "a", parkedMax: 2, streams });
      await publishKeys(mailbox, "A", "B");
      const [a1, b2] = await take(bench, consumer, 2);
      await park(bench, consumer, a1);
      await park(bench, consumer, b2);
      await publishKeys(mailbox, "A", "C");
      await mailbox.publish("news:scored", 0, entries(1, 2));
      assert.deepEqual(
        (await take(bench, consumer, 2)).map((each) => each.stream),
        ["news:scored", "news:scored"],
        "other streams go on",
      );
      await nothing(consumer);
      assert.equal((await mailbox.depth(STREAM)).groups[0]!.depth, 4);
      await bench.passTime(SOON + 5);
      const back = await take(bench, consumer, 2);
      assert.deepEqual(seqs(back), [1, 2]);
      await consumer.ack(back);
      assert.deepEqual(seqs(await take(bench, consumer, 2)), [3, 4]);
    },
  );

  contract("groups park independently of each other", async (bench) => {
    const mailbox = await bench.open();
    const one = await bench.join({ consumer: "a", group: "one" });
    const two = await bench.join({ consumer: "b", group: "two" });
    await publishKeys(mailbox, "A", "A");
    const [a1, a2] = await take(bench, one, 2);
    await park(bench, one, a1);
    await park(bench, one, a2);
    assert.deepEqual(seqs(await take(bench, two, 2)), [1, 2]);
    await nothing(two);
  });
}
