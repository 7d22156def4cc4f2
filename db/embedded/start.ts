import { join } from "node:path";
import type { DatabaseAddress } from "../address.ts";
import { checkSchemaName, DEFAULT_SCHEMA } from "../connect.ts";
import { appear, copyFolder, exists, makePrivateFolder, removePartial } from "./folder.ts";
import { EmbeddedFailure, EmbeddedInUse, Host } from "./host.ts";

export { EmbeddedFailure, EmbeddedInUse } from "./host.ts";

/** Where the embedded database keeps its files, and how it behaves. */
export interface EmbeddedOptions {
  /** The database's own folder; made with mode 0700 where it is missing. */
  readonly folder: string;
  /**
   * Folder in which empty databases are kept for copying: making one takes seconds, a copy a
   * fraction of one. Made where it is missing; without it every new database is made afresh.
   */
  readonly templates?: string;
  /** The schema that clients find without naming it. Default {@link DEFAULT_SCHEMA}. */
  readonly schema?: string;
  /** How long a transaction may stay open doing nothing, in milliseconds. Default 5 000. */
  readonly idleInTransactionMs?: number;
}

/** A running embedded database. */
export interface EmbeddedDatabase {
  /** Where clients find it. */
  readonly address: DatabaseAddress;
  /** Resolves with the reason when the database fails while it runs; pending otherwise. */
  readonly failed: Promise<EmbeddedFailure>;
  /** Rolls back what is open, writes a checkpoint and lets go of the folder. */
  close(): Promise<void>;
}

/** Version of PGlite that deno.json names: an empty database of another may be of no use to it. */
export const ENGINE_VERSION = "0.5.16";

const OPEN_DEADLINE_MS = 120_000;
const CLOSE_DEADLINE_MS = 5_000;
/** Name of the socket in the database's folder. */
const SOCKET = "socket";
/** Unix socket paths hold 108 bytes on Linux and 104 on macOS, with the closing zero. */
const SOCKET_PATH_BYTES_MAX = 100;

/**
 * Starts the embedded database on a folder. Throws {@link EmbeddedFailure} where its files are in
 * use, unreadable or damaged.
 *
 * What is confirmed survives the death of the process at any moment, `kill -9` included: it is in
 * the operating system's hands by then. It is not forced to the disk, so a loss of power may cost
 * the last seconds, or the database; who needs more uses a PostgreSQL server.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { folder } = options;
  const schema = checkSchemaName(options.schema ?? DEFAULT_SCHEMA);
  const lock = await takeFolder(folder);
  let place: SocketPlace | null = null;
  try {
    const data = join(folder, "data");
    await removePartial(data);
    if (!(await exists(data))) await prepare(data, options.templates);
    place = await socketPlace(folder);
    const host = new Host(
      `the embedded database in ${folder}`,
      [data, place.socket],
      [place.socket],
    );
    await host.loaded;
    await host.ask({
      kind: "open",
      data,
      socket: place.socket,
      schema,
      idleInTransactionMs: options.idleInTransactionMs ?? 5_000,
    }, OPEN_DEADLINE_MS);
    await Deno.chmod(place.socket, 0o600);
    return running(host, place, lock);
  } catch (error) {
    await place?.remove();
    letGo(lock);
    if (error instanceof EmbeddedFailure) throw error;
    throw unopened(folder, error);
  }
}

function running(host: Host, place: SocketPlace, lock: Deno.FsFile): EmbeddedDatabase {
  let closing: Promise<void> | null = null;
  const close = async () => {
    // A host that does not answer is let go: its files are whole at every moment.
    await host.ask({ kind: "close" }, CLOSE_DEADLINE_MS).catch(() => {});
    host.terminate();
    await place.remove();
    letGo(lock);
  };
  return {
    address: { kind: "embedded", socket: place.socket },
    failed: host.failed,
    close: () => closing ??= close(),
  };
}

/** Locks the folder for this process. The lock goes with the process, however it ends. */
async function takeFolder(folder: string): Promise<Deno.FsFile> {
  try {
    await makePrivateFolder(folder);
    const lock = await Deno.open(join(folder, "lock"), { create: true, write: true });
    if (await lock.tryLock(true)) return lock;
    lock.close();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EmbeddedFailure(
      `the folder ${folder} cannot be used for the embedded database: ${reason}; ` +
        "make it writable or choose another (TRADING_HOME)",
      { cause: error },
    );
  }
  throw new EmbeddedInUse(
    `the embedded database in ${folder} is in use by another process; ` +
      "stop that one first or choose another folder (TRADING_HOME)",
  );
}

/**
 * Unlocks before it closes: a process that is just being started has a copy of the open file for a
 * moment, and a lock that is only closed lives as long as the last copy.
 */
function letGo(lock: Deno.FsFile): void {
  lock.unlockSync();
  lock.close();
}

async function prepare(data: string, templates: string | undefined): Promise<void> {
  const template = templates && join(templates, `pglite-${ENGINE_VERSION}`);
  if (template && await exists(template)) return await copyFolder(template, data);
  // A Worker of its own: making a database takes several hundred MB, which go with it.
  await appear(data, async (partial) => {
    const host = new Host(`a new embedded database in ${partial}`, [partial]);
    try {
      await host.loaded;
      await host.ask({ kind: "create", data: partial }, OPEN_DEADLINE_MS);
    } finally {
      host.terminate();
    }
  });
  if (!templates || !template) return;
  await makePrivateFolder(templates);
  await copyFolder(data, template);
}

interface SocketPlace {
  readonly socket: string;
  remove(): Promise<void>;
}

async function socketPlace(folder: string): Promise<SocketPlace> {
  const inside = join(await Deno.realPath(folder), SOCKET);
  if (new TextEncoder().encode(inside).length <= SOCKET_PATH_BYTES_MAX) {
    // One that a killed predecessor left; the lock says that nobody listens on it.
    await removeFile(inside);
    return { socket: inside, remove: () => removeFile(inside) };
  }
  // Made with mode 0700. A link in the folder says where it is.
  const short = await Deno.makeTempDir({ prefix: "pitboss-" });
  const socket = join(short, SOCKET);
  await removeFile(inside);
  await Deno.symlink(socket, inside);
  return {
    socket,
    async remove() {
      await removeFile(inside);
      await Deno.remove(short, { recursive: true });
    },
  };
}

/**
 * Where the embedded database of a folder is found that another process runs; null where there is
 * none, or not yet.
 */
export async function runningEmbedded(folder: string): Promise<DatabaseAddress | null> {
  try {
    return { kind: "embedded", socket: await Deno.realPath(join(folder, SOCKET)) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function removeFile(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function unopened(folder: string, error: unknown): EmbeddedFailure {
  const reason = error instanceof Error ? error.message : String(error);
  const mend = /no space left/i.test(reason)
    ? "free some space on its disk and start again"
    : `its files seem damaged: move ${folder} away to begin anew, or put a copy of it back`;
  return new EmbeddedFailure(
    `the embedded database in ${folder} cannot be opened: ${reason}; ${mend}`,
    { cause: error },
  );
}
