import assert from "node:assert/strict";
import { MailboxUnavailable } from "../mailbox/mailbox.ts";
import type { ActorBench } from "../testing/kit.ts";
import { testActor } from "../testing/kit.ts";
import { adder, type AdderOptions, ledger, number, sums, ticks } from "../testing/sample_actors.ts";
import { ActorHost, BadConfiguration } from "./host.ts";
import { StoreUnavailable } from "./store.ts";

async function start(options: AdderOptions = {}): Promise<ActorBench> {
  const bench = await testActor(adder(options));
  await bench.watermark(ticks.name, 1_000_000);
  return bench;
}

const added = (bench: ActorBench) =>
  bench.published(sums.name).map(({ payload }) => (payload as { n: number }).n);

Deno.test("a database that goes away begins a new life, and is no crash", async () => {
  await using bench = await start();
  await bench.give(number(1));
  bench.away.add("store");
  await bench.give(number(2));
  await bench.advance(20_000);
  assert.equal(bench.alive(), true);
  bench.away.clear();
  await bench.advance(6_000);
  assert.deepEqual(added(bench), [1, 2]);
  assert.equal(bench.unacknowledged("numbers"), 0);
  assert.ok(
    bench.logs.some(({ message }) => /the database is away; trying again in/.test(message)),
  );
});

Deno.test("a new life takes its own lease again at once, but not a successor's", async () => {
  await using bench = await start();
  const zombie = bench.world.running("adder");
  bench.away.add("store");
  await bench.advance(4_000);
  bench.away.clear();
  await bench.restart();
  await bench.advance(10_000);
  assert.equal(zombie.ended, true);
  assert.match(String(zombie.failure), /no longer holds the lease/);
  await bench.give(number(1));
  assert.deepEqual(added(bench), [1]);
});

Deno.test("a mailbox that goes away delays, and nothing is lost or doubled", async () => {
  await using bench = await start();
  await bench.give(number(1));
  bench.away.add("mailbox");
  await bench.give(number(2));
  await bench.advance(5_000);
  await bench.give(number(3));
  bench.away.clear();
  await bench.advance(6_000);
  assert.deepEqual(added(bench), [1, 2, 3]);
  assert.equal(bench.unacknowledged("numbers"), 0);
  assert.equal(bench.alive(), true);
});

Deno.test("what could not be acknowledged is acknowledged later, even if nothing more comes", async () => {
  await using bench = await start();
  bench.plan({
    call: "consumer.ack",
    when: "before",
    what: new MailboxUnavailable("for a moment"),
  });
  await bench.give(number(1));
  await bench.advance(1_100);
  assert.equal(bench.unacknowledged("numbers"), 0);
});

Deno.test("a mailbox that lost everything is filled again, and nothing is handled twice", async () => {
  await using bench = await start();
  await bench.give(number(1), number(2));
  await bench.watermark("numbers", 2);
  const { broker } = bench.world;
  const entries = broker.stream("numbers").read(0, 100);
  broker.stream("numbers").loseAfter(0);
  broker.stream(sums.name).loseAfter(0);
  await bench.advance(2_100);
  assert.deepEqual(added(bench), [1, 2], "its own stream, from its outbox");
  broker.stream("numbers").append(entries);
  broker.announce("numbers");
  await bench.give(number(3));
  assert.deepEqual(added(bench), [1, 2, 3]);
  assert.equal(bench.rows(ledger).length, 3);
  assert.equal(bench.unacknowledged("numbers"), 0);
});

Deno.test("an unreadable entry is dead-lettered with its bytes intact, and its neighbours go on", async () => {
  await using bench = await start();
  const bytes = new TextEncoder().encode('{"not":"an envelope"}');
  await bench.give(number(1));
  await bench.giveBytes("numbers", "A", bytes);
  await bench.give(number(2));
  assert.deepEqual(added(bench), [1, 2]);
  const [letter] = bench.deadLetters("numbers");
  assert.deepEqual(letter!.body, bytes);
  assert.match(letter!.reason, /not an envelope/);
  assert.equal(letter!.group, "adder");
  assert.equal(bench.unacknowledged("numbers"), 0);
});

Deno.test("a version that is not known is dead-lettered, and says which one was expected", async () => {
  await using bench = await start();
  const { world } = bench;
  await bench.give(number(1));
  const [entry] = world.broker.stream("numbers").read(0, 1);
  const text = new TextDecoder().decode(entry!.body).replace('"version":1', '"version":2');
  await bench.giveBytes(
    "numbers",
    "A",
    new TextEncoder().encode(text.replace(/"id":"./, '"id":"x')),
  );
  await bench.give(number(2));
  assert.deepEqual(added(bench), [1, 2]);
  assert.match(bench.deadLetters("numbers")[0]!.reason, /version 2 of numbers is not known here/);
});

Deno.test("an unreadable entry while the mailbox goes away loses none of its neighbours", async () => {
  await using bench = await start();
  const what = new MailboxUnavailable("for a moment");
  bench.plan({ call: "consumer.reject", when: "before", what });
  const { broker } = bench.world;
  broker.stream("numbers").append([{ key: "A", body: new Uint8Array([0xff]) }]);
  await bench.give(number(1), number(2));
  await bench.advance(1_000);
  assert.deepEqual(added(bench), [1, 2]);
  assert.equal(bench.deadLetters("numbers").length, 1);
  assert.equal(bench.unacknowledged("numbers"), 0);
});

Deno.test("a wrong configuration is refused in one sentence, before anything is taken", async () => {
  await using bench = await testActor(adder(), { config: { threshold: 1 } });
  const { host } = bench.world.running("adder");
  await assert.rejects(host.finished, BadConfiguration);
  await assert.rejects(host.ready, /adder: /);
  assert.match(bench.failure()!.message, /^adder: /);
  const { taken } = await bench.world.store.takeLease("adder", "x", { force: false });
  assert.equal(taken, true);
});

Deno.test("an actor waits for a lease that somebody else still holds", async () => {
  await using bench = await testActor(adder());
  await bench.crash();
  const { world } = bench;
  const host = new ActorHost(
    adder(),
    { holder: "patient", force: false, config: null, produced: ["numbers"], patienceMs: null },
    { mailbox: world.broker.open(world.clock), store: world.store },
    {
      clock: world.clock,
      randomness: { next: () => 0 },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    },
  );
  let ready = false;
  host.ready.then(() => ready = true);
  await bench.advance(9_000);
  assert.equal(ready, false);
  await bench.advance(3_000);
  assert.equal(ready, true);
  const stopped = host.stop();
  await bench.advance(3_000);
  await stopped;
});

Deno.test("draining finishes, acknowledges and publishes what is under way, then stops taking in", async () => {
  await using bench = await start();
  bench.plan({ call: "mailbox.publish", when: "before", what: new StoreUnavailable("slow") });
  await bench.give(number(1), number(2));
  const drained = bench.drain();
  await bench.advance(6_000);
  await drained;
  assert.deepEqual(added(bench), [1, 2]);
  assert.equal(bench.unacknowledged("numbers"), 0);
});

Deno.test("draining ends at its deadline when the mailbox is away", async () => {
  await using bench = await start();
  bench.away.add("mailbox");
  await bench.advance(1_100);
  let drained = false;
  bench.drain(2_000).then(() => drained = true);
  await bench.advance(1_900);
  await bench.advance(200);
  assert.equal(drained, true);
});

Deno.test("a stopped actor gives its lease back, and its successor need not wait", async () => {
  const bench = await start();
  await bench.give(number(1));
  await bench.stop();
  const { world } = bench;
  const result = await world.store.takeLease("adder", "next", { force: false });
  assert.equal(result.taken, true);
});

Deno.test("a handler that never answers does not keep a fenced actor from ending", async () => {
  const def = adder();
  const hanging: typeof def = { ...def, handle: () => new Promise(() => {}) };
  await using bench = await testActor(hanging);
  await bench.watermark(ticks.name, 1_000);
  await bench.give(number(1));
  const zombie = bench.world.running("adder");
  await bench.restart();
  await bench.advance(10_000);
  assert.equal(zombie.ended, true);
  assert.match(String(zombie.failure), /no longer holds the lease/);
});
