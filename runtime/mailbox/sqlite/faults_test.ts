import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { VirtualClock } from "../../clock/virtual.ts";
import { assertSame, entries, entry, exclusive, seqs } from "../contract/kit.ts";
import { type Mailbox, MailboxUnavailable } from "../mailbox.ts";
import { MailboxFileUnusable, openSqliteMailbox } from "../sqlite_streams.ts";
import { Database } from "./database.ts";

const FILE = "market%3abars.stream";

function faultTest(
  title: string,
  run: (folder: string, open: () => Mailbox) => Promise<void>,
): void {
  Deno.test(title, async () => {
    const folder = await Deno.makeTempDir({ prefix: "mailbox-" });
    const opened: Mailbox[] = [];
    const open = () => {
      const mailbox = openSqliteMailbox({ folder, clock: new VirtualClock(), busyTimeoutMs: 30 });
      opened.push(mailbox);
      return mailbox;
    };
    try {
      await run(folder, open);
    } finally {
      for (const mailbox of opened) await mailbox.close();
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Expects the clear error that names the file. */
function unusable(file: string, why: RegExp) {
  return (error: unknown) =>
    error instanceof MailboxFileUnusable && error.file === file && error.message.includes(file) &&
    why.test(error.message);
}

faultTest("a file that is no mailbox is named, and other streams go on", async (folder, open) => {
  await Deno.writeTextFile(join(folder, FILE), "these are not the bytes of a database".repeat(50));
  const mailbox = open();
  await assert.rejects(
    mailbox.publish("market:bars", 0, [entry(1)]),
    unusable(join(folder, FILE), /not a database.*move it away/),
  );
  await assert.rejects(mailbox.consume({ ...exclusive("a"), streams: ["market:bars"] }));
  assert.equal((await mailbox.publish("news:raw", 0, [entry(1)])).kind, "stored");
});

faultTest("a file that was damaged in its middle is named", async (folder, open) => {
  const mailbox = open();
  await mailbox.publish("market:bars", 0, entries(1, 2_000));
  await mailbox.close();
  const bytes = await Deno.readFile(join(folder, FILE));
  bytes.fill(0x5a, 4_096);
  await Deno.writeFile(join(folder, FILE), bytes);
  await assert.rejects(
    open().read("market:bars", 0, 5_000),
    unusable(join(folder, FILE), /malformed|not a database/),
  );
});

faultTest("a file of a later format is left alone", async (folder, open) => {
  const mailbox = open();
  await mailbox.publish("market:bars", 0, [entry(1)]);
  await mailbox.close();
  const database = new DatabaseSync(join(folder, FILE));
  database.exec("PRAGMA user_version = 99");
  database.close();
  await assert.rejects(
    open().lastSeq("market:bars"),
    unusable(join(folder, FILE), /format 99.*format 1/),
  );
});

faultTest("a folder that cannot be one is named", async (folder) => {
  const file = join(folder, "taken");
  await Deno.writeTextFile(file, "");
  assert.throws(
    () => openSqliteMailbox({ folder: file, clock: new VirtualClock() }),
    unusable(file, /exists/),
  );
});

faultTest("a lock that another process keeps is a passing fault", async (folder, open) => {
  const mailbox = open();
  await mailbox.publish("market:bars", 0, [entry(1)]);
  const other = new DatabaseSync(join(folder, FILE));
  other.exec("BEGIN IMMEDIATE");
  await assert.rejects(mailbox.publish("market:bars", 1, [entry(2)]), (error) => {
    assert.ok(error instanceof MailboxUnavailable);
    assert.match(error.message, /market%3abars.stream.*locked/);
    assert.ok(error.cause instanceof Error);
    return true;
  });
  assertSame(await mailbox.read("market:bars", 0, 5), [entry(1)]);
  other.exec("ROLLBACK");
  other.close();
  assert.deepEqual(await mailbox.publish("market:bars", 1, [entry(2)]), {
    kind: "stored",
    stored: 1,
  });
});

faultTest(
  "a take that cannot be noted hands out nothing, and loses nothing",
  async (folder, open) => {
    const mailbox = open();
    await mailbox.publish("market:bars", 0, entries(1, 4));
    const first = await mailbox.consume({ ...exclusive("first"), streams: ["market:bars"] });
    await first.receive({ max: 2, waitMs: 0 });
    const second = await mailbox.consume({ ...exclusive("second"), streams: ["market:bars"] });
    const other = new DatabaseSync(join(folder, FILE));
    other.exec("BEGIN IMMEDIATE");
    await assert.rejects(second.receive({ max: 4, waitMs: 0 }), MailboxUnavailable);
    other.exec("ROLLBACK");
    other.close();
    assert.deepEqual(seqs(await second.receive({ max: 4, waitMs: 0 })), [1, 2, 3, 4]);
  },
);

Deno.test("a full disk undoes the whole step and is a passing fault", async () => {
  const folder = await Deno.makeTempDir({ prefix: "mailbox-" });
  const schema = { version: 1, sql: "CREATE TABLE t (a BLOB)" };
  const database = Database.open(join(folder, "full"), schema, 30);
  try {
    database.connection.exec("PRAGMA max_page_count = 10");
    const fill = () =>
      database.write(() => {
        for (let i = 0; i < 100; i++) {
          database.run("INSERT INTO t VALUES (?)", new Uint8Array(4_000));
        }
      });
    assert.throws(
      fill,
      (error) => error instanceof MailboxUnavailable && /full/.test(error.message),
    );
    assert.equal(database.get<{ n: number }>("SELECT count(*) AS n FROM t")!.n, 0);
    database.write(() => database.run("INSERT INTO t VALUES (?)", new Uint8Array(10)));
  } finally {
    database.close();
    await Deno.remove(folder, { recursive: true });
  }
});

faultTest("streams whose names differ in case alone are kept apart", async (folder, open) => {
  const mailbox = open();
  const names = ["A", "a", "a:b", "a-b", "a_b", "a.b", "dead:news:raw", "..", "shared"];
  for (const name of names) {
    if (name !== "..") await mailbox.publish(name, 0, [entry(1, name)]);
  }
  await assert.rejects(mailbox.publish("..", 0, [entry(1)]), RangeError);
  for (const name of names.filter((each) => each !== "..")) {
    assertSame(await mailbox.read(name, 0, 10), [entry(1, name)]);
    const consumer = await mailbox.consume({ ...exclusive("x"), streams: [name] });
    await consumer.reject((await consumer.receive({ max: 1, waitMs: 0 }))[0]!, "no");
  }
  assert.deepEqual(
    (await mailbox.deadLetters.streams()).sort(),
    names.filter((each) => each !== "..").sort(),
  );
  const files = new Set([...Deno.readDirSync(folder)].map(({ name }) => name.toLowerCase()));
  assert.equal(files.size, [...Deno.readDirSync(folder)].length);
});

if (Deno.build.os !== "windows") {
  faultTest("the folder is for its owner alone", (folder, _open) => {
    const made = join(folder, "deeper", "state");
    const mailbox = openSqliteMailbox({ folder: made, clock: new VirtualClock() });
    assert.equal(Deno.statSync(made).mode! & 0o777, 0o700);
    return mailbox.close();
  });
}
