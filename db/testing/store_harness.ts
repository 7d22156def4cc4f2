import { probeTables, type StoreHarness } from "../../runtime/delivery/store_contract.ts";
import type { Database } from "../connect.ts";
import { migrate } from "../migrate.ts";
import { PostgresStore } from "../postgres_store.ts";

/** Prepares a database for the store's contract suite. */
export async function prepareForContract(database: Database): Promise<void> {
  await migrate(database);
  for (const { name } of Object.values(probeTables)) {
    await database.run((sql) =>
      sql.unsafe(`
        create table ${name} (
          name text collate "C", part int, amount numeric not null, ratio double precision not null,
          at timestamptz, flag boolean not null, detail json, primary key (name, part))`)
    );
  }
}

/** A harness on a prepared database, emptied; `other` is a second pool on the same data. */
export async function contractHarness(database: Database, other: Database): Promise<StoreHarness> {
  const tables = ["actor_leases", "actor_inputs", "actor_outputs", "actor_state", "inbox", "outbox"]
    .concat(Object.values(probeTables).map((table) => table.name));
  // The tables are tiny: deleting is quicker than truncating.
  await database.run((sql) => sql.unsafe(tables.map((name) => `delete from ${name};`).join("")));
  return {
    store: new PostgresStore(database),
    other: new PostgresStore(other),
    async age(ms) {
      await database.run((sql) =>
        sql`update actor_leases set renewed_at = renewed_at - ${ms}::float8 * interval '1 ms'`
      );
    },
    close: () => Promise.resolve(),
  };
}
