import type { Database } from "../connect.ts";

/** Counts and sums over the whole life of the database that only metrics ask for. */
export interface Meters {
  /** Differences between book and broker, by kind. */
  readonly differences: ReadonlyMap<string, number>;
  /** Comparisons of the ledgers after a session, by whether they agreed. */
  readonly comparisons: { readonly agreed: number; readonly differed: number };
  /** From an order's cause to when each of its executions was known, in market time. */
  readonly fillLatency: {
    readonly seconds: number;
    /** Executions that took at most `le` seconds; `le` null: all. */
    readonly buckets: readonly { readonly le: number | null; readonly count: number }[];
  };
}

/** Bounds of the buckets, in seconds of market time: a market order fills with the next bar. */
const FILL_BOUNDS_S = [1, 5, 15, 60, 120, 300, 900, 3_600, 21_600];

/** Reads {@link Meters}. Reads every execution. */
export function readMeters(database: Database): Promise<Meters> {
  return database.run(async (sql) => {
    const differences = await sql<{ kind: string; count: number }[]>`
      select kind, count(*) as count from reconciliation_differences group by kind order by kind`;
    const [comparisons] = await sql<{ agreed: number; differed: number }[]>`
      select count(*) filter (where agrees) as agreed,
             count(*) filter (where not agrees) as differed
        from portfolio_reconciliations`;
    const waits = await sql<{ bucket: number; count: number; seconds: number }[]>`
      select (select count(*) from unnest(${`{${FILL_BOUNDS_S}}`}::float8[]) as bound
               where bound < wait)::int as bucket,
             count(*) as count,
             sum(wait)::float8 as seconds
        from (select greatest(0, extract(epoch from fills.at - orders.at))::float8 as wait
                from fills join orders using (order_id)) as waits
       group by bucket`;
    let count = 0;
    const buckets = [...FILL_BOUNDS_S, null].map((le, i) => {
      count += waits.find(({ bucket }) => bucket === i)?.count ?? 0;
      return { le, count };
    });
    return {
      differences: new Map(differences.map((row) => [row.kind, row.count])),
      comparisons: comparisons!,
      fillLatency: { seconds: waits.reduce((sum, { seconds }) => sum + seconds, 0), buckets },
    };
  });
}
