import assert from "node:assert/strict";
import type { ActorBench, Mishap } from "../testing/kit.ts";
import { testActor } from "../testing/kit.ts";
import { adder, ledger, number, sums } from "../testing/sample_actors.ts";
import { ConstraintViolated, Fenced, StoreUnavailable } from "./store.ts";

const totals = (bench: ActorBench) =>
  bench.published(sums.name).map(({ payload }) => (payload as { total: number }).total);

/** Every number was added once, published once, acknowledged, and the sum is right. */
function assertAddedOnce(bench: ActorBench, ...added: number[]): void {
  const rows = [...bench.rows(ledger)].sort((a, b) => a.total - b.total);
  assert.deepEqual(rows.map(({ n }) => n), added);
  assert.deepEqual(totals(bench), rows.map(({ total }) => total));
  assert.equal(bench.unacknowledged("numbers"), 0);
  assert.deepEqual(bench.deadLetters("numbers"), []);
}

/** The ticks never hold anything up here. */
async function startAdder(options: Parameters<typeof adder>[0] = {}): Promise<ActorBench> {
  const bench = await testActor(adder(options));
  await bench.watermark("ticks", 1_000_000);
  return bench;
}

const moments: [string, Pick<Mishap, "call" | "when">][] = [
  ["before its commit", { call: "store.commit", when: "before" }],
  ["after its commit, before acknowledging", { call: "store.commit", when: "after" }],
  ["while acknowledging", { call: "consumer.ack", when: "before" }],
  ["after acknowledging, before publishing", { call: "mailbox.publish", when: "before" }],
  ["after publishing", { call: "mailbox.publish", when: "after" }],
  ["while receiving", { call: "consumer.receive", when: "after" }],
];

for (const [moment, mishap] of moments) {
  Deno.test(`an actor that crashes ${moment} does everything once`, async () => {
    await using bench = await startAdder();
    await bench.give(number(1));
    bench.plan({ ...mishap, what: "crash" });
    await bench.give(number(2), number(3));
    await bench.give(number(4));
    assert.equal(bench.alive(), false);
    await bench.restart();
    await bench.advance(1_500);
    assertAddedOnce(bench, 1, 2, 3, 4);
  });

  Deno.test(`an actor that hangs ${moment} and wakes up later harms nothing`, async () => {
    await using bench = await startAdder();
    await bench.give(number(1));
    bench.plan({ ...mishap, what: "hang" });
    await bench.give(number(2), number(3));
    await bench.give(number(4));
    const zombie = bench.world.running("adder");
    await bench.restart();
    await bench.advance(1_500);
    await bench.thaw();
    await bench.give(number(5));
    await bench.advance(10_000);
    assertAddedOnce(bench, 1, 2, 3, 4, 5);
    assert.equal(zombie.ended, true);
    assert.ok(zombie.failure instanceof Fenced, String(zombie.failure));
    assert.equal(bench.alive(), true);
  });
}

Deno.test("a fenced zombie's transaction is refused, and it ends", async () => {
  await using bench = await startAdder();
  bench.plan({ call: "store.commit", when: "before", what: "hang" });
  await bench.give(number(1));
  const zombie = bench.world.running("adder");
  await bench.restart();
  await bench.give(number(2));
  await bench.thaw();
  assertAddedOnce(bench, 1, 2);
  assert.ok(zombie.failure instanceof Fenced);
});

Deno.test("what is in doubt is looked up: a commit whose answer was lost is not repeated", async () => {
  await using bench = await startAdder();
  const what = new StoreUnavailable("the connection was lost");
  bench.plan({ call: "store.commit", when: "after", what });
  await bench.give(number(1), number(2));
  await bench.give(number(3));
  await bench.advance(2_000);
  assert.equal(bench.alive(), true, "the actor goes on without a crash");
  assertAddedOnce(bench, 1, 2, 3);
});

Deno.test("a message that crashes its actor again and again is dead-lettered, its neighbours survive", async () => {
  const tries: number[] = [];
  const poison = (n: number) => {
    tries.push(n);
    if (n === 13) throw new Error("unlucky");
    return { kind: "done" } as const;
  };
  await using bench = await startAdder({ answer: poison });
  await bench.give(number(1), number(13), number(2));
  for (let restarts = 0; !bench.alive() && restarts < 20; restarts++) {
    assert.match(bench.failure()!.message, /unlucky/);
    await bench.restart();
    await bench.advance(10);
  }
  assert.deepEqual([...bench.rows(ledger)].map(({ n }) => n).sort(), [1, 2]);
  const [letter, ...others] = bench.deadLetters("numbers");
  assert.deepEqual(others, []);
  assert.equal(letter!.seq, 2);
  assert.match(letter!.reason, /5 times/);
  assert.equal(bench.unacknowledged("numbers"), 0);
  // Once in a batch with its neighbours, then five times alone.
  assert.equal(tries.filter((n) => n === 13).length, 6);
});

Deno.test("a row that breaks a rule of its table crashes the actor", async () => {
  await using bench = await startAdder();
  const twice = { ...number(1), id: "same" };
  await bench.give(twice);
  await bench.give({ ...twice, at: 2 });
  assert.ok(bench.failure() instanceof ConstraintViolated);
  assert.deepEqual(totals(bench), [1]);
});

Deno.test("a replayed dead letter is handled once, late", async () => {
  let broken = true;
  const poison = (n: number) => {
    if (n === 13 && broken) throw new Error("unlucky");
    return { kind: "done" } as const;
  };
  await using bench = await startAdder({ answer: poison });
  await bench.give(number(13), number(2));
  for (let restarts = 0; !bench.alive() && restarts < 20; restarts++) {
    await bench.restart();
    await bench.advance(10);
  }
  broken = false;
  const [letter] = bench.deadLetters("numbers");
  bench.world.broker.stream("numbers").dead.replay(Number(letter!.id));
  bench.world.broker.announce("numbers");
  await bench.advance(1);
  assertAddedOnce(bench, 2, 13);
});

Deno.test("market time is as far as everything is handled, and outlives a crash", async () => {
  await using bench = await startAdder();
  await bench.give(number(1, 100));
  assert.equal(bench.promised(sums.name), null);
  await bench.watermark("numbers", 150);
  assert.equal(bench.promised(sums.name), 150);
  const { host } = bench.world.running("adder");
  const { measured, ...progress } = host.progress();
  assert.deepEqual(progress, { consumed: 1, marketTime: 150, outbox: 0 });
  assert.equal(measured?.handling.buckets.at(-1)?.count, 1);
  await bench.crash();
  await bench.restart();
  const next = bench.world.running("adder").host;
  await bench.advance(10);
  const { measured: since, ...after } = next.progress();
  assert.deepEqual(after, { consumed: 1, marketTime: 150, outbox: 0 });
  assert.equal(since?.handling.buckets.at(-1)?.count, 0, "a new life measures from its beginning");
});
