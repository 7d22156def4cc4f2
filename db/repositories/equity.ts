import type { Database } from "../connect.ts";

/**
 * What an account was worth at each moment (ISO 8601, UTC), in the order asked: by the portfolio's last
 * snapshot that was known by then, and before the first, what it began with. Empty before the ledger
 * begins. One step into the index for each moment, however long the history is; splits and fees are in
 * the snapshots already.
 */
export function equityAt(
  database: Database,
  account: string,
  moments: readonly string[],
): Promise<string[]> {
  if (moments.length === 0) return Promise.resolve([]);
  const json = JSON.stringify(moments.map((at, i) => ({ i, at })));
  return database.run(async (sql) => {
    const rows = await sql<{ equity: string }[]>`
      select trim_scale(coalesce(newest.equity, a.starting_cash)) as equity
        from account_state a
       cross join json_to_recordset(${json}::text::json) as asked(i integer, at timestamptz)
        left join lateral (
         select s.equity from portfolio_snapshots s
          where s.account = a.account and s.at <= asked.at
          order by s.at desc limit 1
       ) as newest on true
       where a.account = ${account}
       order by asked.i`;
    return rows.map(({ equity }) => equity);
  });
}
