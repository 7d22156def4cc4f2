import { testStoreContract } from "../runtime/delivery/store_contract.ts";
import type { Database } from "./connect.ts";
import { forEachBackend } from "./testing/backends.ts";
import { contractHarness, prepareForContract } from "./testing/store_harness.ts";

await forEachBackend("the store's contract", prepareForContract, (backend) => {
  let other: Database | undefined;
  testStoreContract(`store on ${backend.name}`, async () => {
    other ??= await backend.open();
    return contractHarness(backend.database, other);
  });
});
