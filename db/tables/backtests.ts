import { z } from "zod";
import { defineTable } from "../../runtime/delivery/store.ts";
import { nameColumn, timeColumn } from "./columns.ts";

const count = z.int().min(0);

/** A backtest that was asked for, and what came of it. */
export const backtestRunRowSchema = z.strictObject({
  run_id: nameColumn,
  status: z.enum(["queued", "running", "succeeded", "failed", "cancelled", "deleted"]),
  /** System time, like the next two. */
  requested_at: timeColumn,
  started_at: timeColumn.nullable(),
  finished_at: timeColumn.nullable(),
  request: z.json(),
  version: nameColumn,
  /** SHA-256 of the bars; null before they are read. */
  data_digest: z.string().nullable(),
  bars_done: count,
  bars_total: count,
  /** Milliseconds that are left at the pace so far. */
  eta_ms: count.nullable(),
  reason: z.string().min(1).nullable(),
  /** The figures that a list shows; null before there is a result. */
  summary: z.json(),
  /** The whole document; null before there is one. */
  result: z.json(),
});
/** See {@link backtestRunRowSchema}. */
export type BacktestRunRow = z.output<typeof backtestRunRowSchema>;

/** Owned by `backtester`. A deleted run keeps its row, so that a repeated request does not run again. */
export const backtestRuns = defineTable<BacktestRunRow>({
  name: "backtest_runs",
  schema: backtestRunRowSchema,
  key: ["run_id"],
  conflict: "replace",
});
