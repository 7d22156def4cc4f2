import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../runtime/clock/system.ts";
import { rounds } from "../../runtime/testing/skip.ts";
import { StoreUnavailable } from "../../runtime/delivery/store.ts";
import { type Database, openDatabase } from "../connect.ts";
import { testTemplates } from "../testing/embedded.ts";
import {
  type EmbeddedDatabase,
  EmbeddedFailure,
  ENGINE_VERSION,
  runningEmbedded,
  startEmbedded,
} from "./start.ts";

const templates = testTemplates();

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-test-" });
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function use(
  folder: string,
  work: (database: Database, embedded: EmbeddedDatabase) => Promise<void>,
): Promise<void> {
  const embedded = await startEmbedded({ folder, templates, schema: "public" });
  const database = await openDatabase({ address: embedded.address });
  try {
    await work(database, embedded);
  } finally {
    await database.close();
    await embedded.close();
  }
}

const mode = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;

Deno.test("the engine's version is the one that is installed", async () => {
  const { imports } = JSON.parse(
    await Deno.readTextFile(new URL("../../deno.json", import.meta.url)),
  );
  assert.equal(imports["@electric-sql/pglite"], `npm:@electric-sql/pglite@${ENGINE_VERSION}`);
});

Deno.test("what was written is there again after a restart, and nobody else can look into it", async () => {
  await inFolder(async (folder) => {
    const home = join(folder, "home", "database");
    await use(home, async (database, embedded) => {
      await database.run((sql) => sql.unsafe("create table t (x int); insert into t values (7)"));
      assert.equal(await mode(home), 0o700);
      assert.ok(embedded.address.kind === "embedded");
      assert.equal(embedded.address.socket, join(await Deno.realPath(home), "socket"));
      assert.equal(await mode(embedded.address.socket), 0o600);
    });
    await use(home, async (database) => {
      assert.deepEqual([...await database.run((sql) => sql`select x from t`)], [{ x: 7 }]);
    });
    assert.deepEqual(Array.from(Deno.readDirSync(home)).map((entry) => entry.name).sort(), [
      "data",
      "lock",
    ]);
  });
});

Deno.test("a folder too deep for a socket gets one in a private folder of the temporary ones", async () => {
  await inFolder(async (folder) => {
    const deep = join(folder, "a".repeat(60), "b".repeat(60));
    let place = "";
    await use(deep, async (database, { address }) => {
      assert.ok(address.kind === "embedded");
      assert.ok(address.socket.length <= 100);
      place = join(address.socket, "..");
      assert.equal(await mode(place), 0o700);
      await database.run((sql) => sql`select 1`);
      assert.deepEqual(await runningEmbedded(deep), address, "others find it from the folder");
    });
    await assert.rejects(Deno.stat(place), Deno.errors.NotFound);
    assert.equal(await runningEmbedded(deep), null);
  });
});

Deno.test("a folder in use is refused, and is free when its user has closed it", async () => {
  await inFolder(async (folder) => {
    await use(folder, async () => {
      await assert.rejects(startEmbedded({ folder, templates }), (error: Error) => {
        assert.ok(error instanceof EmbeddedFailure);
        assert.ok(error.message.includes(folder));
        assert.match(error.message, /in use by another process; stop that one first/);
        return true;
      });
    });
    await use(folder, async (database) => void await database.run((sql) => sql`select 1`));
  });
});

Deno.test("a folder that cannot be one is told with the reason", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "file"), "");
    const wrong = join(folder, "file", "database");
    await assert.rejects(startEmbedded({ folder: wrong, templates }), (error: Error) => {
      assert.ok(error instanceof EmbeddedFailure);
      assert.ok(error.message.includes(wrong));
      assert.match(error.message, /cannot be used .*TRADING_HOME/);
      return true;
    });
  });
});

/** Ways in which files go wrong, each undone by putting the folder back. */
const damages: [string, (data: string) => Promise<void>, RegExp][] = [
  [
    "without its control file",
    (data) => Deno.remove(join(data, "global", "pg_control")),
    /pg_control/,
  ],
  [
    "with a log of zeros",
    async (data) => {
      for await (const { name, isFile } of Deno.readDir(join(data, "pg_wal"))) {
        if (isFile) await Deno.writeFile(join(data, "pg_wal", name), new Uint8Array(1 << 20));
      }
    },
    /checkpoint/,
  ],
  [
    "of another version",
    (data) => Deno.writeTextFile(join(data, "PG_VERSION"), "17\n"),
    /version 17/,
  ],
];

for (const [what, damage, reason] of damages.slice(0, rounds(damages.length, 1))) {
  Deno.test(`a database ${what} is told in one sentence with its folder, and left as it is`, async () => {
    await inFolder(async (folder) => {
      await use(folder, async () => {});
      const data = join(folder, "data");
      await damage(data);
      await assert.rejects(startEmbedded({ folder, templates }), (error: Error) => {
        assert.ok(error instanceof EmbeddedFailure);
        assert.ok(
          error.message.startsWith(`the embedded database in ${folder} cannot be opened: `),
        );
        assert.match(error.message, reason);
        assert.match(error.message, /move .* away to begin anew, or put a copy of it back/);
        return true;
      });
      assert.equal(Array.from(Deno.readDirSync(data)).some(({ name }) => name === "base"), true);
      await Deno.remove(data, { recursive: true });
      await use(folder, async (database) => void await database.run((sql) => sql`select 1`));
    });
  });
}

Deno.test("closing does not wait for a client in the middle of a transaction", async () => {
  await inFolder(async (folder) => {
    const embedded = await startEmbedded({ folder, templates, schema: "public" });
    const database = await openDatabase({ address: embedded.address });
    await database.run((sql) => sql.unsafe("create table t (x int)"));
    const begun = Promise.withResolvers<void>();
    const cut = assert.rejects(
      database.run((sql) =>
        sql.begin(async (tx) => {
          await tx`insert into t values (1)`;
          begun.resolve();
          await new Promise(() => {});
        })
      ),
      StoreUnavailable,
    );
    await begun.promise;
    const startedAt = systemClock.monotonic();
    await embedded.close();
    assert.ok(systemClock.monotonic() - startedAt < 4_000, "well below its deadline");
    await cut;
    await database.close();
    await use(folder, async (again) => {
      assert.deepEqual([...await again.run((sql) => sql`select x from t`)], []);
    });
  });
});

Deno.test("a database that fails while it runs says so, and lets go of its clients", async () => {
  await inFolder(async (folder) => {
    const embedded = await startEmbedded({ folder, templates, schema: "public" });
    const database = await openDatabase({ address: embedded.address, timeoutMs: 10_000 });
    try {
      await database.run((sql) => sql.unsafe("create table t (text text)"));
      // The next segment of the log cannot be made.
      await Deno.remove(join(folder, "data", "pg_wal"), { recursive: true });
      const text = "x".repeat(1_900);
      await assert.rejects(
        (async () => {
          for (let i = 0; i < 100; i++) {
            await database.run((sql) =>
              sql`insert into t select ${text} || n
              from generate_series(1, 50) as n`
            );
          }
        })(),
        StoreUnavailable,
      );
      const failure = await embedded.failed;
      assert.ok(failure instanceof EmbeddedFailure);
      assert.ok(failure.message.includes(folder));
      assert.match(failure.message, /PANIC.*pg_wal/);
    } finally {
      await database.close();
      await embedded.close();
    }
  });
});

Deno.test("what an interrupted first start left is cleared away", async () => {
  await inFolder(async (folder) => {
    const left = join(folder, "data.partial-1");
    await Deno.mkdir(left);
    await Deno.writeTextFile(join(left, "PG_VERSION"), "18\n");
    await use(folder, async (database) => void await database.run((sql) => sql`select 1`));
    await assert.rejects(Deno.stat(left), Deno.errors.NotFound);
  });
});

Deno.test("kill -9 at any moment loses no confirmed commit, and the folder opens again", async () => {
  await inFolder(async (folder) => {
    let confirmed = 0;
    for (const afterMs of [150, 400, 50]) {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", childScript, folder],
        stdout: "piped",
        stderr: "inherit",
      }).spawn();
      const lines = linesOf(child.stdout);
      const opened = (await lines.next()).value ?? "nothing";
      assert.match(opened, /^opened \d+$/);
      assert.ok(Number(opened.split(" ")[1]) >= confirmed, `${opened}, confirmed ${confirmed}`);
      const kill = systemClock.sleep(afterMs).then(() => child.kill("SIGKILL"));
      for await (const line of lines) confirmed = Number(line);
      await kill;
      await child.status;
    }
    assert.ok(confirmed > 0);
    await use(folder, async (database) => {
      const [kept] = await database.run((sql) =>
        sql<{ n: number; last: number }[]>`select count(*) as n, max(n) as last from kept`
      );
      assert.ok(kept!.last >= confirmed, `${kept!.last} kept, ${confirmed} confirmed`);
      assert.equal(kept!.n, kept!.last, "no hole among them");
    });
  });
});

const childScript = new URL("../testing/killed_child.ts", import.meta.url).pathname;

/** Complete lines of a process that may be killed in the middle of one. */
async function* linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}
