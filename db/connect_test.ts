import assert from "node:assert/strict";
import { ConstraintViolated, StoreUnavailable } from "../runtime/delivery/store.ts";
import { BadAddress, describeAddress, serverAddress } from "./address.ts";
import { checkSchemaName, type DatabaseOptions, openDatabase } from "./connect.ts";
import { forEachBackend } from "./testing/backends.ts";

/** A port that was free a moment ago. */
function closedPort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

async function refusal(options: DatabaseOptions): Promise<string> {
  let message = "";
  await assert.rejects(openDatabase(options), (error: Error) => {
    assert.ok(error instanceof StoreUnavailable, String(error));
    message = error.message;
    return true;
  });
  return message;
}

Deno.test("an address that is none is refused without being repeated", () => {
  const strays = ["", "not a url", "mysql://root:hunter2@h/db", "hunter2:5432/db", "postgres:///x"];
  for (const url of strays) {
    assert.throws(() => serverAddress(url), (error: Error) => {
      assert.ok(error instanceof BadAddress);
      assert.match(error.message, /DATABASE_URL.*must look like postgres:/);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  }
  const address = serverAddress("postgresql://me:hunter2@db.example/pit");
  assert.equal(describeAddress(address), "PostgreSQL at db.example:5432/pit");
});

Deno.test("a schema's name needs no quotes", () => {
  assert.equal(checkSchemaName("replay_1f"), "replay_1f");
  for (const name of ["", "Pit", "a-b", 'a"b', "1a", "a".repeat(64)]) {
    assert.throws(() => checkSchemaName(name), RangeError);
  }
});

Deno.test("a server that refuses is told with host, port and what to do, without the password", async () => {
  const port = closedPort();
  const message = await refusal({
    address: serverAddress(`postgres://me:hunter2@127.0.0.1:${port}/d`),
  });
  assert.match(
    message,
    new RegExp(`PostgreSQL at 127.0.0.1:${port}/d refuses connections; .*DATABASE_URL`),
  );
  assert.doesNotMatch(message, /hunter2/);
});

Deno.test("a host that nobody knows is told so", async () => {
  const message = await refusal({ address: serverAddress("postgres://nowhere.invalid/d") });
  assert.match(message, /PostgreSQL at nowhere.invalid:5432\/d .*host name/);
});

Deno.test("a socket that is not there is told with its path", async () => {
  const message = await refusal({ address: { kind: "embedded", socket: "/nowhere/socket" } });
  assert.match(message, /the embedded database at \/nowhere\/socket is not there/);
});

Deno.test("a server that accepts and says nothing is given up in time", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepted: Deno.Conn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) accepted.push(connection);
  })();
  try {
    const address = serverAddress(`postgres://127.0.0.1:${listener.addr.port}/d`);
    assert.match(await refusal({ address, timeoutMs: 200 }), /did not answer within 200 ms/);
  } finally {
    listener.close();
    await accepting.catch(() => {});
    for (const connection of accepted) connection.close();
  }
});

await forEachBackend("connections", () => Promise.resolve(), (backend) => {
  const name = (sentence: string) => `connections on ${backend.name}: ${sentence}`;

  Deno.test(name("values come in the forms that rows promise"), async () => {
    const [row] = await backend.database.run((sql) =>
      sql`
        select 1.50::numeric as n, 9007199254740991::int8 as b, 0.1::float8 as f, true as t,
               timestamptz '2014-06-09 15:30:00.25+02' as at, date '2014-06-09' as day,
               '{"a": [1]}'::json as j, null::numeric as missing`
    );
    assert.deepEqual(row, {
      n: "1.50",
      b: Number.MAX_SAFE_INTEGER,
      f: 0.1,
      t: true,
      at: "2014-06-09T13:30:00.250Z",
      day: "2014-06-09",
      j: { a: [1] },
      missing: null,
    });
  });

  Deno.test(name("a value that does not fit is a rule broken, not an outage"), async () => {
    const overflow = backend.database.run((sql) => sql`select 100000::int2`);
    await assert.rejects(overflow, ConstraintViolated);
  });

  Deno.test(name("a mistake in a query stays what it is"), async () => {
    const mistaken = backend.database.run((sql) => sql`select nothing from nowhere`);
    await assert.rejects(mistaken, (error: Error) => {
      assert.ok(!(error instanceof StoreUnavailable));
      assert.match(error.message, /nowhere/);
      return true;
    });
  });

  Deno.test(
    name("what collides with another transaction is run again, a bounded time"),
    async () => {
      let runs = 0;
      const collide = (times: number) =>
        backend.database.run(async (sql) => {
          if (++runs <= times) await sql.unsafe("do $$ begin raise sqlstate '40001'; end $$");
          return "done";
        });
      assert.equal(await collide(3), "done");
      assert.equal(runs, 4);
      runs = 0;
      await assert.rejects(collide(100));
      assert.equal(runs, 5);
    },
  );

  if (backend.name === "server") {
    Deno.test(name("a connection that was lost is made anew"), async () => {
      const own = await openDatabase({ address: backend.address, connectionsMax: 1 });
      try {
        const killed = own.run((sql) => sql`select pg_terminate_backend(pg_backend_pid())`);
        await assert.rejects(killed, StoreUnavailable);
        const [row] = await own.run((sql) => sql`select 1 as one`);
        assert.equal(row?.one, 1);
      } finally {
        await own.close();
      }
    });

    Deno.test(
      name("a statement that takes too long is given up, and the next one works"),
      async () => {
        const own = await openDatabase({ address: backend.address, timeoutMs: 300 });
        try {
          await assert.rejects(own.run((sql) => sql`select pg_sleep(20)`), StoreUnavailable);
          const [row] = await own.run((sql) => sql`select 1 as one`);
          assert.equal(row?.one, 1);
        } finally {
          await own.close();
        }
      },
    );

    Deno.test(name("a database that is not there is told by name"), async () => {
      const address = backend.address;
      assert.ok(address.kind === "server");
      const url = new URL(address.url);
      url.pathname = "/no_such_database";
      const message = await refusal({ address: serverAddress(url.href) });
      assert.match(message, /no_such_database has no database of that name/);
    });
  }
});
