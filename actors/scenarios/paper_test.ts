import assert from "node:assert/strict";
import { fills as fillRows } from "../../db/tables/execution.ts";
import { marketData, splits } from "../../db/tables/market.ts";
import { StoreUnavailable } from "../../runtime/delivery/store.ts";
import { ActorBench } from "../../runtime/testing/kit.ts";
import { barCorrectionSchema } from "../domain/live_market.ts";
import { type Bar, barSchema } from "../domain/market.ts";
import marketClock from "../market_clock/actor.ts";
import { createMarketData } from "../market_data/actor.ts";
import type { LiveFeedConfig } from "../market_data/config.ts";
import { LiveDesk, MINUTE, OPEN } from "../market_data/feeds/testing/live_desk.ts";
import type { LivePorts } from "../market_data/live.ts";
import signalGenerator from "../signal_generator/actor.ts";
import tradeExecutor from "../trade_executor/actor.ts";

const feed: LiveFeedConfig = {
  kind: "alpaca",
  tickers: ["AAPL", "MSFT"],
  feed: "iex",
  extendedHours: false,
  seedSessions: 0,
  dataUrl: "http://127.0.0.1:1",
  streamUrl: "ws://127.0.0.1:1",
  credentials: { keyId: "PKTEST", secret: "not-a-secret" },
};

/** Every actor of paper trading on one virtual clock, and Alpaca's simulator on real sockets. */
class PaperWorld implements AsyncDisposable {
  readonly bench: ActorBench;
  readonly desk: LiveDesk;
  /** Bars that were told, by number: a stream forgets what everybody has read. */
  readonly #told = new Map<number, Bar>();

  constructor() {
    const ports: LivePorts = {
      openFeed: () => this.desk.feed,
      withStored: (_config, _env, work) => work(this.#stored()),
    };
    const timeline = { kind: "system", stepMs: 1_000, lagMs: 2_000, broker: null };
    const strategies = {
      momentum: { params: { fast: 2, slow: 3, fullSpread: 0.5 } },
      mean_reversion: { enabled: false },
      news_driven: { enabled: false },
    };
    const executor = { account: "paper-simulated", startingCash: "100000", usesSystemTime: true };
    this.bench = new ActorBench([
      { def: tradeExecutor, config: { ...executor, limits: { cooldownMs: 0 } } },
      { def: signalGenerator, config: { rules: { strategies } } },
      { def: createMarketData(ports), config: { feed: { ...feed, tickers: [...feed.tickers] } } },
      { def: marketClock, config: { timeline, speed: null } },
    ], { startAt: OPEN, patienceMs: 50 });
    this.desk = new LiveDesk(false, this.bench.world.clock);
  }

  /** The market makes a minute of both tickers, that rises and falls. */
  async minute(minute: number, reach = {}): Promise<void> {
    await this.desk.passMinute(minute);
    this.desk.trade("AAPL", minute, 100 + (minute % 8 < 4 ? minute % 8 : 8 - minute % 8), reach);
    this.desk.trade("MSFT", minute, 200 + minute, reach);
    await this.desk.pass(5_000);
    this.listen();
  }

  /** Notes what was told since it was called last. A bar that comes after later ones is told as late. */
  listen(): void {
    for (const { seq, type, payload } of this.bench.published("market:bars")) {
      if (type === "bar") this.#told.set(seq, barSchema.parse(payload));
      if (type !== "correction") continue;
      const { kind, bar } = barCorrectionSchema.parse(payload);
      if (kind === "late") this.#told.set(seq, bar);
    }
  }

  /** Minutes of the bars that were told, by ticker. */
  told(ticker: string): number[] {
    return [...this.#told.values()].filter((bar) => bar.ticker === ticker)
      .map(({ startsAt }) => (startsAt - OPEN) / MINUTE).sort((a, b) => a - b);
  }

  /** Stops an actor as a deployment does and starts it again. */
  async bounce(actor: string): Promise<void> {
    const stopped = this.bench.world.running(actor).host.stop();
    await this.desk.pass(5_000);
    await stopped;
    await this.bench.restart(actor);
    await this.desk.pass(10_000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bench.stop();
    await this.desk[Symbol.asyncDispose]();
  }

  #stored() {
    const rows = this.bench.rows(marketData);
    const bars = rows.map(({ starts_at, at, ...rest }): Bar => ({
      ...rest,
      timeframe: "1m",
      startsAt: Date.parse(starts_at),
      at: Date.parse(at),
      warmup: false,
    }));
    const newest = new Map(bars.map(({ ticker, startsAt }) => [ticker, startsAt]));
    const first = new Map(bars.toReversed().map(({ ticker, startsAt }) => [ticker, startsAt]));
    return {
      newest,
      first,
      splits: this.bench.rows(splits),
      since: (at: number) => Promise.resolve(bars.filter(({ startsAt }) => startsAt >= at)),
    };
  }
}

/** Market time within which everything that was missed must have come. */
const SETTLING_MINUTES = 60;

const upTo = (minutes: number) => Array.from({ length: minutes }, (_, i) => i);

Deno.test({
  name: "paper trading lives through drops, a mute stream and restarts: nothing lost or doubled",
  async fn() {
    await using paper = new PaperWorld();
    const { bench, desk } = paper;
    await bench.start();
    await desk.listening();
    let minute = 0;
    const play = async (count: number, reach = {}) => {
      for (const end = minute + count; minute < end; minute++) await paper.minute(minute, reach);
    };
    await play(8);
    desk.alpaca.wire.cut();
    await play(3);
    desk.alpaca.stream.mute = "data";
    await play(6);
    desk.alpaca.stream.mute = "none";
    await play(2);
    await paper.bounce("market_data");
    await play(3);
    const away = new StoreUnavailable("the database is away");
    bench.plan({ actor: "market_data", call: "store.commit", when: "after", what: away });
    await play(3);
    for (const actor of ["signal_generator", "trade_executor", "market_clock"]) {
      await paper.bounce(actor);
      await play(2);
    }
    // Sockets are real: on a busy machine more market time passes before they have said everything.
    const all = () => ["AAPL", "MSFT"].every((ticker) => paper.told(ticker).length >= minute);
    for (let i = 0; i < SETTLING_MINUTES && (i < 2 || !all()); i++) {
      await desk.pass(MINUTE);
      paper.listen();
    }
    assert.deepEqual(paper.told("AAPL"), upTo(minute));
    assert.deepEqual(paper.told("MSFT"), upTo(minute));
    assert.equal(bench.rows(marketData).length, 2 * minute, "and each is stored once");
    for (const actor of bench.world.actors) assert.ok(bench.alive(actor), `${actor} is up`);
    const trades = bench.published("trades:executed");
    const ids = new Set(trades.map(({ id }) => id));
    assert.equal(ids.size, trades.length, "no execution is told twice");
    assert.ok(bench.published("signals:generated").length > 0, "there were signals");
    assert.ok(bench.rows(fillRows).length > 0, "and fills");
  },
});
