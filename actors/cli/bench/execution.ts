import { join } from "node:path";
import { serverAddress } from "../../../db/address.ts";
import { openDatabase } from "../../../db/connect.ts";
import { startEmbedded } from "../../../db/embedded/start.ts";
import { migrate } from "../../../db/migrate.ts";
import { randomId, systemClock, systemRandomness } from "../../../runtime/clock/system.ts";
import { ActorHost } from "../../../runtime/delivery/host.ts";
import type { Json } from "../../../runtime/delivery/store.ts";
import { clearRedisMailbox } from "../../../runtime/mailbox/redis/clear.ts";
import type { Permissions } from "../../../runtime/supervisor/permissions.ts";
import { Supervisor } from "../../../runtime/supervisor/supervisor.ts";
import { workerChild } from "../../../runtime/supervisor/worker_child.ts";
import { createLogger } from "../../../runtime/telemetry/log.ts";
import { type Backends, connect } from "../../backends/connect.ts";
import { nextSession } from "../../domain/calendar.ts";
import type { Bar } from "../../domain/market.ts";
import { usd } from "../../domain/money.ts";
import type { Signal } from "../../domain/signal.ts";
import signalGenerator from "../../signal_generator/actor.ts";
import tradeExecutor from "../../trade_executor/actor.ts";
import { applyChange, newBook } from "../../trade_executor/book.ts";
import { SimAlpacaAccount } from "../../trade_executor/brokers/alpaca/testing/account.ts";
import { AlpacaTradingServer } from "../../trade_executor/brokers/alpaca/testing/simulator.ts";
import { onBar, onSignal } from "../../trade_executor/core.ts";
import { riskLimitsSchema } from "../../trade_executor/risk/limits.ts";
import { sizingSchema } from "../../trade_executor/sizing/sizing.ts";
import { executionMarket } from "./execution_market.ts";
import type { BenchContext, BenchGroup } from "./group.ts";
import { type BenchCase, measureInterleaved, type Sample } from "./measure.ts";
import { percentiles } from "./percentiles.ts";

/** Later than the system's time: what a broker tells is of the system's time, and must not wait for the market's. */
const SESSION = nextSession(systemClock.now() + 86_400_000);
const MINUTE = 60_000;
const TICKERS = ["AAPL", "KO", "NVDA", "XOM"];
/** Real time between two bars of a ticker: each finds idle actors, which have heard of the last fills. */
const STEP_MS = 250;
/** Orders that count, and those before them that do not. */
const [ORDERS, WARM_UP] = [100, 20];
/** Minutes of a session in which entries are allowed. */
const MINUTES_MAX = 380;
const RUN_MS_MAX = 120_000;
/** Decisions in one run of the microbenchmark. */
const DECISIONS = 5_000;

/** No limit stands in the way: what is measured is orders, not refusals. */
const LIMITS = {
  cooldownMs: 0,
  lossStreakMax: 1_000,
  dailyLossFractionMax: 1,
  weeklyLossFractionMax: 1,
  drawdownFractionMax: 1,
  sessionNotionalFractionMax: 1_000,
};

/** How long an order takes to its broker's door, and what a decision costs. */
export const executionGroup: BenchGroup = {
  name: "execution",
  summary: "a bar to the order at the broker's door, through Workers; cost of a decision",
  async run(context) {
    const { redisUrl, databaseUrl } = context.settings;
    const onServers = redisUrl !== undefined && databaseUrl !== undefined;
    if (!onServers) {
      context.note("REDIS_URL and DATABASE_URL name no servers: measured on SQLite alone.");
    }
    const cases = [
      doorCase("SQLite and the embedded database", context, onFiles),
      ...onServers
        ? [doorCase("Redis and PostgreSQL", context, (use) => onThese(redisUrl, databaseUrl, use))]
        : [],
      decisionCase(context),
    ];
    return await measureInterleaved(cases, { ...context, warmup: 1 });
  },
};

type Use = (backends: Backends) => Promise<readonly Sample[]>;

function doorCase(
  name: string,
  context: BenchContext,
  place: (use: Use) => Promise<readonly Sample[]>,
): BenchCase {
  return {
    name: `bar in to order at the broker's door on ${name}`,
    params: { tickers: TICKERS.length, orders: ORDERS, workers: 2, broker: "HTTP on this machine" },
    run: () => place((backends) => measureDoor(backends, context)),
  };
}

async function onFiles(use: Use): Promise<readonly Sample[]> {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-bench-" });
  const schema = "bench";
  const embedded = await startEmbedded({ folder: join(folder, "database"), schema });
  try {
    const mailbox = { kind: "sqlite" as const, folder: join(folder, "mailbox") };
    return await use({ mailbox, database: { address: embedded.address, schema } });
  } finally {
    await embedded.close();
    await Deno.remove(folder, { recursive: true });
  }
}

async function onThese(redis: string, database: string, use: Use): Promise<readonly Sample[]> {
  const name = `bench_${randomId().replaceAll("-", "")}`;
  const mailbox = { kind: "redis" as const, url: redis, prefix: name };
  const address = serverAddress(database);
  try {
    return await use({ mailbox, database: { address, schema: name } });
  } finally {
    await clearRedisMailbox(mailbox);
    const own = await openDatabase({ address, schema: name });
    await own.run((sql) => sql`drop schema if exists ${sql(name)} cascade`);
    await own.close();
  }
}

/** Bars go in here, in this thread; the order's request comes back to it: one clock reads both. */
async function measureDoor(backends: Backends, { clock }: BenchContext): Promise<Sample[]> {
  const account = new SimAlpacaAccount(SESSION.open, "1000000");
  await using broker = new AlpacaTradingServer(account);
  const database = await openDatabase({ ...backends.database, clock });
  await migrate(database);
  const given = new Map<string, number>();
  const latencies: number[] = [];
  const { post } = account;
  account.post = (body) => {
    const since = given.get(String((body as { symbol?: unknown }).symbol));
    if (since !== undefined) latencies.push(clock.monotonic() - since);
    return post.call(account, body);
  };
  const market = new Market(account, (ticker) => given.set(ticker, clock.monotonic()));
  const connection = await connect(backends, "market_data", clock);
  const produced = ["market:bars", "clock:market", "signals:generated", "trades:executed"];
  for (const { name, consumes } of [tradeExecutor, signalGenerator]) {
    for (const { name: stream } of consumes) await connection.mailbox.ensureGroup(stream, name);
  }
  const child = (name: string, config: Json) => ({
    name,
    host: { config, connect: backends, produced, patienceMs: 50, perturbSeed: null },
    spawn: workerChild({
      entry: new URL(`../../${name}/main.ts`, import.meta.url),
      permissions: permissionsFor(backends),
    }),
  });
  const strategies = {
    momentum: { params: { fast: 2, slow: 3, fullSpread: 0.5 } },
    mean_reversion: { enabled: false },
    news_driven: { enabled: false },
  };
  const supervisor = new Supervisor({
    groups: [{
      name: "trading",
      children: [
        child("trade_executor", {
          account: "PA3SIMULATED",
          startingCash: "1000000",
          limits: LIMITS,
          broker: {
            kind: "alpaca",
            baseUrl: broker.url,
            streamUrl: broker.streamUrl,
            ...broker.credentials,
          },
        }),
        child("signal_generator", { rules: { strategies } }),
      ],
    }],
    clock,
    random: systemRandomness,
    log: () => {},
    instance: randomId(),
    force: true,
  });
  supervisor.start();
  const log = createLogger("market_data", clock.now, () => {});
  const spec = { holder: "bench", force: true, config: null, produced, patienceMs: null };
  const resources = { ...connection, bars: market };
  const host = new ActorHost(executionMarket, spec, resources, {
    clock,
    randomness: systemRandomness,
    log,
  });
  host.finished.catch(() => {});
  try {
    await host.ready;
    const until = clock.monotonic() + RUN_MS_MAX;
    while (supervisor.status().condition !== "running" && clock.monotonic() < until) {
      await clock.sleep(20);
    }
    while (latencies.length < WARM_UP + ORDERS && clock.monotonic() < until) {
      await clock.sleep(STEP_MS);
      market.pass();
    }
  } finally {
    await host.stop();
    await supervisor.stop("measured");
    await connection.close();
    await database.close();
  }
  return percentiles(latencies, { warmUp: WARM_UP, count: ORDERS });
}

/** A market of waves, that fills at its broker what was ordered before each bar. */
class Market {
  #minute = 0;
  #taker: ((bars: readonly Bar[]) => void) | null = null;

  constructor(
    private readonly account: SimAlpacaAccount,
    private readonly onBar: (ticker: string) => void,
  ) {}

  next(signal: AbortSignal): Promise<readonly Bar[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly Bar[]>();
    this.#taker = resolve;
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    return promise;
  }

  /** A minute passes, if somebody listens. */
  pass(): void {
    const take = this.#taker;
    if (take === null || this.#minute >= MINUTES_MAX) return;
    this.#taker = null;
    const startsAt = SESSION.open + this.#minute * MINUTE;
    const at = startsAt + MINUTE;
    const bars = TICKERS.map((ticker, index): Bar => {
      const step = (this.#minute + index) % 4;
      const close = 100 + (step < 2 ? step : 4 - step);
      this.account.now = startsAt;
      this.account.trade(ticker, close);
      const prices = { open: close, high: close, low: close, close };
      return { ticker, timeframe: "1m", startsAt, at, ...prices, volume: 1e9, warmup: false };
    });
    this.#minute++;
    for (const { ticker } of bars) this.onBar(ticker);
    take(bars);
  }
}

function permissionsFor({ mailbox, database: { address } }: Backends): Permissions {
  const files = mailbox.kind === "sqlite" ? [mailbox.folder] : [];
  const sockets = address.kind === "embedded" ? [address.socket] : [];
  return { read: files, write: files, net: "all", env: "all", sockets };
}

/** What the executor's core takes to decide a signal: facts, size, and every rule of risk. */
function decisionCase({ clock }: BenchContext): BenchCase {
  const book = newBook(usd(1_000_000));
  const at = SESSION.open + 10 * MINUTE;
  const prices = { open: 100, high: 101, low: 99, close: 100, volume: 1_000 };
  const shape = { timeframe: "1m", startsAt: at - MINUTE, at, warmup: false } as const;
  for (const ticker of TICKERS) {
    const change = onBar(book, { ticker, ...shape, ...prices });
    if (change !== null) applyChange(book, change);
  }
  const rules = { limits: riskLimitsSchema.parse({}), sizing: sizingSchema.parse({}) };
  const signalOf = (index: number): Signal => ({
    signalId: `signal ${index}`,
    ticker: TICKERS[index % TICKERS.length]!,
    timeframe: "1m",
    side: "buy",
    score: 0.5,
    threshold: 0.3,
    price: 100,
    expiresAt: at + MINUTE,
    votes: [],
  });
  const signals = Array.from({ length: DECISIONS }, (_, index) => signalOf(index));
  return {
    name: "decision on a signal",
    params: { tickers: TICKERS.length, decisions: DECISIONS },
    run() {
      const startedAt = clock.monotonic();
      let placed = 0;
      for (const signal of signals) {
        if (onSignal(book, signal, at, rules).kind === "place") placed++;
      }
      if (placed < DECISIONS) throw new Error(`only ${placed} signals led to an order`);
      const microseconds = (clock.monotonic() - startedAt) * 1_000;
      return Promise.resolve([{ name: "", unit: "µs", value: microseconds / DECISIONS }]);
    },
  };
}
