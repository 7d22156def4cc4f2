import { join } from "node:path";
import { systemClock } from "../runtime/clock/system.ts";
import { randomId } from "../runtime/clock/system.ts";
import { serverAddress } from "./address.ts";
import { type Database, type DatabaseOptions, openDatabase } from "./connect.ts";
import { type EmbeddedDatabase, startEmbedded } from "./embedded/start.ts";

/** A PostgreSQL server for tests. */
export interface TestServer {
  /** Makes a database of its own; `drop` removes it, whoever is still connected. */
  createDatabase(): Promise<TestDatabase>;
  /** Stops the server, if it was started for this. */
  stop(): Promise<void>;
}

/** A database that exists for one test file. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Why there is no server to test with; said by a skipped test. */
export const NO_SERVER = "set DATABASE_URL, or put PostgreSQL's initdb and postgres on the PATH";

/** Whether {@link startTestServer} will find a server. */
export async function hasTestServer(): Promise<boolean> {
  return Deno.env.has("DATABASE_URL") || await findBinaries() !== null;
}

/** The server of `DATABASE_URL`, or one of our own from the binaries of this machine. */
export async function startTestServer(): Promise<TestServer> {
  const given = Deno.env.get("DATABASE_URL");
  if (given !== undefined) return serverAt(given, () => Promise.resolve());
  const binaries = await findBinaries();
  if (binaries === null) throw new Error(`no PostgreSQL server: ${NO_SERVER}`);
  return await startOwn(binaries);
}

/** Runs `work` with a database that is dropped afterwards. */
export async function withTestDatabase<T>(
  server: TestServer,
  options: Omit<DatabaseOptions, "address">,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const own = await server.createDatabase();
  try {
    const database = await openDatabase({ ...options, address: serverAddress(own.url) });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  } finally {
    await own.drop();
  }
}

/** An embedded database in a temporary folder; empty ones are copied from one kept for all tests. */
export async function startTestEmbedded(): Promise<EmbeddedDatabase & { readonly folder: string }> {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-test-" });
  const temporary = Deno.env.get("TMPDIR") ?? "/tmp";
  const embedded = await startEmbedded({ folder, templates: join(temporary, "pitboss-templates") });
  return {
    ...embedded,
    folder,
    async close() {
      await embedded.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

function serverAt(url: string, stop: () => Promise<void>): TestServer {
  const administer = async (statement: string) => {
    const database = await openDatabase({ address: serverAddress(url), connectionsMax: 1 });
    try {
      await database.run((sql) => sql.unsafe(statement));
    } finally {
      await database.close();
    }
  };
  return {
    async createDatabase() {
      const name = `pitboss_test_${randomId().replaceAll("-", "")}`;
      await administer(`create database ${name}`);
      const own = new URL(url);
      own.pathname = `/${name}`;
      return { url: own.href, drop: () => administer(`drop database ${name} with (force)`) };
    },
    stop,
  };
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

async function findBinaries(): Promise<Binaries | null> {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  // Debian keeps a server's programs out of the PATH.
  for (const version of await namesIn("/usr/lib/postgresql")) {
    folders.push(`/usr/lib/postgresql/${version}/bin`);
  }
  for (const folder of folders) {
    const binaries = { initdb: join(folder, "initdb"), postgres: join(folder, "postgres") };
    if (await isFile(binaries.initdb) && await isFile(binaries.postgres)) return binaries;
  }
  return null;
}

async function startOwn(binaries: Binaries): Promise<TestServer> {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-pg-" });
  const identity = await ordinaryUser(folder);
  const data = join(folder, "data");
  const made = await new Deno.Command(binaries.initdb, {
    args: ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"],
    ...identity,
    cwd: folder,
  }).output();
  if (!made.success) throw new Error(`initdb failed: ${new TextDecoder().decode(made.stderr)}`);
  const port = freePort();
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", "fsync=off"]
    .concat(`unix_socket_directories=${folder}`, "max_connections=50");
  const server = new Deno.Command(binaries.postgres, {
    args: ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
    ...identity,
    cwd: folder,
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    // Immediate shutdown: nothing here is worth keeping.
    server.kill("SIGQUIT");
    await server.status;
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await answering(url);
  } catch (error) {
    await stop();
    throw error;
  }
  return serverAt(url, stop);
}

async function answering(url: string): Promise<void> {
  for (let tries = 1;; tries++) {
    try {
      const database = await openDatabase({ address: serverAddress(url), connectionsMax: 1 });
      return await database.close();
    } catch (error) {
      if (tries === 200) throw error;
      await systemClock.sleep(50);
    }
  }
}

// PostgreSQL refuses to run as root.
async function ordinaryUser(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (Deno.uid() !== 0) return {};
  const nobody = { uid: 65534, gid: 65534 };
  await Deno.chown(folder, nobody.uid, nobody.gid);
  return nobody;
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return (listener.addr as Deno.NetAddr).port;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name).sort()
      .reverse();
  } catch {
    return [];
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
