import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { type AnyActorDef, defineActor, done, type TimerDef } from "../actor.ts";
import { MarketTimers } from "./market_timers.ts";
import type { Json } from "./store.ts";

function actorWith(timers: Record<string, TimerDef>): AnyActorDef {
  return defineActor({
    name: "watcher",
    consumes: [],
    produces: [],
    config: z.null(),
    order: "total",
    timers,
    start: () => null,
    handle: () => done,
  });
}

const minutely = actorWith({ minute: { everyMs: 60, clock: "market" } });
const fresh = (state: Record<string, Json> = {}) =>
  new MarketTimers(minutely, new Map(Object.entries(state)));

Deno.test("the first moment only starts a timer", () => {
  assert.deepEqual(fresh().dueBy(130), [
    { name: "minute", dueAt: 120, fires: false, stateKey: "timer:minute" },
  ]);
});

Deno.test("a timer fires at each multiple of its period, once", () => {
  const timers = fresh({ "timer:minute": 120 });
  assert.deepEqual(timers.dueBy(179), []);
  assert.deepEqual(timers.dueBy(180).map(({ dueAt, fires }) => [dueAt, fires]), [[180, true]]);
  assert.deepEqual(timers.dueBy(180), []);
  assert.deepEqual(timers.dueBy(185), []);
});

Deno.test("a jump over several due times fires once, with the last", () => {
  const timers = fresh({ "timer:minute": 120 });
  assert.deepEqual(timers.dueBy(500).map(({ dueAt }) => dueAt), [480]);
  assert.deepEqual(timers.dueBy(539), []);
});

Deno.test("a timer goes on where the state says it was", () => {
  const first = fresh();
  const [started] = first.dueBy(100);
  const second = fresh({ [started!.stateKey]: started!.dueAt });
  assert.deepEqual(second.dueBy(110), []);
  assert.deepEqual(second.dueBy(121).map(({ dueAt, fires }) => [dueAt, fires]), [[120, true]]);
});

Deno.test("timers of system time are none of the market's", () => {
  const def = actorWith({ beat: { everyMs: 10, clock: "system" } });
  assert.deepEqual(new MarketTimers(def, new Map()).dueBy(1_000), []);
});

Deno.test("market time that goes back fires nothing", () => {
  const timers = fresh({ "timer:minute": 120 });
  assert.deepEqual(timers.dueBy(60), []);
  assert.deepEqual(timers.dueBy(119), []);
});

Deno.test("whatever the jumps, due times rise, are multiples of the period and never lie ahead", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { minLength: 1 }), fc.nat(5), (jumps, crashAt) => {
      let timers = fresh();
      const state: Record<string, Json> = {};
      let at = 0;
      let last = -1;
      for (const [index, jump] of jumps.entries()) {
        at += jump;
        if (index === crashAt) timers = fresh(state);
        for (const { dueAt, stateKey } of timers.dueBy(at)) {
          assert.ok(dueAt > last && dueAt <= at && at - dueAt < 60 && dueAt % 60 === 0);
          last = dueAt;
          state[stateKey] = dueAt;
        }
        assert.ok(at - last < 60, "the latest due time was seen");
      }
    }),
  );
});
