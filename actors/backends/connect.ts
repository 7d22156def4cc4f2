import { z } from "zod";
import { databaseAddressSchema } from "../../db/address.ts";
import { openDatabase } from "../../db/connect.ts";
import { PostgresStore } from "../../db/postgres_store.ts";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import type { Json } from "../../runtime/delivery/store.ts";
import type { Mailbox } from "../../runtime/mailbox/mailbox.ts";
import type { Connection } from "../../runtime/run.ts";
import type { Resources } from "../resources.ts";

/** Where the mailboxes and the database are. Plain JSON: it travels to every actor's host. */
export const backendsSchema = z.strictObject({
  mailbox: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("sqlite"), folder: z.string().min(1) }),
    z.strictObject({ kind: z.literal("redis"), url: z.string(), prefix: z.string().min(1) }),
  ]),
  database: z.strictObject({ address: databaseAddressSchema, schema: z.string().min(1) }),
});
/** See {@link backendsSchema}. */
export type Backends = z.output<typeof backendsSchema>;

/** Opens the mailboxes. */
export async function connectMailbox(
  where: Backends["mailbox"],
  clock: SystemClock,
): Promise<Mailbox> {
  if (where.kind === "sqlite") {
    const { openSqliteMailbox } = await import("../../runtime/mailbox/sqlite_streams.ts");
    return openSqliteMailbox({ folder: where.folder, clock });
  }
  // Only where Redis is used does an actor need the right to see the environment that ioredis asks for.
  const { openRedisMailbox } = await import("../../runtime/mailbox/redis_streams.ts");
  return await openRedisMailbox({ url: where.url, prefix: where.prefix, clock });
}

/** Opens what an actor's host needs. Nothing stays open when one of it cannot be had. */
export async function connect(
  where: Json,
  actor: string,
  clock: SystemClock,
): Promise<Connection & Resources> {
  const backends = backendsSchema.parse(where);
  const mailbox = await connectMailbox(backends.mailbox, clock);
  const open = (connectionsMax: number) =>
    openDatabase({ ...backends.database, connectionsMax, application: `pitboss ${actor}`, clock });
  try {
    // The commit in hand and one question beside it.
    const database = await open(2);
    let closing: Promise<void> | null = null;
    return {
      mailbox,
      store: new PostgresStore(database),
      openDatabase: () => open(4),
      close: () => closing ??= Promise.all([mailbox.close(), database.close()]).then(() => {}),
    };
  } catch (error) {
    await mailbox.close();
    throw error;
  }
}
