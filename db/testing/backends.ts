import { skipLoudly } from "../../runtime/testing/skip.ts";
import { type DatabaseAddress, serverAddress } from "../address.ts";
import { type Database, openDatabase } from "../connect.ts";
import { startTestEmbedded } from "./embedded.ts";
import { hasTestServer, NO_SERVER, startTestServer } from "./server.ts";

/** A kind of database that tests run on. Valid from the first test of the file to the last. */
export interface Backend {
  readonly name: string;
  readonly address: DatabaseAddress;
  /** A pool shared by the file's tests. */
  readonly database: Database;
  /** Another pool on the same database; closed after the last test. */
  open(): Promise<Database>;
}

/**
 * Registers the same tests for the embedded database and for a PostgreSQL server, each with a fresh
 * database for the file, prepared by `prepare`. Without a server its tests are skipped, loudly.
 */
export async function forEachBackend(
  what: string,
  prepare: (database: Database) => Promise<void>,
  register: (backend: Backend) => void,
): Promise<void> {
  registerOn("embedded", prepare, register, async (resources) => {
    const embedded = await startTestEmbedded();
    resources.defer(() => embedded.close());
    return embedded.address;
  });
  if (!(await hasTestServer())) {
    return skipLoudly(`${what} on a PostgreSQL server`, "postgres", NO_SERVER);
  }
  registerOn("server", prepare, register, async (resources) => {
    const server = await startTestServer();
    resources.defer(() => server.stop());
    const own = await server.createDatabase();
    resources.defer(() => own.drop());
    return serverAddress(own.url);
  });
}

function registerOn(
  name: string,
  prepare: (database: Database) => Promise<void>,
  register: (backend: Backend) => void,
  start: (resources: AsyncDisposableStack) => Promise<DatabaseAddress>,
): void {
  const resources = new AsyncDisposableStack();
  let running: { readonly address: DatabaseAddress; readonly database: Database } | null = null;
  const present = () => {
    if (running === null) throw new Error(`the ${name} database is not running yet`);
    return running;
  };
  const open = async (address: DatabaseAddress) => {
    const database = await openDatabase({ address });
    resources.defer(() => database.close());
    return database;
  };
  Deno.test.beforeAll(async () => {
    const address = await start(resources);
    running = { address, database: await open(address) };
    await prepare(running.database);
  });
  Deno.test.afterAll(() => resources.disposeAsync());
  register({
    name,
    get address() {
      return present().address;
    },
    get database() {
      return present().database;
    },
    open: () => open(present().address),
  });
}
