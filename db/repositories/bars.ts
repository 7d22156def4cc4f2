import type { Database } from "../connect.ts";
import type { BarRow, SplitRow } from "../tables/market.ts";
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

/** Bars of some tickers from a moment on, by their start, in order of time. */
export function listBarsSince(
  database: Database,
  tickers: readonly string[],
  timeframe: string,
  since: string,
): Promise<BarRow[]> {
  return database.run(async (sql) => [
    ...await sql<BarRow[]>`
      select * from market_data
       where ticker in ${sql([...tickers])} and timeframe = ${timeframe} and starts_at >= ${since}
       order by starts_at, ticker`,
  ]);
}

/** Start of the first bar of each ticker that has any. */
export function oldestBars(
  database: Database,
  tickers: readonly string[],
  timeframe: string,
): Promise<{ readonly ticker: string; readonly starts_at: string }[]> {
  return database.run(async (sql) => [
    ...await sql<{ ticker: string; starts_at: string }[]>`
      select ticker, min(starts_at) as starts_at from market_data
       where ticker in ${sql([...tickers])} and timeframe = ${timeframe} group by ticker`,
  ]);
}

/** Splits of some tickers, in order of date. */
export function listSplits(
  database: Database,
  tickers: readonly string[],
): Promise<Pick<SplitRow, "ticker" | "date" | "ratio">[]> {
  return database.run(async (sql) => [
    ...await sql<Pick<SplitRow, "ticker" | "date" | "ratio">[]>`
      select ticker, date, ratio from splits
       where ticker in ${sql([...tickers])} order by date, ticker`,
  ]);
}

/** Start of the newest bar of each ticker that has any. */
export function newestBars(
  database: Database,
  tickers: readonly string[],
  timeframe: string,
): Promise<{ readonly ticker: string; readonly starts_at: string }[]> {
  return database.run(async (sql) => [
    ...await sql<{ ticker: string; starts_at: string }[]>`
      select ticker, max(starts_at) as starts_at from market_data
       where ticker in ${sql([...tickers])} and timeframe = ${timeframe} group by ticker`,
  ]);
}

/** Every ticker that there are bars of, in order. One step into the index for each, however many bars. */
export function listTickers(database: Database): Promise<string[]> {
  return database.run(async (sql) => {
    const rows = await sql<{ ticker: string }[]>`
      with recursive found as (
        (select ticker from market_data order by ticker limit 1)
        union all
        select next.ticker
          from found, lateral (
            select m.ticker from market_data m
             where m.ticker > found.ticker order by m.ticker limit 1
          ) as next
      )
      select ticker from found`;
    return rows.map(({ ticker }) => ticker);
  });
}
