import { testStoreContract } from "../../runtime/delivery/store_contract.ts";
import { type Database, openDatabase } from "../connect.ts";
import { contractHarness, prepareForContract } from "../store_harness.ts";
import { startTestEmbedded } from "../testing.ts";

let database: Database;
let other: Database;
const resources = new AsyncDisposableStack();

Deno.test.beforeAll(async () => {
  const embedded = await startTestEmbedded();
  resources.defer(() => embedded.close());
  database = await openDatabase({ address: embedded.address });
  resources.defer(() => database.close());
  other = await openDatabase({ address: embedded.address });
  resources.defer(() => other.close());
  await prepareForContract(database);
});
Deno.test.afterAll(() => resources.disposeAsync());

testStoreContract("store on the embedded database", () => contractHarness(database, other));
