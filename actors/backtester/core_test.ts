import assert from "node:assert/strict";
import fc from "fast-check";
import { backtestOrderSchema } from "../domain/backtest.ts";
import { ended, etaOf, isOver, progressed, requested, started } from "./core.ts";

const order = backtestOrderSchema.parse({ data: { kind: "stored", tickers: ["AAPL"] } });
const queued = requested("r", order, 1_000, 0, 1);

Deno.test("the rest takes as long as the pace so far says, and nobody knows before there is a pace", () => {
  assert.equal(etaOf(250, 1_000, 5_000), 15_000);
  assert.equal(etaOf(0, 1_000, 5_000), null);
  assert.equal(etaOf(10, 1_000, 0), null);
  const run = progressed(progressed(started(queued, 1), 0, 1_000, 2_000), 250, 1_000, 7_000);
  assert.deepEqual(run.progress, { done: 250, total: 1_000, etaMs: 15_000 });
});

Deno.test("the time left is never negative, and none where everything is done", () => {
  const count = fc.integer({ min: 1, max: 1e6 });
  fc.assert(fc.property(count, count, count, (done, more, elapsed) => {
    assert.ok(etaOf(done, done + more, elapsed)! >= 0);
    assert.equal(etaOf(done, done, elapsed), 0);
  }));
});

Deno.test("a run that is over has an end, no time left, and a reason only where it failed", () => {
  const run = progressed(started(queued, 2_000), 250, 1_000, 7_000);
  for (const status of ["succeeded", "cancelled", "deleted"] as const) {
    const over = ended(run, status, 8_000);
    assert.ok(isOver(over));
    const done = status === "succeeded" ? 1_000 : 250;
    assert.deepEqual(over.progress, { done, total: 1_000, etaMs: null });
    assert.deepEqual([over.finishedAt, over.reason], [8_000, null]);
  }
  assert.equal(ended(run, "failed", 8_000, "no bars").reason, "no bars");
  assert.ok(!isOver(queued) && !isOver(run));
});

Deno.test("an order names no path and says which part is not for its kind of run", () => {
  const data = { kind: "stored", tickers: ["AAPL"] };
  const faults = (value: unknown) =>
    backtestOrderSchema.safeParse(value).error?.issues.map(({ path }) => path.join(".")) ?? [];
  assert.deepEqual(faults({ data }), []);
  assert.deepEqual(faults({ data: { kind: "files", tickers: ["../etc/passwd"] } }), [
    "data.tickers.0",
  ]);
  assert.deepEqual(faults({ data: { kind: "files", tickers: [".."] } }), ["data.tickers.0"]);
  assert.deepEqual(faults({ data: { kind: "files", tickers: ["A"], folder: "/etc" } }), ["data"]);
  assert.deepEqual(faults({ data, params: { fast: 5 } }), ["params"]);
  assert.deepEqual(faults({ data, strategy: "momentum", cash: 5 }), ["cash"]);
  assert.deepEqual(faults({ data: { ...data, tickers: ["A", "A"] } }), ["data.tickers"]);
});
