import { join } from "node:path";
import { openDatabase } from "../../../db/connect.ts";
import { startEmbedded } from "../../../db/embedded/start.ts";
import { databaseRecords } from "../../../fresh-app/api/records.ts";
import type { Records } from "../../../fresh-app/api/ports.ts";
import { testTemplates } from "../../../db/testing.ts";

/** What the API would show of the one finished replay in a state folder. */
export async function withReplayedRecords<T>(
  home: string,
  work: (records: Records) => Promise<T>,
): Promise<T> {
  const [run, ...others] = [...Deno.readDirSync(join(home, "replay"))]
    .filter(({ isDirectory }) => isDirectory);
  if (run === undefined || others.length > 0) throw new Error("there is not one replay here");
  const schema = `replay_${run.name}`;
  const folder = join(home, "replay", run.name, "database");
  const embedded = await startEmbedded({ folder, templates: testTemplates(), schema });
  try {
    const database = await openDatabase({ address: embedded.address, schema });
    try {
      return await work(databaseRecords(database, `replay-${run.name}`));
    } finally {
      await database.close();
    }
  } finally {
    await embedded.close();
  }
}

/** Every item of a list. */
export async function everyItem<Item>(
  list: (page: { limit: number; cursor: string | null }) => Promise<{
    readonly items: readonly Item[];
    readonly nextCursor: string | null;
  }>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = null;;) {
    const page: Awaited<ReturnType<typeof list>> = await list({ limit: 200, cursor });
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}
