import assert from "node:assert/strict";
import type { Database } from "./connect.ts";
import { openDatabase } from "./connect.ts";
import { migrate, MigrationRefused, shippedMigrations } from "./migrate.ts";
import { forEachBackend } from "./testing/backends.ts";

const first = { name: "0001_a", sql: "create table a (x int); insert into a values (1);" };
const second = { name: "0002_b", sql: "create table b (x int);" };

async function reset(database: Database): Promise<void> {
  await database.run((sql) => sql.unsafe(`drop schema if exists ${database.schema} cascade`));
}

async function rowsOfA(database: Database): Promise<number> {
  const [row] = await database.run((sql) => sql<{ n: number }[]>`select count(*) as n from a`);
  return row!.n;
}

Deno.test("migrations are numbered without gaps, each number once", async () => {
  const numbers = (await shippedMigrations()).map(({ name }) => name.slice(0, 4));
  assert.deepEqual(numbers, numbers.map((_, i) => String(i + 1).padStart(4, "0")));
});

await forEachBackend("migrations", () => Promise.resolve(), (backend) => {
  const name = (sentence: string) => `migrations on ${backend.name}: ${sentence}`;

  Deno.test(name("what is missing is applied, in order, once"), async () => {
    const { database } = backend;
    await reset(database);
    assert.deepEqual(await migrate(database, [first]), [{ name: "0001_a", now: true }]);
    assert.deepEqual(await migrate(database, [first, second]), [
      { name: "0001_a", now: false },
      { name: "0002_b", now: true },
    ]);
    assert.equal(await rowsOfA(database), 1);
  });

  Deno.test(name("many may migrate at once"), async () => {
    const { database } = backend;
    await reset(database);
    const others = await Promise.all([1, 2, 3].map(() => backend.open()));
    const applied = await Promise.all(
      [database, ...others].map((each) => migrate(each, [first, second])),
    );
    assert.equal(applied.flat().filter(({ now }) => now).length, 2);
    assert.equal(await rowsOfA(database), 1);
  });

  Deno.test(name("one that was changed after it had been applied is refused"), async () => {
    const { database } = backend;
    await reset(database);
    await migrate(database, [first]);
    const changed = { ...first, sql: `${first.sql} -- a change` };
    await assert.rejects(migrate(database, [changed, second]), (error: Error) => {
      assert.ok(error instanceof MigrationRefused);
      assert.match(error.message, /0001_a was changed after it had been applied.*new migration/);
      return true;
    });
    assert.deepEqual(await migrate(database, [first]), [{ name: "0001_a", now: false }]);
  });

  Deno.test(name("a schema of a newer version is refused"), async () => {
    const { database } = backend;
    await reset(database);
    await migrate(database, [first, second]);
    await assert.rejects(migrate(database, [first]), /0002_b.*another version/);
  });

  Deno.test(name("one that fails leaves nothing of itself, and can be mended"), async () => {
    const { database } = backend;
    await reset(database);
    const broken = { ...second, sql: "create table b (x int); insert into nowhere values (1);" };
    await assert.rejects(migrate(database, [first, broken]), /migration 0002_b failed.*nowhere/);
    const applied = await migrate(database, [first, second]);
    assert.deepEqual(applied.map(({ now }) => now), [false, true]);
  });

  if (backend.name === "server") {
    Deno.test(name("schemas of one database do not see each other"), async () => {
      const own = await openDatabase({ address: backend.address, schema: "replay_1" });
      try {
        await reset(backend.database);
        await migrate(backend.database, [first]);
        await migrate(own, [first]);
        await own.run((sql) => sql`insert into a values (2)`);
        assert.equal(await rowsOfA(own), 2);
        assert.equal(await rowsOfA(backend.database), 1);
      } finally {
        await own.close();
      }
    });
  }
});
