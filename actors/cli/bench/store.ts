import { join } from "node:path";
import { benchCommits } from "../../../db/bench.ts";
import type { DatabaseAddress } from "../../../db/address.ts";
import { serverAddress } from "../../../db/address.ts";
import { openDatabase } from "../../../db/connect.ts";
import { startEmbedded } from "../../../db/embedded/start.ts";
import { migrate } from "../../../db/migrate.ts";
import { hasTestServer, NO_SERVER, startTestServer } from "../../../db/testing.ts";
import type { BenchContext, BenchGroup } from "./group.ts";
import { type BenchCase, type BenchResult, measureInterleaved } from "./measure.ts";

const BATCHES = [1, 64];
const COMMITS = 100;

/** Batches committed with inbox, rows, outbox and state, on both databases. */
export const storeGroup: BenchGroup = {
  name: "store",
  summary: "commits of 1 and 64 messages on the embedded database and on PostgreSQL",
  async run(context) {
    const folder = await Deno.makeTempDir({ prefix: "pitboss-bench-" });
    const embedded = await startEmbedded({ folder: join(folder, "database") });
    try {
      return await withServer(context, [["embedded", embedded.address]]);
    } finally {
      await embedded.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
};

async function withServer(
  context: BenchContext,
  others: readonly (readonly [string, DatabaseAddress])[],
): Promise<BenchResult[]> {
  if (!await hasTestServer()) {
    context.note(`PostgreSQL is not measured: ${NO_SERVER}.`);
    return await measure(context, others);
  }
  const server = await startTestServer();
  try {
    const own = await server.createDatabase();
    try {
      return await measure(context, [...others, ["PostgreSQL", serverAddress(own.url)]]);
    } finally {
      await own.drop();
    }
  } finally {
    await server.stop();
  }
}

async function measure(
  context: BenchContext,
  places: readonly (readonly [string, DatabaseAddress])[],
): Promise<BenchResult[]> {
  const databases = await Promise.all(
    places.map(async ([name, address]) => ({ name, database: await openDatabase({ address }) })),
  );
  try {
    for (const { database } of databases) await migrate(database);
    const cases = BATCHES.flatMap((batch) =>
      databases.map(({ name, database }): BenchCase => ({
        name: `commit ${batch} on ${name}`,
        params: { batch, commits: COMMITS, database: name },
        async run() {
          const options = { batch, commits: COMMITS, clock: context.clock };
          const figures = await benchCommits(database, options);
          return [
            { name: "rate", unit: "messages/s", value: figures.messagesPerSecond },
            { name: "p50", unit: "ms", value: figures.p50Ms },
            { name: "p99", unit: "ms", value: figures.p99Ms },
          ];
        },
      }))
    );
    return await measureInterleaved(cases, { ...context, warmup: 0 });
  } finally {
    await Promise.all(databases.map(({ database }) => database.close()));
  }
}
