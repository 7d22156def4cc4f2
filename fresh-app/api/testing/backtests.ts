import type { BacktestOrder } from "../../../actors/domain/backtest.ts";
import { pageOf } from "../pages.ts";
import type { Backtests } from "../ports.ts";
import type { BacktestView } from "../views.ts";

/** Backtests in memory, and what a test may turn. */
export interface FakeBacktests extends Backtests {
  readonly runs: Map<string, BacktestView>;
}

/** A run that was asked for at a moment. */
export function sampleBacktest(
  runId: string,
  request: BacktestOrder,
  change: Partial<BacktestView> = {},
): BacktestView {
  return {
    runId,
    status: "queued",
    requestedAt: "2026-01-05T15:00:00.000Z",
    startedAt: null,
    finishedAt: null,
    request,
    version: "1.0.0",
    dataDigest: null,
    progress: { done: 0, total: 0, etaMs: null },
    reason: null,
    summary: null,
    ...change,
  };
}

/** A backtester that takes in at once whatever it is asked. */
export function fakeBacktests(): FakeBacktests {
  const runs = new Map<string, BacktestView>();
  const order = { key: ({ runId }: BacktestView) => runId, direction: "descending" } as const;
  return {
    runs,
    list: ({ status, ...page }) => {
      const wanted = [...runs.values()].filter((run) => !status || run.status === status);
      return Promise.resolve(pageOf(wanted, order, page));
    },
    find: (runId) => Promise.resolve(runs.get(runId) ?? null),
    result: (runId) =>
      Promise.resolve(runs.get(runId)?.status === "succeeded" ? { stats: {}, runId } : null),
    request: (runId, asked) => Promise.resolve(void runs.set(runId, sampleBacktest(runId, asked))),
    cancel: (runId) => {
      runs.set(runId, { ...runs.get(runId)!, status: "cancelled" });
      return Promise.resolve();
    },
    remove: (runId) => Promise.resolve(void runs.delete(runId)),
  };
}
