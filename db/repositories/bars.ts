import type { Database } from "../connect.ts";
import type { BarRow } from "../tables/market.ts";
import { type Page, pageOf, type PageRequest, readPage } from "./page.ts";

/** Bars of a ticker and timeframe, newest first. */
export function listBars(
  database: Database,
  request: PageRequest & { readonly ticker: string; readonly timeframe: string },
): Promise<Page<BarRow>> {
  const { limit, after } = readPage(request);
  return database.run(async (sql) => {
    const rows = await sql<BarRow[]>`
      select * from market_data
       where ticker = ${request.ticker} and timeframe = ${request.timeframe}
         ${after === null ? sql`` : sql`and starts_at < ${after.at}`}
       order by starts_at desc limit ${limit + 1}`;
    return pageOf(rows, limit, (row) => ({ at: row.starts_at, id: row.ticker }), (row) => row);
  });
}

/** What there is of a ticker in a timeframe. */
export interface BarSeries {
  readonly ticker: string;
  readonly timeframe: string;
  readonly bars: number;
  /** Start of the first bar, and of the last. */
  readonly from: string;
  readonly to: string;
}

/** The series that there are bars of, in order of ticker and timeframe. Reads every bar's key. */
export function listBarSeries(database: Database): Promise<BarSeries[]> {
  return database.run(async (sql) => [
    ...await sql<BarSeries[]>`
      select ticker, timeframe, count(*) as bars, min(starts_at) as from, max(starts_at) as to
        from market_data group by ticker, timeframe order by ticker, timeframe`,
  ]);
}
