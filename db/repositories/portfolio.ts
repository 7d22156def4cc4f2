import type { Sql } from "../client.ts";
import type { Database } from "../connect.ts";
import type { AccountStateRow, PositionRow } from "../tables/execution.ts";

/** A position at its last price. */
export interface ValuedPosition extends PositionRow {
  /** Last price known: the newest bar's close, else the row's own mark; null where there is none. */
  readonly last_price: string | null;
  /** Worth at the last price; negative for a short. At cost where there is no price. */
  readonly market_value: string;
  /** Profit or loss that is not realised, before fees. */
  readonly open_pnl: string;
}

/** An account with everything in it. */
export interface Portfolio extends AccountStateRow {
  /** Worth of all positions. */
  readonly market_value: string;
  /** Cash and positions. */
  readonly equity: string;
  /** Profit or loss since the beginning, fees included. */
  readonly pnl: string;
  /** Positions that are not flat, in order of ticker. */
  readonly positions: ValuedPosition[];
}

/** The account with its positions; null before the executor has written it. */
export function readPortfolio(database: Database, account: string): Promise<Portfolio | null> {
  return database.run(async (sql) => {
    const positions = await valued(sql, account);
    const values = JSON.stringify(positions.map((position) => position.market_value));
    const [money] = await sql<Omit<Portfolio, "positions">[]>`
      with held as (
        select coalesce(sum(value::numeric), 0) as value
          from json_array_elements_text(${values}::text::json) as value
      )
      select a.*, trim_scale(held.value) as market_value,
             trim_scale(a.cash + held.value) as equity,
             trim_scale(a.cash + held.value - a.starting_cash) as pnl
        from account_state a, held where a.account = ${account}`;
    return money === undefined ? null : { ...money, positions };
  });
}

/** Positions of an account that are not flat, in order of ticker. */
export function listPositions(database: Database, account: string): Promise<ValuedPosition[]> {
  return database.run((sql) => valued(sql, account));
}

async function valued(sql: Sql, account: string): Promise<ValuedPosition[]> {
  return [
    ...await sql<ValuedPosition[]>`
    select p.*, trim_scale(price.last) as last_price,
           trim_scale(p.quantity * coalesce(price.last, p.average_price)) as market_value,
           trim_scale(p.quantity * (coalesce(price.last, p.average_price) - p.average_price))
             as open_pnl
      from positions p
      left join lateral (
        -- One step into the index for each timeframe; a bar that the row already knows is no news.
        -- By way of text, for the cast to numeric keeps only 15 digits.
        select bar.close::text::numeric as last
          from unnest(array['1m', '5m', '15m', '30m', '1h', '1d']) as frames(timeframe),
               lateral (
                 select at, close from market_data m
                  where m.ticker = p.ticker and m.timeframe = frames.timeframe
                  order by starts_at desc limit 1
               ) as bar
         where bar.at > p.updated_at or p.mark is null
         order by bar.at desc limit 1
      ) as newest on true
      cross join lateral (select coalesce(newest.last, p.mark) as last) as price
     where p.account = ${account} and p.quantity <> 0
     order by p.ticker`,
  ];
}
