import type { Database } from "../connect.ts";
import type { PortfolioSnapshotRow, ReconciliationRow } from "../tables/portfolio.ts";
import { type Page, pageOf, type PageRequest, readPage } from "./page.ts";

/** What the account was worth, newest first. */
export function listPortfolioSnapshots(
  database: Database,
  account: string,
  request: PageRequest = {},
): Promise<Page<PortfolioSnapshotRow>> {
  const { limit, after } = readPage(request);
  return database.run(async (sql) => {
    const rows = await sql<PortfolioSnapshotRow[]>`
      select * from portfolio_snapshots
       where account = ${account}
         ${after === null ? sql`` : sql`and at < ${after.at}`}
       order by at desc limit ${limit + 1}`;
    return pageOf(rows, limit, ({ at, account: id }) => ({ at, id }), (row) => row);
  });
}

/** Comparisons of our books with the broker's account, newest first. */
export function listReconciliations(
  database: Database,
  account: string,
  request: PageRequest = {},
): Promise<Page<ReconciliationRow>> {
  const { limit, after } = readPage(request);
  return database.run(async (sql) => {
    // A date of the calendar, as text: it has no time that a zone could shift.
    const rows = await sql<ReconciliationRow[]>`
      select account, at, session::text as session, agrees, items
        from portfolio_reconciliations
       where account = ${account}
         ${after === null ? sql`` : sql`and at < ${after.at}`}
       order by at desc limit ${limit + 1}`;
    return pageOf(rows, limit, ({ at, account: id }) => ({ at, id }), (row) => row);
  });
}
