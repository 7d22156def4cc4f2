import { migrate } from "../migrate.ts";
import { forEachBackend } from "../testing/backends.ts";
import { testAuthStoreContract } from "./contract.ts";
import { databaseAuthStore } from "./database_store.ts";
import { memoryAuthStore } from "./testing/memory_store.ts";

testAuthStoreContract("sign-in in memory", () => Promise.resolve(memoryAuthStore()));

await forEachBackend("sign-in", async (database) => void await migrate(database), (backend) => {
  testAuthStoreContract(`sign-in on the ${backend.name} database`, async () => {
    await backend.database.run((sql) =>
      sql`truncate users, enrolment_codes, passkey_challenges, api_tokens, signing_keys, audit_log
          cascade`
    );
    return databaseAuthStore(backend.database);
  });
});
