import type { BacktestOrder, RunProgress, RunStatus } from "../domain/backtest.ts";
import type { Millis } from "../../runtime/clock/clock.ts";

export { storedReport } from "./report/stored_report.ts";

/** A run as the backtester knows it. Times are the system's. */
export interface Run {
  readonly runId: string;
  readonly order: BacktestOrder;
  readonly status: RunStatus;
  readonly requestedAt: Millis;
  readonly startedAt: Millis | null;
  readonly finishedAt: Millis | null;
  readonly progress: RunProgress;
  /** When the bars were there, and the first of them was gone through; null before. */
  readonly barsFrom: Millis | null;
  /** SHA-256 of the bars; null before they are read. */
  readonly dataDigest: string | null;
  /** Why it failed; null where it did not. */
  readonly reason: string | null;
}

const NOTHING_YET: RunProgress = { done: 0, total: 0, etaMs: null };

/** A run that was asked for just now. It fails at once where too many wait already. */
export function requested(
  runId: string,
  order: BacktestOrder,
  at: Millis,
  waiting: number,
  queueMax: number,
): Run {
  const run: Run = {
    runId,
    order,
    status: "queued",
    requestedAt: at,
    startedAt: null,
    finishedAt: null,
    progress: NOTHING_YET,
    barsFrom: null,
    dataDigest: null,
    reason: null,
  };
  if (waiting < queueMax) return run;
  return ended(
    run,
    "failed",
    at,
    `${waiting} runs wait already, and no more may; ask again when some have ended.`,
  );
}

/** The run begins. */
export function started(run: Run, at: Millis): Run {
  return { ...run, status: "running", startedAt: at };
}

/** The run has come so far. */
export function progressed(run: Run, done: number, total: number, at: Millis): Run {
  // Reading the bars has a pace of its own.
  const barsFrom = run.barsFrom ?? at;
  return { ...run, barsFrom, progress: { done, total, etaMs: etaOf(done, total, at - barsFrom) } };
}

/** How long the rest takes at the pace so far, in milliseconds; null before there is a pace. */
export function etaOf(done: number, total: number, elapsedMs: number): number | null {
  if (done <= 0 || elapsedMs <= 0) return null;
  return Math.max(0, Math.round((total - done) * elapsedMs / done));
}

/** The run is over, for good. */
export function ended(
  run: Run,
  status: "succeeded" | "failed" | "cancelled" | "deleted",
  at: Millis,
  reason: string | null = null,
): Run {
  const { progress } = run;
  const done = status === "succeeded" ? progress.total : progress.done;
  return {
    ...run,
    status,
    finishedAt: at,
    progress: { ...progress, done, etaMs: null },
    reason,
  };
}

/** Whether nothing more will become of the run. */
export function isOver({ status }: Run): boolean {
  return status !== "queued" && status !== "running";
}
