import assert from "node:assert/strict";
import { migrate } from "./migrate.ts";
import { claimSchema, WrongSystem } from "./system.ts";
import { forEachBackend } from "./testing/backends.ts";

await forEachBackend("system identity", async (d) => void await migrate(d), (backend) => {
  Deno.test(`identity on ${backend.name}: a schema belongs to its first mode and account`, async () => {
    const { database } = backend;
    const paper = { mode: "paper", account: "PA-1" } as const;
    await claimSchema(database, paper);
    await claimSchema(database, paper);
    const others = [{ ...paper, mode: "live" as const }, { ...paper, account: "PA-2" }];
    for (const other of others) {
      await assert.rejects(claimSchema(database, other), (error: Error) => {
        assert.ok(error instanceof WrongSystem);
        assert.match(error.message, /belongs to mode paper and account PA-1/);
        return true;
      });
    }
  });
});
