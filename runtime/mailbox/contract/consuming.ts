import assert from "node:assert/strict";
import {
  type Case,
  entries,
  entry,
  exclusive,
  GROUP,
  nothing,
  seqs,
  STREAM,
  take,
  whileTimePasses,
} from "./kit.ts";

/** Receiving, acknowledging and taking over as an exclusive consumer. */
export function consumingCases(contract: Case): void {
  contract("every group gets every entry, from the stream's oldest on", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 3));
    const one = await bench.join({ consumer: "a", group: "one" });
    const two = await bench.join({ consumer: "b", group: "two" });
    for (const consumer of [one, two]) {
      const deliveries = await take(bench, consumer, 3);
      assert.deepEqual(seqs(deliveries), [1, 2, 3]);
      for (const delivery of deliveries) {
        assert.equal(delivery.stream, STREAM);
        assert.equal(delivery.redelivered, false);
        assert.equal(delivery.attempts, 0);
      }
      assert.equal(await consumer.ack(deliveries), 3);
    }
  });

  contract("making a group twice keeps its position", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 3));
    const consumer = await bench.join({ consumer: "a" });
    await consumer.ack(await take(bench, consumer, 2));
    await mailbox.ensureGroup(STREAM, GROUP);
    const successor = await bench.join({ consumer: "b" });
    assert.deepEqual(seqs(await take(bench, successor, 1)), [3]);
  });

  contract("what is in hand is not handed out again to the same consumer", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await bench.join({ consumer: "a" });
    await mailbox.publish(STREAM, 0, entries(1, 4));
    assert.deepEqual(seqs(await take(bench, consumer, 3)), [1, 2, 3]);
    assert.deepEqual(seqs(await take(bench, consumer, 1)), [4]);
    await nothing(consumer);
  });

  contract("a waiting receive ends when an entry comes", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await bench.join({ consumer: "a" });
    const waiting = consumer.receive({ max: 10, waitMs: 5_000 });
    await bench.passTime(1);
    await mailbox.publish(STREAM, 0, [entry(1)]);
    assert.deepEqual(seqs(await whileTimePasses(bench, waiting)), [1]);
  });

  contract("a waiting receive ends empty after its time, or when aborted", async (bench) => {
    const consumer = await bench.join({ consumer: "a" });
    const began = bench.clock.now();
    assert.deepEqual(
      await whileTimePasses(bench, consumer.receive({ max: 10, waitMs: 50 })),
      [],
    );
    assert.ok(bench.clock.now() - began >= 49, "it waited");
    const abort = new AbortController();
    const waiting = consumer.receive({ max: 10, waitMs: 600_000, signal: abort.signal });
    await bench.passTime(1);
    abort.abort();
    assert.deepEqual(await whileTimePasses(bench, waiting), []);
  });

  contract("an aborted receive loses nothing", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await bench.join({ consumer: "a" });
    const abort = new AbortController();
    const waiting = consumer.receive({ max: 10, waitMs: 600_000, signal: abort.signal });
    await bench.passTime(1);
    const publishing = mailbox.publish(STREAM, 0, entries(1, 3));
    abort.abort();
    await publishing;
    const first = await whileTimePasses(bench, waiting);
    const rest = await take(bench, consumer, 3 - first.length);
    assert.deepEqual(seqs([...first, ...rest]), [1, 2, 3]);
  });

  contract("one consumer receives several streams, each in order, or only some", async (bench) => {
    const mailbox = await bench.open();
    const streams = ["market:bars", "news:scored"];
    const consumer = await bench.join({ consumer: "a", streams });
    for (const stream of streams) await mailbox.publish(stream, 0, entries(1, 4));
    const [only] = await take(bench, consumer, 1, ["news:scored"]);
    assert.equal(only!.stream, "news:scored");
    const rest = [only!, ...await take(bench, consumer, 7)];
    for (const stream of streams) {
      assert.deepEqual(seqs(rest.filter((each) => each.stream === stream)), [1, 2, 3, 4]);
    }
    assert.equal(await consumer.ack(rest), 8);
  });

  contract("a busy stream does not starve another one of the same consumer", async (bench) => {
    const mailbox = await bench.open();
    const streams = ["market:bars", "news:scored"];
    const consumer = await bench.join({ consumer: "a", streams });
    await mailbox.publish("market:bars", 0, entries(1, 50));
    await mailbox.publish("news:scored", 0, [entry(1)]);
    const some = [];
    for (let i = 0; i < 10; i++) some.push(...await take(bench, consumer, 2));
    assert.ok(some.some((each) => each.stream === "news:scored"), "20 of 51 hold the quiet stream");
  });

  contract("acknowledging twice counts once, and what was not stays", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 5));
    const consumer = await bench.join({ consumer: "a" });
    const held = await take(bench, consumer, 5);
    assert.equal(await consumer.ack([held[3]!, held[1]!]), 2);
    assert.equal(await consumer.ack([held[1]!, held[3]!, held[4]!, held[4]!]), 1);
    assert.equal(await consumer.ack([]), 0);
    const successor = await bench.join({ consumer: "b" });
    const again = await take(bench, successor, 2);
    assert.deepEqual(seqs(again), [1, 3]);
    await nothing(successor);
    assert.equal(await successor.ack(again), 2);
    assert.deepEqual((await mailbox.depth(STREAM)).groups[0]!.depth, 0);
  });

  contract("a successor gets what its predecessor held, before anything new", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 6));
    const first = await bench.join({ consumer: "first" });
    await first.ack((await take(bench, first, 4)).slice(0, 1));
    await first.close();
    const second = await bench.join({ consumer: "second" });
    const taken = await take(bench, second, 5);
    assert.deepEqual(seqs(taken), [2, 3, 4, 5, 6]);
    assert.deepEqual(taken.map((each) => each.redelivered), [true, true, true, false, false]);
    assert.equal(await second.ack(taken), 5);
  });

  contract("from its successor's joining on, a consumer can do nothing", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 5));
    const stale = await bench.join({ consumer: "stale" });
    const held = await take(bench, stale, 3);
    const successor = await bench.join({ consumer: "successor" });
    const harmless = async () => {
      assert.equal(await stale.ack(held), 0);
      assert.equal(await stale.begin(held[0]!), false);
      assert.equal(await stale.park(held[1]!, bench.clock.now()), false);
      assert.equal(await stale.reject(held[2]!, "no"), false);
      await nothing(stale);
    };
    await harmless();
    const taken = await take(bench, successor, 5);
    assert.deepEqual(seqs(taken), [1, 2, 3, 4, 5]);
    assert.deepEqual(taken.map((each) => each.attempts), [0, 0, 0, 0, 0]);
    await harmless();
    assert.equal(await mailbox.deadLetters.count(STREAM), 0);
    assert.equal(await successor.ack(taken), 5);
    await harmless();
  });

  contract("taking over is no attempt; beginning is", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 2));
    await take(bench, await bench.join({ consumer: "1" }), 2);
    await take(bench, await bench.join({ consumer: "2" }), 2);
    const third = await bench.join({ consumer: "3" });
    const [one, two] = await take(bench, third, 2);
    assert.deepEqual([one!.attempts, two!.attempts], [0, 0]);
    assert.equal(await third.begin(one!), true);
    const fourth = await bench.join({ consumer: "4" });
    const again = await take(bench, fourth, 2);
    assert.deepEqual(again.map((each) => each.attempts), [1, 0]);
  });

  contract("a poison entry is given up, and the innocents behind it are not", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 4));
    const attemptsMax = 3;
    await take(bench, await bench.join({ consumer: "0", attemptsMax }), 4);
    for (let crash = 1; crash <= attemptsMax; crash++) {
      const victim = await bench.join({ consumer: `${crash}`, attemptsMax });
      const [poison, ...innocents] = await take(bench, victim, 4);
      assert.equal(poison!.attempts, crash - 1);
      assert.deepEqual(innocents.map((each) => each.attempts), [0, 0, 0]);
      assert.equal(await victim.begin(poison!), true, "an attempt is left");
    }
    const last = await bench.join({ consumer: "last", attemptsMax });
    const [poison, ...innocents] = await take(bench, last, 4);
    assert.equal(await last.begin(poison!), false, "attempts are used up");
    assert.equal(await last.ack([poison!]), 0, "giving up has acknowledged it");
    const [dead, ...others] = await mailbox.deadLetters.list(STREAM);
    assert.deepEqual(others, []);
    assert.equal(dead!.seq, 1);
    assert.equal(dead!.attempts, attemptsMax);
    for (const innocent of innocents) assert.equal(await last.begin(innocent), true);
    assert.equal(await last.ack(innocents), 3);
    await nothing(await bench.join({ consumer: "after" }));
  });

  contract("depth tells undelivered, pending and acknowledged apart", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 10));
    await mailbox.ensureGroup(STREAM, "other");
    const consumer = await mailbox.consume(exclusive("a"));
    const held = await take(bench, consumer, 6);
    await consumer.ack([held[0]!, held[1]!, held[4]!]);
    const { last, stored, groups } = await mailbox.depth(STREAM);
    assert.deepEqual({ last, stored }, { last: 10, stored: 10 });
    assert.deepEqual(
      [...groups].sort((a, b) => a.group.localeCompare(b.group)),
      [
        { group: "other", depth: 10, pending: 0, parked: 0 },
        { group: GROUP, depth: 7, pending: 3, parked: 0 },
      ],
    );
  });
}
