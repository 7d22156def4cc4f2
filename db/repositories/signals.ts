import type { Sql } from "../client.ts";
import type { Database } from "../connect.ts";
import type { SignalRow, SignalVoteRow, StrategyRow } from "../tables/signals.ts";
import { type Page, pageOf, type PageRequest, readPage } from "./page.ts";

/** A signal with everything that led to it. */
export interface SignalWithVotes extends SignalRow {
  /** In order of strategy. */
  readonly votes: SignalVoteRow[];
  /** Why it was not traded; null where risk did not refuse it. */
  readonly rejection: { readonly rule: string; readonly message: string } | null;
}

/** Signals, newest first; of one ticker where one is given. */
export function listSignals(
  database: Database,
  request: PageRequest & { readonly ticker?: string | undefined } = {},
): Promise<Page<SignalWithVotes>> {
  const { limit, after } = readPage(request);
  return database.run(async (sql) => {
    const rows = await sql<SignalRow[]>`
      select * from signals
       where true
         ${request.ticker === undefined ? sql`` : sql`and ticker = ${request.ticker}`}
         ${after === null ? sql`` : sql`and (at, signal_id) < (${after.at}, ${after.id})`}
       order by at desc, signal_id desc limit ${limit + 1}`;
    const complete = await withVotes(sql, rows);
    return pageOf(complete, limit, ({ at, signal_id }) => ({ at, id: signal_id }), (row) => row);
  });
}

/** One signal; null where there is none of that id. */
export function findSignal(database: Database, signalId: string): Promise<SignalWithVotes | null> {
  return database.run(async (sql) => {
    const rows = await sql<SignalRow[]>`select * from signals where signal_id = ${signalId}`;
    return (await withVotes(sql, rows))[0] ?? null;
  });
}

/** The signals of these ids, by id; without those that do not exist. */
export function findSignals(
  database: Database,
  signalIds: readonly string[],
): Promise<Map<string, SignalWithVotes>> {
  const ids = JSON.stringify(signalIds);
  return database.run(async (sql) => {
    const rows = await sql<SignalRow[]>`
      select * from signals
       where signal_id in (select json_array_elements_text(${ids}::text::json))`;
    return new Map((await withVotes(sql, rows)).map((signal) => [signal.signal_id, signal]));
  });
}

/** All strategies, in order of name. */
export function listStrategies(database: Database): Promise<StrategyRow[]> {
  return database.run(async (sql) => [
    ...await sql<StrategyRow[]>`select * from strategies order by strategy`,
  ]);
}

async function withVotes(sql: Sql, signals: readonly SignalRow[]): Promise<SignalWithVotes[]> {
  if (signals.length === 0) return [];
  const ids = JSON.stringify(signals.map((signal) => signal.signal_id));
  const [votes, rejections] = await Promise.all([
    sql<SignalVoteRow[]>`
      select * from signal_votes
       where signal_id in (select json_array_elements_text(${ids}::text::json))
       order by signal_id, strategy`,
    sql<{ signal_id: string; rule: string; message: string }[]>`
      select signal_id, rule, message from risk_rejections
       where signal_id in (select json_array_elements_text(${ids}::text::json))
       order by at`,
  ]);
  return signals.map((signal) => {
    const mine = (row: { readonly signal_id: string }) => row.signal_id === signal.signal_id;
    const refused = rejections.find(mine);
    return {
      ...signal,
      votes: votes.filter(mine),
      rejection: refused === undefined ? null : { rule: refused.rule, message: refused.message },
    };
  });
}
