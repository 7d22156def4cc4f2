import { type BacktestRunRow, backtestRuns } from "../../../db/tables/backtests.ts";
import type { RowWriter } from "../../../runtime/actor.ts";
import { backtestOrderSchema } from "../../domain/backtest.ts";
import { isoTime } from "../../domain/iso_time.ts";
import type { Run } from "../core.ts";

/** What a run came to, as it is stored. */
export interface Stored {
  readonly summary: BacktestRunRow["result"];
  readonly result: BacktestRunRow["result"];
}

const NOTHING: Stored = { summary: null, result: null };

/** Records a run as it is now. */
export function writeRun(ctx: RowWriter, run: Run, version: string, stored = NOTHING): void {
  const time = (at: number | null) => at === null ? null : isoTime(at);
  ctx.write(backtestRuns, {
    run_id: run.runId,
    status: run.status,
    requested_at: isoTime(run.requestedAt),
    started_at: time(run.startedAt),
    finished_at: time(run.finishedAt),
    request: JSON.parse(JSON.stringify(run.order)),
    version,
    data_digest: run.dataDigest,
    bars_done: run.progress.done,
    bars_total: run.progress.total,
    eta_ms: run.progress.etaMs,
    reason: run.reason,
    ...stored,
  });
}

/** A run as it was recorded. */
export function runOf(row: BacktestRunRow): Run {
  const time = (at: string | null) => at === null ? null : Date.parse(at);
  return {
    runId: row.run_id,
    order: backtestOrderSchema.parse(row.request),
    status: row.status,
    requestedAt: Date.parse(row.requested_at),
    startedAt: time(row.started_at),
    finishedAt: time(row.finished_at),
    progress: { done: row.bars_done, total: row.bars_total, etaMs: row.eta_ms },
    barsFrom: null,
    dataDigest: row.data_digest,
    reason: row.reason,
  };
}
