import assert from "node:assert/strict";
import { VirtualClock } from "../../clock/virtual.ts";
import { type Bench, entries, entry, exclusive, seqs, STREAM, withBench } from "../contract/kit.ts";
import { MemoryBroker } from "../memory_streams.ts";
import { openSqliteMailbox } from "../sqlite_streams.ts";

/** What mailboxes that answer at once promise beyond the contract: exactly which batch comes when. */
function localTest(title: string, run: (bench: Bench) => Promise<void>): void {
  const parts = (clock: VirtualClock) => ({
    clock,
    claimAfterMs: 300,
    passTime: (ms: number) => clock.advance(ms),
  });
  Deno.test(`memory streams: ${title}`, async () => {
    const clock = new VirtualClock(1_000_000);
    const broker = new MemoryBroker();
    const open = () => broker.open(clock);
    await withBench({ ...parts(clock), open, close: () => Promise.resolve() }, run);
  });
  Deno.test(`sqlite streams: ${title}`, async () => {
    const clock = new VirtualClock(1_000_000);
    const folder = await Deno.makeTempDir({ prefix: "mailbox-" });
    const open = () => openSqliteMailbox({ folder, clock });
    try {
      await withBench({ ...parts(clock), open, close: () => Promise.resolve() }, run);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

const now = { max: 10, waitMs: 0 };

localTest("one receive hands out all there is, up to `max`, over all streams", async (bench) => {
  const mailbox = await bench.open();
  const consumer = await bench.join({ consumer: "a", streams: ["one", "two"] });
  await mailbox.publish("one", 0, entries(1, 3));
  await mailbox.publish("two", 0, entries(1, 3));
  assert.equal((await consumer.receive({ max: 5, waitMs: 0 })).length, 5);
  assert.equal((await consumer.receive({ max: 5, waitMs: 0 })).length, 1);
});

localTest("due and taken-over entries come in order of their numbers", async (bench) => {
  const mailbox = await bench.open();
  const keys = ["A", "B", "C", "D"];
  await mailbox.publish(STREAM, 0, keys.map((key, i) => entry(i + 1, key)));
  const first = await bench.join({ consumer: "first" });
  const [a1, , c3] = await first.receive({ max: 4, waitMs: 0 });
  await first.park(a1!, bench.clock.now());
  await first.park(c3!, bench.clock.now());
  await mailbox.publish(STREAM, 4, [entry(5, "E")]);
  const second = await bench.join({ consumer: "second" });
  assert.deepEqual(seqs(await second.receive(now)), [1, 2, 3, 4, 5]);
});

localTest("a receive that only parks what it finds goes on to what is behind", async (bench) => {
  const mailbox = await bench.open();
  const consumer = await bench.join({ consumer: "a" });
  await mailbox.publish(STREAM, 0, [entry(1, "A")]);
  await consumer.park((await consumer.receive(now))[0]!, bench.clock.now() + 100);
  const waiting = entries(2, 20, ["A"]);
  await mailbox.publish(STREAM, 1, [...waiting, entry(21, "B")]);
  assert.deepEqual(seqs(await consumer.receive({ max: 2, waitMs: 0 })), [21]);
});

localTest("a waiting receive ends at the moment at which an entry is due", async (bench) => {
  const mailbox = await bench.open();
  const consumer = await bench.join({ consumer: "a" });
  await mailbox.publish(STREAM, 0, [entry(1)]);
  const dueAt = bench.clock.now() + 70;
  await consumer.park((await consumer.receive(now))[0]!, dueAt);
  let endedAt = 0;
  const waiting = consumer.receive({ max: 1, waitMs: 5_000 });
  waiting.then(() => endedAt = bench.clock.now());
  await bench.passTime(500);
  assert.equal(endedAt, dueAt);
  assert.deepEqual(seqs(await waiting), [1]);
});

localTest("an acknowledgement that makes room lets a waiting receive go on", async (bench) => {
  const mailbox = await bench.open();
  const consumer = await bench.join({ consumer: "a", parkedMax: 2 });
  await mailbox.publish(STREAM, 0, [entry(1, "A"), entry(2, "B")]);
  const [a1, b2] = await consumer.receive(now);
  await consumer.park(a1!, bench.clock.now());
  await consumer.park(b2!, bench.clock.now() + 50_000);
  const back = await consumer.receive(now);
  await mailbox.publish(STREAM, 2, [entry(3, "B")]);
  const waiting = consumer.receive({ max: 1, waitMs: 1_000 });
  await bench.passTime(1);
  await consumer.ack(back);
  await mailbox.publish(STREAM, 3, [entry(4, "C")]);
  await bench.passTime(1);
  assert.deepEqual(seqs(await waiting), [4]);
  assert.equal((await mailbox.depth(STREAM)).groups[0]!.parked, 2);
});

localTest(
  "a competitor that joins where somebody was alone inherits after a silence",
  async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 3));
    const alone = await bench.join({ consumer: "alone" });
    const held = await alone.receive({ max: 2, waitMs: 0 });
    assert.equal(await alone.begin(held[0]!), true);
    const competitor = await bench.join({
      consumer: "competitor",
      exclusive: false,
      claimAfterMs: bench.claimAfterMs,
    });
    assert.equal(await alone.ack(held), 0);
    assert.deepEqual(seqs(await competitor.receive(now)), [3]);
    await bench.passTime(bench.claimAfterMs + 1);
    const inherited = await competitor.receive(now);
    assert.deepEqual(seqs(inherited), [1, 2]);
    assert.deepEqual(inherited.map((each) => each.attempts), [1, 0]);
  },
);

localTest("a stream that was not joined cannot be received from", async (bench) => {
  const mailbox = await bench.open();
  const consumer = await mailbox.consume(exclusive("a"));
  await assert.rejects(consumer.receive({ ...now, streams: ["other"] }), RangeError);
});

localTest("a dropped group's consumer finds nothing more", async (bench) => {
  const mailbox = await bench.open();
  await mailbox.publish(STREAM, 0, entries(1, 3));
  const consumer = await mailbox.consume(exclusive("a"));
  const held = await consumer.receive({ max: 2, waitMs: 0 });
  await mailbox.dropGroup(STREAM, "signals");
  assert.deepEqual(await consumer.receive(now), []);
  assert.equal(await consumer.ack(held), 0);
});

localTest("what is in the mailbox does not change with its producer's buffer", async (bench) => {
  const mailbox = await bench.open();
  const changing = entry(1);
  await mailbox.publish(STREAM, 0, [changing]);
  changing.body.fill(0);
  assert.deepEqual((await mailbox.read(STREAM, 0, 1))[0]!.body, entry(1).body);
});
