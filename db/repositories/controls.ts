import type { Database } from "../connect.ts";
import type { ControlCommandRow, ControlStateRow, LimitVersionRow } from "../tables/controls.ts";
import { type Page, pageOf, type PageRequest, readPage } from "./page.ts";

/** Commands of an account and what came of them, the one taken in last first. */
export function listCommands(
  database: Database,
  account: string,
  request: PageRequest = {},
): Promise<Page<ControlCommandRow>> {
  const { limit, after } = readPage(request);
  return database.run(async (sql) => {
    const rows = await sql<ControlCommandRow[]>`
      select * from control_commands
       where account = ${account}
         ${after === null ? sql`` : sql`and (handled_at, command_id) < (${after.at}, ${after.id})`}
       order by handled_at desc, command_id desc limit ${limit + 1}`;
    return pageOf(
      rows,
      limit,
      ({ handled_at, command_id }) => ({ at: handled_at, id: command_id }),
      (row) => row,
    );
  });
}

/** One command; null where none was taken in under that id. */
export function findCommand(
  database: Database,
  account: string,
  commandId: string,
): Promise<ControlCommandRow | null> {
  return database.run(async (sql) => {
    const rows = await sql<ControlCommandRow[]>`
      select * from control_commands where account = ${account} and command_id = ${commandId}`;
    return rows[0] ?? null;
  });
}

/** What is set now; null before the executor has begun. */
export function readControlState(
  database: Database,
  account: string,
): Promise<ControlStateRow | null> {
  return database.run(async (sql) => {
    const rows = await sql<ControlStateRow[]>`
      select * from control_state where account = ${account}`;
    return rows[0] ?? null;
  });
}

/** The versions of the limits, the last first, at most `limit`. */
export function listLimitVersions(
  database: Database,
  account: string,
  limit: number,
): Promise<LimitVersionRow[]> {
  return database.run(async (sql) => [
    ...await sql<LimitVersionRow[]>`
      select * from risk_limit_versions where account = ${account}
       order by version desc limit ${limit}`,
  ]);
}
