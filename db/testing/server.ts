import { randomId } from "../../runtime/clock/system.ts";
import { serverAddress } from "../address.ts";
import { type Database, type DatabaseOptions, openDatabase } from "../connect.ts";
import { findServerBinaries, startOwnServer } from "./own_server.ts";

/** A PostgreSQL server for tests. */
export interface TestServer {
  /** Makes a database of its own; `drop` removes it, whoever is still connected. */
  createDatabase(): Promise<TestDatabase>;
  /** Stops the server, if it was started for this. */
  stop(): Promise<void>;
}

/** A database that exists for one test or test file. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Why there is no server to test with; said by a skipped test. */
export const NO_SERVER = "set DATABASE_URL, or put PostgreSQL's initdb and postgres on the PATH";

/** Whether {@link startTestServer} will find a server. */
export async function hasTestServer(): Promise<boolean> {
  return Deno.env.has("DATABASE_URL") || await findServerBinaries() !== null;
}

/** The server of `DATABASE_URL`, or one of our own from the programs of this machine. */
export async function startTestServer(): Promise<TestServer> {
  const given = Deno.env.get("DATABASE_URL");
  if (given !== undefined) return serverAt(given, () => Promise.resolve());
  const binaries = await findServerBinaries();
  if (binaries === null) throw new Error(`no PostgreSQL server: ${NO_SERVER}`);
  const own = await startOwnServer(binaries);
  return serverAt(own.url, () => own.stop());
}

/** Runs `work` with a database on the server that is dropped afterwards. */
export async function withTestDatabase<T>(
  server: TestServer,
  work: (database: Database) => Promise<T>,
  options: Omit<DatabaseOptions, "address"> = {},
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
