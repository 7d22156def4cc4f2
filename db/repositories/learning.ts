import type { Database } from "../connect.ts";
import type { AdjustmentRow, CreditRow, RoundTripRow } from "../tables/learning.ts";
import { type Page, pageOf, type PageRequest, readPage } from "./page.ts";

/** A round trip with everybody's part in it. */
export interface CreditedRoundTrip extends RoundTripRow {
  /** In order of strategy. */
  readonly credits: CreditRow[];
}

/** What a strategy has earned over the whole life of the database. */
export interface EarnedRow {
  readonly strategy: string;
  /** Round trips that it had a part in. */
  readonly trips: number;
  /** Its part in what they earned, in US dollars. */
  readonly pnl: string;
}

/** Decisions about the weights, newest first. */
export function listAdjustments(
  database: Database,
  request: PageRequest = {},
): Promise<Page<AdjustmentRow>> {
  const { limit, after } = readPage(request);
  return database.run(async (sql) => {
    const rows = await sql<AdjustmentRow[]>`
      select * from learning_adjustments
       where true
         ${after === null ? sql`` : sql`and (at, adjustment_id) < (${after.at}, ${after.id})`}
       order by at desc, adjustment_id desc limit ${limit + 1}`;
    return pageOf(
      rows,
      limit,
      ({ at, adjustment_id }) => ({ at, id: adjustment_id }),
      (row) => row,
    );
  });
}

/** Round trips, newest first. */
export function listRoundTrips(
  database: Database,
  request: PageRequest & { readonly ticker?: string | undefined } = {},
): Promise<Page<CreditedRoundTrip>> {
  const { limit, after } = readPage(request);
  return database.run(async (sql) => {
    const rows = await sql<RoundTripRow[]>`
      select * from learning_round_trips
       where true
         ${request.ticker === undefined ? sql`` : sql`and ticker = ${request.ticker}`}
         ${after === null ? sql`` : sql`and (exited_at, trip_id) < (${after.at}, ${after.id})`}
       order by exited_at desc, trip_id desc limit ${limit + 1}`;
    const ids = JSON.stringify(rows.map(({ trip_id }) => trip_id));
    const credits = rows.length === 0 ? [] : await sql<CreditRow[]>`
      select * from learning_credits
       where trip_id in (select json_array_elements_text(${ids}::text::json))
       order by trip_id, strategy`;
    const complete = rows.map((row) => ({
      ...row,
      credits: credits.filter(({ trip_id }) => trip_id === row.trip_id),
    }));
    return pageOf(
      complete,
      limit,
      ({ exited_at, trip_id }) => ({ at: exited_at, id: trip_id }),
      (row) => row,
    );
  });
}

/** What each strategy that ever had a part in a round trip has earned, in order of name. */
export function listEarned(database: Database): Promise<EarnedRow[]> {
  return database.run(async (sql) => [
    ...await sql<EarnedRow[]>`
      select strategy, count(*) as trips, trim_scale(sum(pnl)) as pnl
        from learning_credits group by strategy order by strategy`,
  ]);
}

/** The last decision that was made at a close; null before the first. */
export function lastDecision(database: Database): Promise<AdjustmentRow | null> {
  return database.run(async (sql) => {
    const [row] = await sql<AdjustmentRow[]>`
      select * from learning_adjustments
       where outcome in ('learned', 'not_enough_trades', 'frozen')
       order by at desc, adjustment_id desc limit 1`;
    return row ?? null;
  });
}
