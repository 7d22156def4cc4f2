import assert from "node:assert/strict";
import { voteOf } from "./testing/votes.ts";
import { moveShadows, shadowRulesSchema, type Shadows, splitShadows } from "./shadow.ts";
import { barAt } from "./testing/market.ts";

const free = shadowRulesSchema.parse({ costBps: 0 });
const step = (
  before: Shadows,
  i: number,
  open: number,
  direction: 1 | -1 | 0,
  rules = free,
  strength = 1,
) => moveShadows(before, barAt(i, open, { open }), [voteOf("a", direction, strength)], 0.3, rules);

Deno.test("a shadow enters at the open after its vote and leaves at the open after the opposite one", () => {
  const voted = step({}, 0, 100, 1);
  const entered = step(voted.shadows, 1, 102, 0);
  assert.equal(entered.shadows["a"]!.held?.price, 102);
  const told = step(entered.shadows, 2, 105, -1);
  assert.deepEqual(told.closed, []);
  const left = step(told.shadows, 3, 103.02, 0);
  assert.equal(left.closed.length, 1);
  assert.ok(Math.abs(left.closed[0]!.profit - 0.01) < 1e-12);
  assert.equal(left.shadows["a"]!.held, null);
});

Deno.test("a shadow pays for both sides of its trade", () => {
  const entered = step(step({}, 0, 100, 1).shadows, 1, 100, -1);
  const { closed } = step(entered.shadows, 2, 100, 0, shadowRulesSchema.parse({ costBps: 5 }));
  assert.ok(Math.abs(closed[0]!.profit + 0.001) < 1e-12);
});

Deno.test("what alone would not reach the threshold orders nothing, nor does a short where none may be", () => {
  assert.deepEqual(step({}, 0, 100, 1, free, 0.29).shadows, {});
  assert.deepEqual(step({}, 0, 100, -1).shadows, {});
  const shorts = shadowRulesSchema.parse({ costBps: 0, allowShort: true });
  assert.equal(step({}, 0, 100, -1, shorts).shadows["a"]!.order, -1);
});

Deno.test("a split changes the price that was paid and nothing that is earned", () => {
  const entered = step(step({}, 0, 700, 1).shadows, 1, 700, 0);
  const split = splitShadows(entered.shadows, 7);
  const { closed } = step(step(split, 2, 100, -1).shadows, 3, 101, 0);
  assert.ok(Math.abs(closed[0]!.profit - 0.01) < 1e-12);
});
