import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../runtime/clock/system.ts";
import { databasePermissions } from "../client.ts";
import { type Database, openDatabase } from "../connect.ts";
import { startTestEmbedded } from "../testing/embedded.ts";
import type { ClientOrder } from "../testing/client_worker.ts";
import type { EmbeddedDatabase } from "./start.ts";
import { TABLE_QUERY } from "./upkeep.ts";

const IDLE_MS = 1_000;
const resources = new AsyncDisposableStack();
let folder: string;
let embedded: EmbeddedDatabase;
let database: Database;

Deno.test.beforeAll(async () => {
  folder = await Deno.makeTempDir({ prefix: "pitboss-test-" });
  resources.defer(() => Deno.remove(folder, { recursive: true }));
  embedded = await startTestEmbedded({ folder, schema: "public", idleInTransactionMs: IDLE_MS });
  resources.defer(() => embedded.close());
  database = await open();
  await database.run((sql) =>
    sql.unsafe(
      "create table counters (value int not null); create table increments (client text not null);",
    )
  );
});
Deno.test.afterAll(() => resources.disposeAsync());

async function open(connectionsMax = 1): Promise<Database> {
  const opened = await openDatabase({ address: embedded.address, connectionsMax });
  resources.defer(() => opened.close());
  return opened;
}

async function reset(): Promise<void> {
  await database.run((sql) =>
    sql.unsafe("delete from counters; delete from increments; insert into counters values (0);")
  );
}

async function counted(): Promise<number> {
  const [row] = await database.run((sql) => sql<{ value: number }[]>`select value from counters`);
  return row!.value;
}

/** A client in a Worker, with what it says. */
function client(transactions: ClientOrder["transactions"], name = "client") {
  const worker = new Worker(new URL("../testing/client_worker.ts", import.meta.url), {
    type: "module",
    deno: { permissions: databasePermissions(embedded.address) },
  } as WorkerOptions);
  const said = new Promise<string>((resolve) => worker.onmessage = (event) => resolve(event.data));
  worker.postMessage({ address: embedded.address, name, transactions } satisfies ClientOrder);
  return { worker, said };
}

Deno.test("transactions of several Workers at once lose no update", async () => {
  await reset();
  const clients = ["a", "b", "c"].map((name) => client(40, name));
  const answers = await Promise.all(clients.map(({ said }) => said));
  for (const { worker } of clients) worker.terminate();
  assert.deepEqual(answers, ["done", "done", "done"]);
  assert.equal(await counted(), 120);
  const increments = await database.run((sql) =>
    sql`select client, count(*) as n from increments group by client order by client`
  );
  assert.deepEqual([...increments], ["a", "b", "c"].map((name) => ({ client: name, n: 40 })));
});

Deno.test("a Worker that dies in the middle of a transaction holds nobody up", async () => {
  await reset();
  const dying = client("stall");
  assert.equal(await dying.said, "stalled");
  const startedAt = systemClock.monotonic();
  dying.worker.terminate();
  assert.equal(await counted(), 0, "what it had written is rolled back");
  assert.ok(systemClock.monotonic() - startedAt < IDLE_MS, "at once, not by the time limit");
});

Deno.test("a transaction that does nothing for too long is cut, and nothing of it remains", async () => {
  await reset();
  const slow = await open();
  const stalled = slow.run((sql) =>
    sql.begin(async (tx) => {
      await tx`update counters set value = 1000000`;
      await systemClock.sleep(3 * IDLE_MS);
      await tx`update counters set value = 2000000`;
    })
  );
  const rejected = assert.rejects(stalled);
  const [row] = await database.run((sql) =>
    sql`update counters set value = value + 1 returning value`
  );
  assert.equal(row?.value, 1);
  await rejected;
  assert.equal(await counted(), 1);
  assert.deepEqual([...await slow.run((sql) => sql`select 1 as one`)], [{ one: 1 }]);
});

Deno.test("many short steps do not stretch a transaction beyond its limit", async () => {
  await reset();
  const slow = await open();
  let steps = 0;
  await assert.rejects(slow.run((sql) =>
    sql.begin(async (tx) => {
      while (steps < 100) {
        await tx`update counters set value = value + 1`;
        steps++;
        await systemClock.sleep(IDLE_MS / 8);
      }
    })
  ));
  assert.ok(steps >= 2 && steps <= 9, `${steps} steps`);
  assert.equal(await counted(), 0);
});

Deno.test("statements of clients at once do not get mixed up, prepared or not", async () => {
  const [a, b] = await Promise.all([open(2), open(2)]);
  const ask = async (who: Database, kind: string, i: number) => {
    // Text of its own each time, so that every statement is prepared anew, in two steps.
    const text = kind === "number"
      ? `select $1::int + ${i} as n`
      : `select $1::text || '${i}' as s`;
    const parameter = kind === "number" ? 1 : "x";
    const [row] = await who.run((sql) => sql.unsafe(text, [parameter], { prepare: i % 2 === 0 }));
    assert.deepEqual(row, kind === "number" ? { n: 1 + i } : { s: `x${i}` });
  };
  const rounds = Array.from({ length: 150 }, (_, i) => i);
  await Promise.all([
    ...rounds.map((i) => ask(a, "number", i)),
    ...rounds.map((i) => ask(b, "text", i)),
  ]);
});

Deno.test("an error in one client's statement leaves the others alone", async () => {
  const other = await open();
  const failing = Array.from(
    { length: 20 },
    () => assert.rejects(other.run((sql) => sql`select 1 / ${0}::int`)),
  );
  const working = Array.from({ length: 20 }, async (_, i) => {
    const [row] = await database.run((sql) => sql`select ${i}::int as i`);
    assert.equal(row?.i, i);
  });
  await Promise.all([...failing, ...working]);
});

Deno.test("statements that a client prepared are forgotten when it leaves", async () => {
  const prepared = async () => {
    const [row] = await database.run((sql) =>
      sql<{ n: number }[]>`select count(*) as n from pg_prepared_statements`
    );
    return row!.n;
  };
  const before = await prepared();
  const leaving = await openDatabase({ address: embedded.address, connectionsMax: 1 });
  for (let i = 0; i < 10; i++) {
    await leaving.run((sql) => sql`select ${i}::int, ${sql.unsafe(String(i))} as again`);
  }
  assert.ok(await prepared() >= before + 10);
  await leaving.close();
  for (let tries = 0; await prepared() > before; tries++) {
    assert.ok(tries < 100, "they are still there");
    await systemClock.sleep(10);
  }
});

Deno.test("what is larger than any buffer between us goes through whole", async () => {
  const text = "é".repeat(600_000);
  const [row] = await database.run((sql) => sql`select ${text}::text as text`);
  assert.equal(row?.text, text);
});

Deno.test("the write-ahead log does not grow for ever", async () => {
  await database.run((sql) => sql.unsafe("create table filler (n int, text text)"));
  const text = "x".repeat(1_900);
  for (let i = 0; i < 12; i++) {
    const inserts = Array.from({ length: 100 }, () =>
      database.run((sql) =>
        sql`
        insert into filler select n, ${text} from generate_series(1, 50) as n`
      ));
    await Promise.all(inserts);
  }
  let bytes = 0;
  for await (const { name, isFile } of Deno.readDir(join(folder, "data", "pg_wal"))) {
    if (isFile) bytes += (await Deno.stat(join(folder, "data", "pg_wal", name))).size;
  }
  // Well over 100 MB were written.
  assert.ok(bytes <= 100 * 1024 * 1024, `${bytes} bytes of log`);
});

Deno.test("a table that has lost most of its rows is the next to be vacuumed", async () => {
  const run = (statement: string) => database.run((sql) => sql.unsafe(statement));
  const dueBecomes = async (names: string[]) => {
    for (let tries = 0;; tries++) {
      await run("select pg_stat_force_next_flush()");
      const due = await database.run((sql) => sql.unsafe<{ name: string }[]>(TABLE_QUERY));
      const found = due.map(({ name }) => name);
      if (found.join() === names.join()) return;
      assert.ok(tries < 100, `due: ${found}`);
      await systemClock.sleep(50);
    }
  };
  // What is still to be counted would otherwise count after the vacuum.
  await run("select pg_stat_force_next_flush()");
  for (const table of ["filler", "counters", "increments"]) await run(`vacuum (analyze) ${table}`);
  await dueBecomes([]);
  await run("create table emptied as select n from generate_series(1, 5000) as n");
  await run("delete from emptied where n > 10");
  await dueBecomes(["public.emptied"]);
  await run("vacuum (analyze) public.emptied");
  await dueBecomes([]);
});
