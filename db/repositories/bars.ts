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

/** Where the bars of a ticker begin, and where they end. */
export interface BarSpan {
  readonly ticker: string;
  /** Start of the first bar, and of the newest. */
  readonly first: string;
  readonly newest: string;
}

/** The spans of those tickers that have any bars. */
export function listBarSpans(
  database: Database,
  tickers: readonly string[],
  timeframe: string,
): Promise<BarSpan[]> {
  return database.run(async (sql) => [
    ...await sql<BarSpan[]>`
      select ticker, min(starts_at) as first, max(starts_at) as newest from market_data
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
