import type { Sql } from "../client.ts";
import type { Database } from "../connect.ts";
import type { FillRow } from "../tables/execution.ts";
import type { SignalRow } from "../tables/signals.ts";

/** What a run came to. */
export interface ReplaySummary {
  /** Distinct messages of each stream, without watermarks, by stream name. */
  readonly streams: Readonly<Record<string, number>>;
  readonly signals: number;
  readonly orders: number;
  readonly fills: number;
  readonly rejections: number;
}

/** Counts what the run left in the database. The outbox must not have been pruned. */
export function replaySummary(database: Database): Promise<ReplaySummary> {
  return database.run(async (sql) => {
    const [streams, [counts]] = await Promise.all([
      sql<{ stream: string; messages: number }[]>`
        select stream, count(distinct message_id) as messages from outbox
         where type <> 'watermark' group by stream order by stream`,
      sql<Omit<ReplaySummary, "streams">[]>`
        select (select count(*) from signals) as signals,
               (select count(*) from orders) as orders,
               (select count(*) from fills) as fills,
               (select count(*) from risk_rejections) as rejections`,
    ]);
    return {
      streams: Object.fromEntries(streams.map(({ stream, messages }) => [stream, messages])),
      ...counts!,
    };
  });
}

/** A signal as the digest of a run takes it. */
export interface SummarySignal {
  /** Market time, milliseconds since the epoch. */
  readonly at: number;
  /** Its place in the list: what orders two of one ticker and time. */
  readonly seq: number;
  readonly ticker: string;
  readonly side: "buy" | "sell";
  readonly score: number;
}

/** A fill as the digest of a run takes it. */
export interface SummaryFill {
  readonly at: number;
  readonly seq: number;
  readonly ticker: string;
  readonly side: "buy" | "sell";
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
}

/** Every signal in order of market time and ticker. */
export async function* signalsInOrder(database: Database): AsyncGenerator<SummarySignal> {
  let seq = 0;
  const rows = pages<SignalRow>(database, (sql, last) =>
    sql`
      select * from signals
       ${
      last === null ? sql`` : sql`
       where (at, ticker, signal_id) > (${last.at}, ${last.ticker}, ${last.signal_id})`
    }
       order by at, ticker, signal_id limit ${PAGE}`);
  for await (const { at, ticker, side, score } of rows) {
    yield { at: Date.parse(at), seq: ++seq, ticker, side, score };
  }
}

/** Every fill in order of market time, ticker, and when and as which part its order was filled. */
export async function* fillsInOrder(database: Database): AsyncGenerator<SummaryFill> {
  let seq = 0;
  const rows = pages<FillRow>(database, (sql, last) =>
    sql`
      select * from fills
       ${
      last === null ? sql`` : sql`
       where (at, ticker, executed_at, cumulative_quantity, fill_id)
             > (${last.at}, ${last.ticker}, ${last.executed_at}, ${last.cumulative_quantity},
                ${last.fill_id})`
    }
       order by at, ticker, executed_at, cumulative_quantity, fill_id limit ${PAGE}`);
  for await (const { at, ticker, side, quantity, price, fee } of rows) {
    yield { at: Date.parse(at), seq: ++seq, ticker, side, quantity, price, fee };
  }
}

const PAGE = 1_000;

// Page by page: a cursor of the database would keep a transaction open as long as the reader takes.
async function* pages<Row>(
  database: Database,
  query: (sql: Sql, last: Row | null) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  for (let last: Row | null = null;;) {
    const rows: readonly Row[] = await database.run((sql) => query(sql, last));
    yield* rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1)!;
  }
}
