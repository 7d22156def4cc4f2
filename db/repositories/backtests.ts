import type { Database } from "../connect.ts";
import type { BacktestRunRow } from "../tables/backtests.ts";
import type { BarRow } from "../tables/market.ts";
import { type Page, pageOf, type PageRequest, readPage } from "./page.ts";

/** A run without its result, which may be large. */
export type BacktestRunSummary = Omit<BacktestRunRow, "result">;

/** Runs that were not deleted, the one asked for last first. */
export function listBacktests(
  database: Database,
  request: PageRequest & { readonly status?: string | undefined },
): Promise<Page<BacktestRunSummary>> {
  const { limit, after } = readPage(request);
  return database.run(async (sql) => {
    const rows = await sql<BacktestRunSummary[]>`
      select run_id, status, requested_at, started_at, finished_at, request, version, data_digest,
             bars_done, bars_total, eta_ms, reason, summary
        from backtest_runs
       where status <> 'deleted'
         ${request.status === undefined ? sql`` : sql`and status = ${request.status}`}
         ${after === null ? sql`` : sql`and (requested_at, run_id) < (${after.at}, ${after.id})`}
       order by requested_at desc, run_id desc limit ${limit + 1}`;
    return pageOf(
      rows,
      limit,
      ({ requested_at, run_id }) => ({ at: requested_at, id: run_id }),
      (row) => row,
    );
  });
}

/** One run without its result; null where there is none, or none any more. */
export function findBacktest(
  database: Database,
  runId: string,
): Promise<BacktestRunSummary | null> {
  return database.run(async (sql) => {
    const rows = await sql<BacktestRunSummary[]>`
      select run_id, status, requested_at, started_at, finished_at, request, version, data_digest,
             bars_done, bars_total, eta_ms, reason, summary
        from backtest_runs where run_id = ${runId} and status <> 'deleted'`;
    return rows[0] ?? null;
  });
}

/** The result of a run that succeeded; null where there is none. */
export function readBacktestResult(
  database: Database,
  runId: string,
): Promise<BacktestRunRow["result"]> {
  return database.run(async (sql) => {
    const rows = await sql<Pick<BacktestRunRow, "result">[]>`
      select result from backtest_runs where run_id = ${runId} and status = 'succeeded'`;
    return rows[0]?.result ?? null;
  });
}

/** Which stored bars are wanted. `from` is the first start, `until` lies after the last. */
export interface StoredBars {
  readonly ticker: string;
  readonly timeframe: string;
  readonly from: string;
  readonly until: string;
  readonly limit: number;
}

/** Stored bars in order of time, at most `limit`. */
export function readStoredBars(database: Database, wanted: StoredBars): Promise<BarRow[]> {
  const { ticker, timeframe, from, until, limit } = wanted;
  return database.run(async (sql) => [
    ...await sql<BarRow[]>`
      select * from market_data
       where ticker = ${ticker} and timeframe = ${timeframe}
         and starts_at >= ${from} and starts_at < ${until}
       order by starts_at limit ${limit}`,
  ]);
}
