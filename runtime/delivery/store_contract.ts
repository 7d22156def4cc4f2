import { commitCases } from "./store_contract/commits.ts";
import { casesFor, type MakeStoreHarness } from "./store_contract/kit.ts";
import { leaseCases } from "./store_contract/leases.ts";
import { outboxCases } from "./store_contract/outbox.ts";
import { tableCases } from "./store_contract/tables.ts";

export {
  type MakeStoreHarness,
  type ProbeRow,
  probeTables,
  type StoreHarness,
} from "./store_contract/kit.ts";

/**
 * Registers a test for every promise of {@link import("./store.ts").Store}. Each case gets a fresh,
 * empty store from `make`.
 */
export function testStoreContract(name: string, make: MakeStoreHarness): void {
  const contract = casesFor(name, make);
  leaseCases(contract);
  commitCases(contract);
  outboxCases(contract);
  tableCases(contract);
}
