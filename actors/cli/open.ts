import { join } from "node:path";
import { BadAddress, describeAddress, serverAddress } from "../../db/address.ts";
import { type Database, openDatabase as connectTo } from "../../db/connect.ts";
import {
  EmbeddedFailure,
  EmbeddedInUse,
  runningEmbedded,
  startEmbedded,
} from "../../db/embedded/start.ts";
import { MigrationRefused } from "../../db/migrate.ts";
import { WrongSystem } from "../../db/system.ts";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import { StoreUnavailable } from "../../runtime/delivery/store.ts";
import { type Mailbox, MailboxUnavailable } from "../../runtime/mailbox/mailbox.ts";
import type { ChildStatus } from "../../runtime/supervisor/status.ts";
import { MailboxFileUnusable } from "../../runtime/mailbox/sqlite_streams.ts";
import { type Backends, connectMailbox } from "../backends/connect.ts";
import { fileFault, UserError } from "./failures.ts";
import type { Settings } from "./settings.ts";

/** Where the state of a mode is kept, locally and on servers. */
export interface StatePlace {
  readonly mailbox: Backends["mailbox"];
  /** Schema in the database. */
  readonly schema: string;
  /** Folder of the embedded database. */
  readonly databaseFolder: string;
  /** Folder of empty databases, from which new ones are copied. */
  readonly templates: string;
}

/**
 * The place of the present mode and broker: nothing of one of them is ever seen by another. Whose
 * account it is, the schema says ({@link import("../../db/system.ts").claimSchema}).
 */
export function statePlace({ home, mode, broker, redisUrl }: Settings): StatePlace {
  const isSimulated = mode !== "paper" || broker === "simulated";
  const name = isSimulated ? mode : `${mode}-${broker}`;
  return {
    mailbox: redisUrl === undefined
      ? { kind: "sqlite", folder: join(home, name, "mailbox") }
      : { kind: "redis", url: redisUrl, prefix: `pitboss:${name}` },
    schema: `pitboss_${name.replace("-", "_")}`,
    databaseFolder: join(home, name, "database"),
    templates: join(home, "templates"),
  };
}

/**
 * Opens the mailboxes of a place, which must have been used before: whoever looks must not leave
 * empty files behind. Throws a {@link UserError} where they cannot be used.
 */
export async function openMailbox({ mailbox }: StatePlace, clock: SystemClock): Promise<Mailbox> {
  try {
    if (mailbox.kind === "sqlite") await Deno.stat(mailbox.folder);
    return await connectMailbox(mailbox, clock);
  } catch (error) {
    const place = mailbox.kind === "sqlite" ? mailbox.folder : mailbox.url;
    throw asUserError(fileFault(error, "open the mailboxes", place));
  }
}

/** A database and the words for it. */
export interface OpenedDatabase {
  readonly database: Database;
  /** Where it is, without any password. */
  readonly described: string;
  close(): Promise<void>;
}

/**
 * Opens the database of the settings, starting the embedded one where no server is named. Throws a
 * {@link UserError} where it cannot be used, for example because a running system holds it.
 */
export async function openDatabase(settings: Settings): Promise<OpenedDatabase> {
  const { schema, databaseFolder: folder, templates } = statePlace(settings);
  try {
    if (settings.databaseUrl !== undefined) {
      const address = serverAddress(settings.databaseUrl);
      const database = await connectTo({ address, schema });
      return { database, described: describeAddress(address), close: () => database.close() };
    }
    const embedded = await startEmbedded({ folder, templates, schema });
    const database = await connectTo({ address: embedded.address, schema });
    const close = async () => {
      await database.close();
      await embedded.close();
    };
    return { database, described: `the embedded database in ${folder}`, close };
  } catch (error) {
    throw asUserError(error);
  }
}

/**
 * {@link openDatabase}, also beside a running system, whose database it then shares. Throws a
 * {@link UserError} where it cannot be used.
 */
export async function openSharedDatabase(settings: Settings): Promise<OpenedDatabase> {
  try {
    return await openDatabase(settings);
  } catch (error) {
    if (!(error instanceof UserError && error.cause instanceof EmbeddedInUse)) throw error;
    const { schema, databaseFolder: folder } = statePlace(settings);
    const address = await runningEmbedded(folder);
    if (address === null) {
      throw new UserError(
        `The embedded database in ${folder} is just being started by another process; try again.`,
        { cause: error },
      );
    }
    try {
      const database = await connectTo({ address, schema });
      return {
        database,
        described: `the embedded database in ${folder}`,
        close: () => database.close(),
      };
    } catch (failure) {
      throw asUserError(failure);
    }
  }
}

/** Faults of what the settings name are the reader's to mend: their sentence and exit code 1. */
export function asUserError(error: unknown): unknown {
  const known = [
    BadAddress,
    EmbeddedFailure,
    MailboxFileUnusable,
    MailboxUnavailable,
    MigrationRefused,
    StoreUnavailable,
    WrongSystem,
  ];
  if (!known.some((kind) => error instanceof kind)) return error;
  const message = error instanceof Error ? error.message : String(error);
  // The runtime does not know where its address came from.
  const mend = error instanceof MailboxUnavailable && message.startsWith("Redis at ")
    ? "; check that it runs and that REDIS_URL is right"
    : "";
  return new UserError(message + mend, { cause: error });
}

/**
 * Why an actor can never start with what it was given: a busy port, a state folder put together of
 * two, a file that cannot be read. Null where what failed may be mended by starting again.
 */
export function refusalOf(actors: readonly ChildStatus[]): UserError | null {
  const refused = actors.find(({ phase, lastFailure }) =>
    phase === "failed" && lastFailure?.restartable === false && lastFailure.name !== "WorkerError"
  );
  return refused === undefined ? null : new UserError(refused.lastFailure!.message);
}
