import { skipLoudly } from "../runtime/testing/skip.ts";
import { testStoreContract } from "../runtime/delivery/store_contract.ts";
import { serverAddress } from "./address.ts";
import { type Database, openDatabase } from "./connect.ts";
import { contractHarness, prepareForContract } from "./store_harness.ts";
import { hasTestServer, NO_SERVER, startTestServer } from "./testing.ts";

const NAME = "store on a PostgreSQL server";

if (await hasTestServer()) {
  let database: Database;
  let other: Database;
  const resources = new AsyncDisposableStack();

  Deno.test.beforeAll(async () => {
    const server = await startTestServer();
    resources.defer(() => server.stop());
    const own = await server.createDatabase();
    resources.defer(() => own.drop());
    database = await openDatabase({ address: serverAddress(own.url) });
    resources.defer(() => database.close());
    other = await openDatabase({ address: serverAddress(own.url) });
    resources.defer(() => other.close());
    await prepareForContract(database);
  });
  Deno.test.afterAll(() => resources.disposeAsync());

  testStoreContract(NAME, () => contractHarness(database, other));
} else {
  skipLoudly(`${NAME}: every case of the contract`, "postgres", NO_SERVER);
}
