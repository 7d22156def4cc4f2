import assert from "node:assert/strict";
import { discard, done, type Outcome, retry } from "../actor.ts";
import type { ActorBench } from "../testing/kit.ts";
import { testActor } from "../testing/kit.ts";
import { adder, type AdderOptions, ledger, number, sums, ticks } from "../testing/sample_actors.ts";

const SOON = 100;

/** Answers `retry` to the numbers in the set, which the test changes. */
function retrying(...later: number[]) {
  const set = new Set(later);
  const answer = (n: number): Outcome => set.has(n) ? retry(SOON, "not yet") : done;
  return { set, answer };
}

async function start(options: AdderOptions): Promise<ActorBench> {
  const bench = await testActor(adder(options));
  await bench.watermark(ticks.name, 1_000_000);
  return bench;
}

const added = (bench: ActorBench) =>
  bench.published(sums.name).map(({ payload }) => (payload as { n: number }).n);

Deno.test("by key: a message that must wait holds back its own key, and no other", async () => {
  const { set, answer } = retrying(1);
  await using bench = await start({ order: "by-key", answer });
  await bench.give(number(1, 1, "A"), number(2, 2, "B"), number(3, 3, "A"));
  await bench.give(number(4, 4, "B"), number(5, 5, "A"));
  assert.deepEqual(added(bench), [2, 4]);
  assert.equal(bench.unacknowledged("numbers"), 3);
  set.clear();
  await bench.advance(SOON + 1);
  assert.deepEqual(added(bench), [2, 4, 1, 3, 5]);
  assert.equal(bench.unacknowledged("numbers"), 0);
});

Deno.test("by key: a message that must wait again keeps its successors behind it", async () => {
  const { set, answer } = retrying(1);
  await using bench = await start({ order: "by-key", answer });
  await bench.give(number(1, 1, "A"), number(2, 2, "A"), number(3, 3, "B"));
  await bench.advance(SOON * 2.5);
  await bench.give(number(4, 4, "A"));
  assert.deepEqual(added(bench), [3]);
  set.clear();
  await bench.advance(SOON + 1);
  assert.deepEqual(added(bench), [3, 1, 2, 4]);
});

Deno.test("by key: what waits survives a crash, with everything behind it", async () => {
  const { set, answer } = retrying(1);
  await using bench = await start({ order: "by-key", answer });
  await bench.give(number(1, 1, "A"), number(2, 2, "A"), number(3, 3, "B"));
  await bench.crash();
  await bench.give(number(4, 4, "A"), number(5, 5, "B"));
  set.clear();
  await bench.restart();
  await bench.advance(10);
  assert.deepEqual(added(bench), [3, 5]);
  await bench.advance(SOON);
  assert.deepEqual(added(bench), [3, 5, 1, 2, 4]);
});

Deno.test("by key: an actor that crashes between parking and its commit loses nothing", async () => {
  const { set, answer } = retrying(2);
  await using bench = await start({ order: "by-key", answer });
  bench.plan({ call: "store.commit", when: "before", what: "crash" });
  await bench.give(number(1, 1, "B"), number(2, 2, "A"), number(3, 3, "A"), number(4, 4, "B"));
  await bench.restart();
  await bench.advance(10);
  assert.deepEqual(added(bench), [1, 4]);
  set.clear();
  await bench.advance(SOON);
  assert.deepEqual(added(bench), [1, 4, 2, 3]);
  assert.equal(bench.unacknowledged("numbers"), 0);
});

Deno.test("a message that waits holds the watermark, and its effects keep its time", async () => {
  const { set, answer } = retrying(10);
  await using bench = await start({ order: "by-key", answer });
  await bench.give(number(10, 10, "A"), number(20, 20, "B"), number(30, 30, "A"));
  await bench.watermark("numbers", 40);
  assert.equal(bench.promised(sums.name), 9);
  set.clear();
  set.add(30);
  await bench.advance(SOON + 1);
  assert.equal(bench.promised(sums.name), 29);
  set.clear();
  await bench.advance(SOON + 1);
  assert.equal(bench.promised(sums.name), 40);
  assert.deepEqual(bench.published(sums.name).map(({ at }) => at), [20, 10, 30]);
});

Deno.test("what a predecessor parked holds the watermark of its successor", async () => {
  const { set, answer } = retrying(10);
  await using bench = await start({ order: "by-key", answer });
  await bench.give(number(10, 10, "A"), number(20, 20, "B"));
  await bench.crash();
  await bench.restart();
  await bench.watermark("numbers", 40);
  assert.equal(bench.promised(sums.name), 9);
  set.clear();
  await bench.advance(SOON + 1);
  assert.deepEqual(bench.published(sums.name).map(({ at }) => at), [20, 10]);
  assert.equal(bench.promised(sums.name), 40);
});

Deno.test("an unreadable entry behind a parked one stops nobody, before and after a crash", async () => {
  const { set, answer } = retrying(1);
  await using bench = await start({ order: "by-key", answer });
  await bench.give(number(1, 1, "A"));
  await bench.giveBytes("numbers", "A", new Uint8Array([0xff]));
  await bench.give(number(3, 3, "A"));
  await bench.crash();
  await bench.restart();
  await bench.advance(1);
  assert.equal(bench.alive(), true);
  set.clear();
  await bench.advance(SOON + 1);
  assert.deepEqual(added(bench), [1, 3]);
  assert.deepEqual(bench.deadLetters("numbers").map(({ seq }) => seq), [2]);
});

Deno.test("by key: a message that is put off for ever is given up, and its successors go on", async () => {
  const { answer } = retrying(1);
  await using bench = await start({ order: "by-key", answer });
  await bench.give(number(1, 1, "A"), number(2, 2, "A"));
  await bench.watermark("numbers", 5);
  await bench.advance(SOON * 10);
  assert.deepEqual(added(bench), [2]);
  assert.deepEqual(bench.deadLetters("numbers").map(({ seq }) => seq), [1]);
  assert.equal(bench.promised(sums.name), 5);
  assert.equal(bench.alive(), true);
});

Deno.test("total: a message that must wait holds back everything", async () => {
  const { set, answer } = retrying(1);
  await using bench = await start({ order: "total", answer });
  await bench.give(number(1, 1, "A"), number(2, 2, "B"));
  await bench.give(number(3, 3, "C"));
  assert.deepEqual(added(bench), []);
  set.clear();
  await bench.advance(SOON - 10);
  assert.deepEqual(added(bench), []);
  await bench.advance(20);
  assert.deepEqual(added(bench), [1, 2, 3]);
});

Deno.test("total: waiting is no failure: however long it takes, nothing is given up", async () => {
  const { set, answer } = retrying(1);
  await using bench = await start({ order: "total", answer });
  await bench.give(number(1));
  await bench.crash();
  await bench.restart();
  await bench.advance(SOON * 50);
  set.clear();
  await bench.advance(SOON + 10);
  assert.deepEqual(added(bench), [1]);
  assert.deepEqual(bench.deadLetters("numbers"), []);
});

Deno.test("a message that is not wanted is consumed without effect", async () => {
  const answer = (n: number): Outcome => n === 2 ? discard("even") : done;
  await using bench = await start({ answer });
  await bench.give(number(1), number(2), number(3));
  assert.deepEqual(added(bench), [1, 3]);
  assert.equal(bench.rows(ledger).length, 2);
  assert.equal(bench.unacknowledged("numbers"), 0);
  assert.ok(bench.logs.some(({ message }) => message === "discarded a message: even"));
});

Deno.test("what a handler asked for before it put the message off is dropped", async () => {
  const { set } = retrying(1);
  const def = adder({ order: "by-key" });
  const hasty: typeof def = {
    ...def,
    handle: (async (state: never, message: { payload: { n: number } }, ctx: never) => {
      const outcome = await def.handle(state, message as never, ctx);
      return set.has(message.payload.n) ? retry(SOON, "after all") : outcome;
    }) as typeof def.handle,
  };
  await using bench = await testActor(hasty);
  await bench.watermark(ticks.name, 1_000_000);
  await bench.give(number(1));
  assert.deepEqual(added(bench), []);
  assert.equal(bench.rows(ledger).length, 0);
});
