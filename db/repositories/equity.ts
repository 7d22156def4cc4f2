import type { Database } from "../connect.ts";

/** An execution as the cash of an account knows it. */
export interface CashMove {
  readonly at: string;
  readonly ticker: string;
  readonly side: "buy" | "sell";
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
}

/** The most executions that a curve is made of. */
export const MOVES_MAX = 50_000;

/** Every execution of an account up to a moment, oldest first; at most {@link MOVES_MAX}. */
export function listCashMoves(database: Database, account: string): Promise<CashMove[]> {
  return database.run(async (sql) => [
    ...await sql<CashMove[]>`
      select f.at, f.ticker, f.side, f.quantity, f.price, f.fee
        from fills f join orders o using (order_id)
       where o.account = ${account}
       order by f.at, f.fill_id limit ${MOVES_MAX}`,
  ]);
}

/** A ticker at a moment. */
export interface PriceAsked {
  readonly ticker: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * The last close known of each ticker at its moment, in the order asked; null where no bar had closed.
 * One step into the index for each timeframe.
 */
export function closesAt(
  database: Database,
  asked: readonly PriceAsked[],
): Promise<(number | null)[]> {
  if (asked.length === 0) return Promise.resolve([]);
  const json = JSON.stringify(asked.map(({ ticker, at }, i) => ({ i, ticker, at })));
  return database.run(async (sql) => {
    const rows = await sql<{ i: number; close: number }[]>`
      with asked as (
        select q.* from json_to_recordset(${json}::text::json)
               as q(i integer, ticker text, at timestamptz)
      ), series as (
        -- Mostly one timeframe a ticker: looked up once, not for every moment.
        select t.ticker, timeframe
          from (select distinct ticker from asked) t,
               unnest(array['1m', '5m', '15m', '30m', '1h', '1d']) as timeframe
         where exists (select 1 from market_data m
                        where m.ticker = t.ticker and m.timeframe = timeframe)
      )
      select asked.i, newest.close
        from asked
        cross join lateral (
          select bar.close
            from series,
                 lateral (
                   select m.at, m.close from market_data m
                    where m.ticker = asked.ticker and m.timeframe = series.timeframe
                      and m.starts_at < asked.at and m.at <= asked.at
                    order by m.starts_at desc limit 1
                 ) as bar
           where series.ticker = asked.ticker
           order by bar.at desc limit 1
        ) as newest`;
    const found = new Map(rows.map(({ i, close }) => [i, close]));
    return asked.map((_, i) => found.get(i) ?? null);
  });
}
