import assert from "node:assert/strict";
import { join } from "node:path";
import { hasTestServer, NO_SERVER, startTestServer } from "../../db/testing.ts";
import { serverAddress } from "../../db/address.ts";
import { openDatabase } from "../../db/connect.ts";
import { migrate } from "../../db/migrate.ts";
import { freePort, redisForTests, RedisServer } from "../../runtime/testing/redis_server.ts";
import { skipLoudly } from "../../runtime/testing/skip.ts";
import { systemClock } from "../../runtime/clock/system.ts";
import { AlpacaSimulator, SIM_CREDENTIALS } from "../alpaca/testing/simulator.ts";
import { startOllama } from "../sentiment_analyzer/testing/ollama_server.ts";
import { SimAlpacaAccount } from "../trade_executor/brokers/alpaca/testing/account.ts";
import { AlpacaTradingServer } from "../trade_executor/brokers/alpaca/testing/simulator.ts";
import { runCommand } from "./command.ts";
import { DENO_PINNED } from "./deno_version.ts";
import { judgeVersion } from "./doctor/database.ts";
import type { Finding } from "./doctor/finding.ts";
import { judgeRedis, type RedisFacts } from "./doctor/redis.ts";
import { doctorCommand } from "./doctor.ts";
import { fakeIo } from "./testing.ts";

const PLENTY = 1e12;

interface Report {
  readonly code: number;
  readonly findings: readonly Finding[];
}

/** What the doctor says of this environment. */
async function report(
  env: Record<string, string>,
  machine: { deno?: string; free?: number } = {},
): Promise<Report> {
  const ports = { PORT: String(freePort()), TRADING_METRICS_PORT: String(freePort()) };
  // Sockets are real, and so must the clock be.
  const io = { ...fakeIo({ ...ports, ...env }), clock: systemClock };
  const command = doctorCommand({
    deno: machine.deno ?? DENO_PINNED,
    freeBytes: () => Promise.resolve(machine.free ?? PLENTY),
  });
  const code = await runCommand(command, ["--json"], io);
  const { ok, findings } = JSON.parse(io.out.join(""));
  assert.equal(code, ok ? 0 : 1);
  return { code, findings };
}

/** Checks that exactly this check is at fault, and what is said of it. */
function assertFault({ code, findings }: Report, check: string, found: RegExp, mend: RegExp): void {
  const faults = findings.filter(({ status }) => status === "fault");
  assert.deepEqual(faults.map((each) => each.check), [check], JSON.stringify(faults));
  assert.match(faults[0]!.found, found);
  assert.match(faults[0]!.mend ?? "", mend);
  assert.equal(code, 1);
}

async function inFolder(work: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "pitboss-doctor-" });
  try {
    await work(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

const faultsOf = async (
  env: Record<string, string>,
  ...[check, found, mend]: [string, RegExp, RegExp]
) => assertFault(await report(env), check, found, mend);

Deno.test("a sound installation has nothing at fault, and the exit code is 0", () =>
  inFolder(async (home) => {
    const { code, findings } = await report({ TRADING_HOME: home });
    assert.deepEqual(findings.filter(({ status }) => status !== "ok"), []);
    assert.equal(code, 0);
  }));

Deno.test("doctor names what is wrong with settings, Deno, folders, disk and ports", () =>
  inFolder(async (home) => {
    const env = { TRADING_HOME: home };
    await faultsOf(
      { ...env, TRADING_MOED: "demo" },
      "settings",
      /did you mean TRADING_MODE/,
      /help/,
    );
    await faultsOf({ ...env, TRADING_SEED: "x" }, "settings", /TRADING_SEED must be/, /help/);
    const old = await report(env, { deno: "2.4.0" });
    assertFault(old, "deno", /2\.4\.0, which is too old/, /^npm install -g deno@/);
    const full = await report(env, { free: 5e8 });
    assertFault(full, "disk", /^Only 0\.5 GB are free/, /TRADING_HOME/);

    const file = join(home, "file");
    await Deno.writeTextFile(file, "");
    await faultsOf({ TRADING_HOME: file }, "state folder", /is not a folder/, /TRADING_HOME/);
    const below = { TRADING_HOME: join(file, "below") };
    await faultsOf(below, "state folder", /cannot be written/, /TRADING_HOME/);
    const open = join(home, "open");
    await Deno.mkdir(open);
    await Deno.chmod(open, 0o755);
    await faultsOf({ TRADING_HOME: open }, "state folder", /has mode 755/, /^chmod 700 /);

    using busy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const port = String(busy.addr.port);
    await faultsOf({ ...env, PORT: port }, "port of the page", /used by another/, /set PORT$/);
    const metrics = { ...env, TRADING_METRICS_PORT: port };
    await faultsOf(metrics, "port of metrics", /used by another/, /set TRADING_METRICS_PORT$/);
  }));

Deno.test("the ports of a system that runs are not held against it", () =>
  inFolder(async (home) => {
    using lock = await Deno.open(join(home, "lock"), { create: true, read: true, write: true });
    lock.lockSync(true);
    using busy = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { code, findings } = await report({ TRADING_HOME: home, PORT: String(busy.addr.port) });
    assert.equal(code, 0);
    assert.ok(findings.some(({ found }) => /in use by a running system/.test(found)));
  }));

Deno.test("doctor names what is wrong with models, Ollama, strategies, files and feeds", () =>
  inFolder(async (home) => {
    const env = { TRADING_HOME: home };
    const model = { ...env, TRADING_FINBERT_MODEL: home };
    await faultsOf(model, "finbert model", /must hold config\.json/, /TRADING_FINBERT_MODEL/);
    const gone = { ...env, TRADING_OLLAMA_URL: `http://127.0.0.1:${freePort()}` };
    await faultsOf(gone, "ollama", /cannot be reached/, /^ollama serve/);
    const params = { ...env, TRADING_STRATEGY_PARAMS: '{"momentum":{"params":{"fast":-1}}}' };
    await faultsOf(params, "strategies", /fast/, /TRADING_STRATEGY_PARAMS/);
    const bars = { ...env, TRADING_BACKTEST_BARS: join(home, "none") };
    await faultsOf(bars, "bars of backtests", /does not exist/, /TRADING_BACKTEST_BARS/);
    const terms = { ...env, TRADING_TICKER_TERMS: join(home, "none.json") };
    await faultsOf(terms, "ticker terms", /none\.json/, /TRADING_TICKER_TERMS/);
    const sources = join(home, "sources.json");
    const live = { ...env, TRADING_NEWS_LIVE: "true", TRADING_NEWS_SOURCES: sources };
    await faultsOf(live, "news", /sources\.json does not exist/, /TRADING_NEWS_SOURCES/);
    const host = `127.0.0.1:${freePort()}`;
    const url = `http://${host}/rss`;
    await Deno.writeTextFile(
      sources,
      JSON.stringify({ sources: [{ kind: "rss", name: "wire", url }] }),
    );
    await faultsOf(live, "news", /must lead to a public address/, /TRADING_NEWS_SOURCES/);
    const allowed = { ...live, TRADING_NEWS_ALLOW_HOSTS: host };
    await faultsOf(allowed, "news", /1 of 1 feeds: wire: .* cannot be reached/, /network/);

    const server = startOllama();
    try {
      const other = { TRADING_OLLAMA_URL: server.url, TRADING_OLLAMA_MODEL: "another" };
      await faultsOf({ ...env, ...other }, "ollama", /(no model another|answers)/, /ollama/);
    } finally {
      await server.close();
    }
  }));

Deno.test("doctor names what is wrong with the broker's keys, account, clock and data", () =>
  inFolder(async (home) => {
    const account = new SimAlpacaAccount(systemClock.now());
    await using broker = new AlpacaTradingServer(account);
    await using data = new AlpacaSimulator();
    // Later than whatever the doctor asks for.
    data.plan.now = systemClock.now() + 60_000;
    const empty = join(home, "sources.json");
    await Deno.writeTextFile(empty, '{"sources":[]}');
    const env = {
      TRADING_HOME: home,
      TRADING_MODE: "paper",
      TRADING_NEWS_SOURCES: empty,
      TRADING_ALPACA_TRADING_URL: broker.url,
      TRADING_ALPACA_DATA_URL: data.url,
    };
    const paper = {
      ...env,
      APCA_API_KEY_ID: SIM_CREDENTIALS.keyId,
      APCA_API_SECRET_KEY: SIM_CREDENTIALS.secret,
    };
    const sound = await report(paper);
    assert.equal(sound.code, 0, JSON.stringify(sound.findings));

    await faultsOf(env, "broker keys", /APCA_API_KEY_ID and APCA_API_SECRET_KEY are not/, /Alpaca/);
    const wrong = { ...paper, APCA_API_SECRET_KEY: "wrong" };
    const refused = await report(wrong);
    assertFault(refused, "broker keys", /refuses the key pair \(40[13]\)/, /APCA_API_KEY_ID/);
    assert.ok(!JSON.stringify(refused).includes("wrong"), "a secret was printed");

    const live = { ...paper, TRADING_BROKER: "alpaca", APCA_API_KEY_ID: "AKLIVE" };
    await faultsOf(live, "broker keys", /key of a live account/, /mend/);

    account.tradingBlocked = true;
    await faultsOf(paper, "broker account", /may not trade/, /broker's page/);
    account.tradingBlocked = false;
    account.accountBlocked = true;
    await faultsOf(paper, "broker account", /is blocked/, /broker's page/);
    account.accountBlocked = false;

    account.clockSkewMs = 60_000;
    account.now = systemClock.now();
    await faultsOf(paper, "clock", /clock is (59|60)\d{3} ms behind/, /timedatectl/);
    account.clockSkewMs = 0;
    account.now = systemClock.now();
    const sip = { ...paper, TRADING_ALPACA_FEED: "sip" };
    await faultsOf(sip, "market data", /may not have bars of the feed sip/, /TRADING_ALPACA_FEED/);
    const nowhere = { ...paper, TRADING_ALPACA_TRADING_URL: `http://127.0.0.1:${freePort()}` };
    const unreachable = await report(nowhere);
    assert.ok(
      unreachable.findings.some(({ check, status }) => check === "broker" && status === "fault"),
    );
  }));

const soundRedis: RedisFacts = {
  version: "7.0.15",
  appendOnly: true,
  appends: true,
  evictionPolicy: "noeviction",
  usedBytes: 1,
  boundBytes: 100,
  isReplica: false,
};

Deno.test("doctor names what is wrong with a Redis, each by its check", () => {
  const faults: [Partial<RedisFacts>, string][] = [
    [{ version: "6.2.1" }, "redis version"],
    [{ isReplica: true }, "redis role"],
    [{ appendOnly: false }, "redis persistence"],
    [{ appends: false }, "redis persistence"],
    [{ evictionPolicy: "allkeys-lru" }, "redis eviction"],
    [{ usedBytes: 90 }, "redis memory"],
  ];
  for (const [planted, check] of faults) {
    const found = judgeRedis({ ...soundRedis, ...planted }).filter(({ status }) => status !== "ok");
    assert.deepEqual(found.map((each) => each.check), [check]);
    assert.notEqual(found[0]!.mend, null);
  }
  assert.deepEqual(judgeRedis(soundRedis).filter(({ status }) => status !== "ok"), []);
  assert.equal(judgeVersion(140_012, "14.12").status, "fault");
  assert.equal(judgeVersion(150_000, "15.0").status, "ok");
});

const servers = "doctor names what is wrong with real servers";
if (redisForTests().kind !== "private") {
  skipLoudly(servers, "redis", "install redis-server, so that the test can start its own");
} else if (!await hasTestServer()) {
  skipLoudly(servers, "postgres", NO_SERVER);
} else Deno.test(servers, () => inFolder(onServers));

async function onServers(home: string): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const redis = await RedisServer.start();
  resources.defer(() => redis.stop());
  const postgres = await startTestServer();
  resources.defer(() => postgres.stop());
  const own = await postgres.createDatabase();
  resources.defer(() => own.drop());
  const env = { TRADING_HOME: home, REDIS_URL: redis.url, DATABASE_URL: own.url };
  const database = await openDatabase({ address: serverAddress(own.url), schema: "pitboss_demo" });
  resources.defer(() => database.close());

  const before = await report(env);
  assert.equal(before.code, 0);
  assert.ok(
    before.findings.some(({ check, mend }) =>
      check === "migrations" && mend?.startsWith("deno task migrate")
    ),
  );
  await migrate(database);
  const { findings } = await report(env);
  // A test's own Redis has no bound; everything else is as it must be.
  assert.deepEqual(
    findings.filter(({ status }) => status !== "ok").map(({ check }) => check),
    ["redis memory"],
  );

  await faultsOf({ ...env, DATABASE_URL: "" }, "settings", /DATABASE_URL .* missing/, /set/);
  const redisUrl = `redis://127.0.0.1:${freePort()}`;
  await faultsOf({ ...env, REDIS_URL: redisUrl }, "redis", /cannot be used/, /redis-server/);
  const refused = redis.url.replace("//", "//user:hush@");
  const answer = await report({ ...env, REDIS_URL: refused });
  assertFault(answer, "redis", /refuses us: WRONGPASS/, /REDIS_URL/);
  assert.ok(!JSON.stringify(answer).includes("hush"));
  const databaseUrl = `postgres://127.0.0.1:${freePort()}/x`;
  await faultsOf(
    { ...env, DATABASE_URL: databaseUrl },
    "database",
    /refuses connections/,
    /start PostgreSQL/,
  );
  const unknown = new URL(own.url);
  unknown.pathname = "/no_such_database";
  const noDatabase = { ...env, DATABASE_URL: unknown.href };
  await faultsOf(noDatabase, "database", /no_such_database/, /createdb/);

  await database.run((sql) => sql`update migrations set checksum = 'x' where name like '0003%'`);
  await faultsOf(env, "migrations", /was changed after it had been applied/, /version/);
}
