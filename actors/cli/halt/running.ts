import { join } from "node:path";
import { serverAddress } from "../../../db/address.ts";
import { type Database, openDatabase } from "../../../db/connect.ts";
import { findCommand } from "../../../db/repositories/controls.ts";
import type { ControlCommandRow } from "../../../db/tables/controls.ts";
import type { SystemClock } from "../../../runtime/clock/clock.ts";
import { openDatabase as openOwn, type StatePlace, statePlace } from "../open.ts";
import type { Settings } from "../settings.ts";

/** A database that is there or is not, and what lets go of it. */
export interface Reached {
  readonly database: Database | null;
  close(): Promise<void>;
}

const NOT_REACHED: Reached = { database: null, close: () => Promise.resolve() };

/** The embedded database of a system that does not run. */
export async function ownDatabase(settings: Settings): Promise<Reached> {
  try {
    await Deno.stat(statePlace(settings).databaseFolder);
    return await openOwn(settings);
  } catch {
    return NOT_REACHED;
  }
}

/** The database of a system that runs, or of servers. */
export async function reachDatabase(
  { databaseUrl }: Settings,
  { schema, databaseFolder }: StatePlace,
  clock: SystemClock,
): Promise<Reached> {
  try {
    const address = databaseUrl === undefined
      ? {
        kind: "embedded" as const,
        socket: join(await Deno.realPath(databaseFolder), "socket"),
      }
      : serverAddress(databaseUrl);
    const database = await openDatabase({
      address,
      schema,
      application: "pitboss halt",
      connectionsMax: 1,
      clock,
    });
    await database.run((sql) => sql`select 1`, 2_000);
    return { database, close: () => database.close().catch(() => {}) };
  } catch {
    // What cannot be reached is gone around.
    return NOT_REACHED;
  }
}

/** The account that the schema belongs to; null: nothing has run here yet. */
export function accountIn(database: Database): Promise<string | null> {
  return database.run(async (sql) => {
    const rows = await sql<{ account: string }[]>`select account from system`;
    return rows[0]?.account ?? null;
  });
}

/** How a running system is followed. */
export interface Following {
  readonly clock: SystemClock;
  readonly signal: AbortSignal;
  /** How long it may take to take the command in, and to confirm it, in ms. */
  readonly takesInMs: number;
  readonly patienceMs: number;
  tell(sentence: string): void;
}

/** How often the outcome is looked for, in ms. */
const LOOK_MS = 250;

/** The command once it is over, or as it stands when patience is; null: nobody took it in. */
export async function followCommand(
  database: Database,
  account: string,
  commandId: string,
  { clock, signal, takesInMs, patienceMs, tell }: Following,
): Promise<ControlCommandRow | null> {
  const begun = clock.monotonic();
  let told = "";
  for (;;) {
    const row = await findCommand(database, account, commandId);
    if (row !== null && row.outcome !== told) tell(told = row.outcome);
    const waited = clock.monotonic() - begun;
    const isOver = row !== null && row.status !== "running";
    if (isOver || waited >= (row === null ? takesInMs : patienceMs) || signal.aborted) return row;
    await clock.sleep(LOOK_MS, signal).catch(() => {});
  }
}
