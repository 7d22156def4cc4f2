import assert from "node:assert/strict";
import { join } from "node:path";
import { hasTestServer, NO_SERVER, startTestServer } from "../../db/testing.ts";
import { migrate } from "../../db/migrate.ts";
import { PostgresStore } from "../../db/postgres_store.ts";
import { claimSchema } from "../../db/system.ts";
import { sample } from "../../db/testing/rows.ts";
import { marketData } from "../../db/tables/market.ts";
import { systemClock } from "../../runtime/clock/system.ts";
import type { Batch, Table, TableRow } from "../../runtime/delivery/store.ts";
import { redisForTests, RedisServer } from "../../runtime/testing/redis_server.ts";
import { isLeftOut, skipLoudly } from "../../runtime/testing/skip.ts";
import { inHome } from "../scenarios/testing/home.ts";
import { connectMailbox } from "../backends/connect.ts";
import { runCommand } from "./command.ts";
import { openDatabase, statePlace } from "./open.ts";
import { readSettings } from "./settings.ts";
import state from "./state.ts";
import { type StateFileHeader, StateWriter, verify } from "./state/file.ts";
import { fakeIo } from "./testing.ts";

type Env = Record<string, string>;

async function task(env: Env, ...args: string[]) {
  const io = { ...fakeIo(env), clock: systemClock };
  const code = await runCommand(state, args, io);
  return { code, out: io.out.join(""), err: io.err.join("") };
}

async function done(env: Env, ...args: string[]): Promise<string> {
  const { code, out, err } = await task(env, ...args);
  assert.equal(code, 0, err);
  return out;
}

async function refused(env: Env, ...args: string[]): Promise<string> {
  const { code, err } = await task(env, ...args);
  assert.equal(code, 1, err);
  return err;
}

/** Rows, state and a message of an actor, and a dead letter of another. */
async function use(env: Env): Promise<void> {
  const settings = readSettings(env);
  const { database, close } = await openDatabase(settings);
  try {
    await migrate(database);
    await claimSchema(database, { mode: "demo", account: "demo" });
    const store = new PostgresStore(database);
    const taken = await store.takeLease("market_data", "site/run/market_data/1", { force: true });
    assert.ok(taken.taken);
    const bar = sample.bar({ volume: 1e21, open: 0.1 + 0.2, low: 0.1, close: 0.3, high: 3.3 });
    const batch: Batch = {
      inbox: [],
      inputs: new Map(),
      outputs: new Map([["market:bars", { before: 0, seq: 1, watermark: 7 }]]),
      outbox: [{
        stream: "market:bars",
        seq: 1,
        key: "AAPL",
        messageId: "m1",
        type: "bar",
        at: 5,
        body: '{"text":"ä\\u0000\\n"}',
      }],
      rows: [{ table: marketData as unknown as Table, row: bar as unknown as TableRow }],
      state: new Map([["through", { at: 1.7976931348623157e308 }]]),
    };
    await store.commit(taken.lease, batch);
    await store.releaseLease(taken.lease);
  } finally {
    await close();
  }
  const mailbox = await connectMailbox(statePlace(settings).mailbox, systemClock);
  try {
    await mailbox.ensureGroup("market:bars", "trade_executor");
    const body = new Uint8Array([0, 255, 195, 40]);
    await mailbox.publish("market:bars", 0, [{ seq: 1, key: "AAPL", body }]);
    const consumer = await mailbox.consume({
      streams: ["market:bars"],
      group: "trade_executor",
      consumer: "a",
      exclusive: true,
    });
    const [delivery] = await consumer.receive({ max: 1, waitMs: 2_000 });
    await consumer.reject(delivery!, "it is no message");
    await consumer.close();
  } finally {
    await mailbox.close();
  }
}

/** What {@link use} left, as it is found. */
async function found(env: Env) {
  const settings = readSettings(env);
  const { database, close } = await openDatabase(settings);
  const mailbox = await connectMailbox(statePlace(settings).mailbox, systemClock);
  try {
    const store = new PostgresStore(database);
    const recovered = await store.recover("market_data");
    return {
      rows: await store.select(marketData),
      state: [...recovered.state],
      outputs: [...recovered.outputs],
      outbox: await store.outbox("market:bars", 0, 10),
      last: await mailbox.lastSeq("market:bars"),
      dead: (await mailbox.deadLetters.list("market:bars")).map(({ body, reason }) => ({
        body,
        reason,
      })),
    };
  } finally {
    await mailbox.close();
    await close();
  }
}

const files = (home: string): Env => ({ TRADING_HOME: home, REDIS_URL: "", DATABASE_URL: "" });

const onFiles =
  "backed up, wiped and restored, a place on files is as it was; what does not fit changes nothing";
if (!isLeftOut(onFiles)) Deno.test(onFiles, () => inHome(backedUp));

async function backedUp(home: string): Promise<void> {
  const env = files(home);
  const file = join(home, "all.state");
  await use(env);
  const before = await found(env);
  assert.equal(before.rows.length, 1);
  assert.equal(before.dead.length, 1);
  const out = await done(env, "backup", file);
  assert.match(out, /backup of mode demo, account demo, .* and 1 part of mailboxes, .* verified/);
  assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);

  assert.match(await refused(env, "import", file, "--replace"), /is a backup: use .* restore/);
  const replay = { ...env, TRADING_MODE: "replay" };
  assert.match(await refused(replay, "restore", file), /is of mode demo.*TRADING_MODE=demo/);
  const cut = join(home, "cut.state");
  await Deno.writeFile(cut, (await Deno.readFile(file)).subarray(0, -20));
  assert.match(await refused(env, "restore", cut, "--replace"), /is damaged/);

  await Deno.remove(join(home, "demo"), { recursive: true });
  await done(env, "restore", file);
  assert.deepEqual(await found(env), before);
}

Deno.test("a file that is no file of state, or an action that is none, is told", () =>
  inHome(async (home) => {
    const file = join(home, "hello");
    await Deno.writeTextFile(file, "hello");
    assert.match(await refused({}, "verify", file), /no file of state/);
    assert.match(await refused({}, "verify", join(home, "none")), /does not exist/);
    assert.match(await refused({}, "forget", file), /state knows export/);
  }));

Deno.test("one changed letter is noticed, and what was not ended leaves nothing", async () => {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-state-" });
  try {
    const file = join(folder, "a.state");
    const writer = new StateWriter(file);
    const header: StateFileHeader = {
      format: "pitboss-state",
      version: 1,
      kind: "export",
      at: "2026-01-05T00:00:00Z",
      mode: "demo",
      account: "demo",
      migrations: [],
      mailbox: null,
    };
    await writer.begin(header);
    await writer.line({ table: "orders", count: 2, json: '[{"ticker":"AAPL"}]' });
    await writer.abandon();
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    // Begun anew, as when the database has to be read again.
    await writer.begin(header);
    await writer.begin(header);
    await writer.line({ table: "orders", count: 1, json: '[{"ticker":"AAPL"}]' });
    await writer.end();
    assert.deepEqual(await verify(file), { rows: 1, parts: 0 });
    const unpacked = (await Deno.open(file)).readable
      .pipeThrough(new DecompressionStream("gzip")).pipeThrough(new TextDecoderStream());
    const text = (await Array.fromAsync(unpacked)).join("");
    const changed = new Blob([text.replace("AAPL", "AAPX")]).stream()
      .pipeThrough(new CompressionStream("gzip"));
    await Deno.writeFile(file, changed);
    await assert.rejects(verify(file), /its digest is another/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const name = "servers are backed up and restored, and an export goes from servers to files";
if (redisForTests().kind !== "private") {
  skipLoudly(name, "redis", "install redis-server, so that the test can start its own");
} else if (!await hasTestServer()) {
  skipLoudly(name, "postgres", NO_SERVER);
} else Deno.test(name, () => inHome(onServers));

async function onServers(home: string): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const redis = await RedisServer.start();
  resources.defer(() => redis.stop());
  const postgres = await startTestServer();
  resources.defer(() => postgres.stop());
  const [one, other] = [await postgres.createDatabase(), await postgres.createDatabase()];
  resources.defer(() => one.drop());
  resources.defer(() => other.drop());
  const env = { TRADING_HOME: home, REDIS_URL: redis.url, DATABASE_URL: one.url };
  await use(env);
  const before = await found(env);
  const [backup, portable] = [join(home, "b.state"), join(home, "e.state")];
  await done(env, "backup", backup);
  assert.match(await refused(env, "export", portable), /^1 dead letter would stay behind/);
  assert.match(await refused(env, "restore", backup), /has been used.*--replace/s);
  await done(env, "export", portable, "--leave-dead-letters");

  const elsewhere = { ...env, DATABASE_URL: other.url };
  await done(elsewhere, "restore", backup);
  assert.deepEqual(await found(elsewhere), before);
  assert.match(await refused(files(home), "restore", backup), /mailboxes of the kind redis/);

  await done(files(home), "import", portable);
  // What was published comes again from the outbox.
  assert.deepEqual(await found(files(home)), { ...before, last: 0, dead: [] });

  const { database, close } = await openDatabase(readSettings(env));
  try {
    await new PostgresStore(database).takeLease("market_clock", "a/b/c/1", { force: true });
    const running = await refused(env, "restore", backup, "--replace");
    assert.match(running, /A system runs on this place \(market_clock\)\. Stop it/);
  } finally {
    await close();
  }
}
