import assert from "node:assert/strict";
import { skipLoudly } from "../../runtime/testing/skip.ts";
import { StoreUnavailable } from "../../runtime/delivery/store.ts";
import { openDatabase } from "../connect.ts";
import { hasTestServer, NO_SERVER, startTestServer, withTestDatabase } from "./server.ts";

const NAME = "a test's database is its own, and gone afterwards even when the test fails";

if (await hasTestServer()) {
  Deno.test(NAME, async () => {
    const server = await startTestServer();
    try {
      const address = await withTestDatabase(
        server,
        (first) =>
          withTestDatabase(server, async (second) => {
            await first.run((sql) => sql.unsafe("create table public.t (x int)"));
            await second.run((sql) => sql.unsafe("create table public.t (x int)"));
            return second.address;
          }),
      );
      await assert.rejects(openDatabase({ address }), StoreUnavailable);
      let failed = address;
      await assert.rejects(
        withTestDatabase(server, (database) => {
          failed = database.address;
          throw new Error("the test failed");
        }),
        /the test failed/,
      );
      await assert.rejects(openDatabase({ address: failed }), StoreUnavailable);
    } finally {
      await server.stop();
    }
  });
} else {
  skipLoudly(NAME, "postgres", NO_SERVER);
}
