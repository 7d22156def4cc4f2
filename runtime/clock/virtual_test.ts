import assert from "node:assert/strict";
import fc from "fast-check";
import { settle, VirtualClock } from "./virtual.ts";

Deno.test("time passes only when told to", async () => {
  const clock = new VirtualClock(500);
  await settle();
  assert.equal(clock.now(), 500);
  await clock.advance(20);
  assert.equal(clock.now(), 520);
  assert.equal(clock.monotonic(), 520);
});

Deno.test("timers fire in due order, ties in the order they were set, each at its own time", async () => {
  const clock = new VirtualClock();
  const fired: [string, number][] = [];
  for (
    const [name, ms] of [["late", 30], ["a", 10], ["b", 10], ["now", 0], ["past", -5]] as const
  ) {
    clock.after(ms, () => fired.push([name, clock.now()]));
  }
  await clock.advance(30);
  assert.deepEqual(fired, [["now", 0], ["past", 0], ["a", 10], ["b", 10], ["late", 30]]);
});

Deno.test("what a timer sets off runs before the next timer, even if they are due together", async () => {
  const clock = new VirtualClock();
  const story: string[] = [];
  clock.after(10, async () => {
    story.push("first");
    await Promise.resolve();
    story.push("after first");
  });
  clock.after(10, () => story.push("second"));
  await clock.advance(10);
  assert.deepEqual(story, ["first", "after first", "second"]);
});

Deno.test("a cancelled timer does not fire", async () => {
  const clock = new VirtualClock();
  let fired = false;
  const cancel = clock.after(10, () => fired = true);
  cancel();
  cancel();
  await clock.advance(20);
  assert.equal(fired, false);
  assert.equal(clock.pending, 0);
});

Deno.test("a repeating timer fires every period until it is cancelled", async () => {
  const clock = new VirtualClock();
  const fired: number[] = [];
  const cancel = clock.every(10, () => {
    fired.push(clock.now());
    if (fired.length === 3) cancel();
  });
  await clock.advance(100);
  assert.deepEqual(fired, [10, 20, 30]);
  assert.equal(clock.pending, 0);
});

Deno.test("a sleep ends after its time, or with the reason of its signal", async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const slept = clock.sleep(10);
  const aborted = clock.sleep(10, controller.signal);
  controller.abort(new Error("enough"));
  await assert.rejects(aborted, /enough/);
  await assert.rejects(clock.sleep(10, controller.signal), /enough/);
  await clock.advance(10);
  await slept;
  assert.equal(clock.pending, 0);
});

Deno.test("a step goes to the next timer, and says when there is none", async () => {
  const clock = new VirtualClock();
  clock.after(25, () => {});
  assert.equal(await clock.step(), true);
  assert.equal(clock.now(), 25);
  assert.equal(await clock.step(), false);
});

Deno.test("running until something that never comes ends with a sentence", async () => {
  const clock = new VirtualClock();
  await assert.rejects(clock.runUntil(() => false), /nothing is left to run/);
  clock.every(100, () => {});
  await assert.rejects(clock.runUntil(() => false, 1_000), /not done after 1000 ms/);
});

Deno.test("whatever is set and cancelled, timers fire in order and none is lost", async () => {
  const timer = fc.record({ ms: fc.nat(50), cancelled: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(timer, { maxLength: 30 }), async (timers) => {
      const clock = new VirtualClock();
      const fired: { ms: number; index: number }[] = [];
      const cancels = timers.map(({ ms }, index) =>
        clock.after(ms, () => fired.push({ ms, index }))
      );
      timers.forEach(({ cancelled }, index) => cancelled && cancels[index]!());
      await clock.advance(50);
      const expected = timers
        .map(({ ms, cancelled }, index) => ({ ms, index, cancelled }))
        .filter(({ cancelled }) => !cancelled)
        .map(({ ms, index }) => ({ ms, index }))
        .sort((a, b) => a.ms - b.ms || a.index - b.index);
      assert.deepEqual(fired, expected);
    }),
    { numRuns: 50 },
  );
});
