import assert from "node:assert/strict";
import { settle, VirtualClock } from "../clock/virtual.ts";
import { Signal } from "./signal.ts";

function watch(wait: Promise<void>): { readonly over: boolean } {
  const watched = { over: false };
  wait.then(() => watched.over = true);
  return watched;
}

Deno.test("a raise ends a wait", async () => {
  const clock = new VirtualClock();
  const signal = new Signal();
  const waiting = watch(signal.wait(clock, 1_000));
  await settle();
  assert.equal(waiting.over, false);
  signal.raise();
  await settle();
  assert.equal(waiting.over, true);
  assert.equal(clock.pending, 0, "no timer is left behind");
});

Deno.test("a raise before a wait is not lost, and serves one wait", async () => {
  const clock = new VirtualClock();
  const signal = new Signal();
  signal.raise();
  signal.raise();
  const first = watch(signal.wait(clock, 1_000));
  await settle();
  assert.equal(first.over, true);
  const second = watch(signal.wait(clock, 1_000));
  await settle();
  assert.equal(second.over, false);
  await clock.advance(1_000);
  assert.equal(second.over, true);
});

Deno.test("a wait without a raise ends after its time", async () => {
  const clock = new VirtualClock();
  const waiting = watch(new Signal().wait(clock, 50));
  await clock.advance(49);
  assert.equal(waiting.over, false);
  await clock.advance(1);
  assert.equal(waiting.over, true);
});

Deno.test("a raise ends every wait", async () => {
  const clock = new VirtualClock();
  const signal = new Signal();
  const waits = [signal.wait(clock, 1_000), signal.wait(clock, 1_000)].map(watch);
  await settle();
  signal.raise();
  await settle();
  assert.ok(waits.every(({ over }) => over));
});
