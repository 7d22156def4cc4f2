import assert from "node:assert/strict";
import { accountProfileSchema } from "../account/profile.ts";
import { walk } from "../testing/walk.ts";
import { gridOf, UnusableGrid } from "./grid.ts";
import { sweep } from "./sweep.ts";
import { runTrial, type SweepSetup, type TrialOutcome } from "./trial.ts";

const setup: SweepSetup = {
  strategy: "sma_cross",
  params: {},
  bars: [walk(5, 500)],
  profile: accountProfileSchema.parse({ commission: { fraction: 0.001 } }),
};

Deno.test("a grid is every combination, in the order in which it is written", () => {
  assert.deepEqual(gridOf(["a=1..2", "b=5|7"]), [
    { a: 1, b: 5 },
    { a: 1, b: 7 },
    { a: 2, b: 5 },
    { a: 2, b: 7 },
  ]);
  assert.deepEqual(gridOf(["x=0.1..0.5:0.1"]).map(({ x }) => x), [0.1, 0.2, 0.3, 0.4, 0.5]);
  for (const bad of ["a", "a=", "a=1..", "a=5..1", "a=1..2:0", "a=x|y", "=1..2", "a=1..1e9"]) {
    assert.throws(() => gridOf([bad]), UnusableGrid, bad);
  }
  assert.throws(() => gridOf(["a=1..1000", "b=1..1000"]), /more than 100000/);
});

Deno.test("Workers find for each trial what it gives here, refusals included", async () => {
  const grid = gridOf(["fast=2..8", "slow=5..20:5"]);
  const outcomes: TrialOutcome[] = [];
  await sweep(setup, grid, {
    workers: 2,
    signal: new AbortController().signal,
    onOutcomes: (more) => outcomes.push(...more),
  });
  const sorted = (all: readonly TrialOutcome[]) =>
    [...all].sort((a, b) => JSON.stringify(a.params) < JSON.stringify(b.params) ? -1 : 1);
  assert.deepEqual(sorted(outcomes), sorted(grid.map((params) => runTrial(setup, params))));
  assert.ok(outcomes.some(({ refused }) => refused !== null));
});

Deno.test("a sweep that is told to stop ends with the reason", async () => {
  const stop = new AbortController();
  const stopped = sweep(setup, gridOf(["fast=2..50", "slow=60..200"]), {
    workers: 2,
    signal: stop.signal,
    onOutcomes: () => stop.abort(new Error("enough")),
  });
  await assert.rejects(stopped, /enough/);
});
