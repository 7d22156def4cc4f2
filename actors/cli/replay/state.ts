import { join } from "node:path";
import { openDatabase } from "../../../db/connect.ts";
import type { SystemClock } from "../../../runtime/clock/clock.ts";
import type { RunBackends } from "../run_backends.ts";
import type { StatePlace } from "../open.ts";
import type { Settings } from "../settings.ts";

const FINISHED = "finished";

/** Where a replay keeps its state: locally in its own folder, on servers under its own name. */
export function replayPlace(settings: Settings, folder: string, id: string): StatePlace {
  const name = `replay_${id}`;
  return {
    mailbox: settings.redisUrl === undefined
      ? { kind: "sqlite", folder: join(folder, "mailbox") }
      : { kind: "redis", url: settings.redisUrl, prefix: name },
    schema: name,
    databaseFolder: join(folder, "database"),
    templates: join(settings.home, "templates"),
  };
}

/** Whether the run in this folder came to its end before. */
export function isFinished(folder: string): boolean {
  try {
    return Deno.statSync(join(folder, FINISHED)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Notes that the run came to its end. */
export function markFinished(folder: string): void {
  Deno.writeTextFileSync(join(folder, FINISHED), "");
}

/** Forgets the local state of a run; its folder and lock stay. */
export function clearFolder(folder: string): void {
  for (const name of ["mailbox", "database", FINISHED]) {
    try {
      Deno.removeSync(join(folder, name), { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}

/** Forgets the state of a run on servers. */
export async function clearServers(up: RunBackends, clock: SystemClock): Promise<void> {
  const { mailbox, database: where } = up.backends;
  if (where.address.kind === "server") {
    const database = await openDatabase({ ...where, clock });
    await database.run((sql) => sql`drop schema if exists ${sql(where.schema)} cascade`);
    await database.close();
  }
  if (mailbox.kind === "redis") {
    const { clearRedisMailbox } = await import("../../../runtime/mailbox/redis/clear.ts");
    await clearRedisMailbox(mailbox);
  }
}
