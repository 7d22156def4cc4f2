import { join } from "node:path";
import { systemClock } from "../../../runtime/clock/system.ts";
import { AlpacaSimulator } from "../../alpaca/testing/simulator.ts";
import { sessionOf } from "../../domain/calendar.ts";
import { SimAlpacaAccount } from "../../trade_executor/brokers/alpaca/testing/account.ts";
import type { TradingFault } from "../../trade_executor/brokers/alpaca/testing/faults.ts";
import { AlpacaTradingServer } from "../../trade_executor/brokers/alpaca/testing/simulator.ts";
import { FastTime } from "./fast_time.ts";

const MINUTE = 60_000;
/** A bar comes this long after its end, in market time. */
const BAR_AFTER_MS = 500;
const SESSION = sessionOf("2026-07-27")!;
const TICKERS = ["AAPL", "AMZN", "JPM", "KO", "MSFT", "XOM"];

/**
 * Alpaca on this machine, market data and trading, whose market makes a minute every few seconds: what
 * `deno task start` trades on in a test.
 */
export class PaperMarket implements AsyncDisposable {
  readonly time: FastTime;
  readonly data = new AlpacaSimulator();
  readonly account = new SimAlpacaAccount(SESSION.open, "100000", { participation: 1 });
  readonly trading = new AlpacaTradingServer(this.account);
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #minute = 0;
  /** Told of every request that reaches the trading host, and says what is wrong with it. */
  onRequest: (method: string, path: string) => TradingFault | null = () => null;

  /** @param speed minutes of the market in a real minute */
  constructor(speed: number) {
    this.time = new FastTime(SESSION.open, speed);
    this.trading.rest.faults.draw = (method, path) => {
      // An order is of the moment it comes in.
      this.account.now = this.time.now();
      // Its time is the fast one: half a second on the way would look like a clock that is wrong.
      return path === "/v2/clock" ? "500" : this.onRequest(method, path);
    };
    this.data.fallback = () => {
      this.data.plan.now = this.time.now();
      return null;
    };
    this.#running = this.#run();
  }

  /** The settings with which the system trades here. */
  async settings(home: string): Promise<Record<string, string>> {
    const sources = join(home, "no-news.json");
    await Deno.writeTextFile(sources, JSON.stringify({ sources: [] }));
    const strategies = {
      momentum: { params: { fast: 2, slow: 3, fullSpread: 0.5 } },
      mean_reversion: { enabled: false },
      news_driven: { enabled: false },
    };
    return {
      TRADING_MODE: "paper",
      TRADING_BROKER: "alpaca",
      TRADING_TICKERS: TICKERS.join(","),
      TRADING_ALPACA_DATA_URL: this.data.url,
      TRADING_ALPACA_STREAM_URL: this.data.streamUrl.replace(/\/iex$/, ""),
      TRADING_ALPACA_TRADING_URL: this.trading.url,
      APCA_API_KEY_ID: this.data.credentials.keyId,
      APCA_API_SECRET_KEY: this.data.credentials.secret,
      TRADING_NEWS_SOURCES: sources,
      TRADING_STRATEGY_PARAMS: JSON.stringify(strategies),
      TRADING_LEARNING: "false",
    };
  }

  /** The market falls silent, and what is open is cancelled. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    this.account.deleteAll();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const end = SESSION.open + (this.#minute + 1) * MINUTE;
      const waitMs = this.time.realMsUntil(end + BAR_AFTER_MS);
      await systemClock.sleep(waitMs, signal).catch(() => {});
      if (!signal.aborted) this.#pass(this.#minute++);
    }
  }

  #pass(minute: number): void {
    const startsAt = SESSION.open + minute * MINUTE;
    for (const [index, ticker] of TICKERS.entries()) {
      const step = (minute + index) % 8;
      const close = 100 + 10 * index + (step < 4 ? step : 8 - step);
      // Thin enough for orders to be filled in parts.
      const volume = 60;
      this.account.now = startsAt;
      this.account.trade(ticker, close, { volume });
      const bar = { startsAt, open: close, high: close + 0.5, low: close - 0.5, close, volume };
      this.data.bar(ticker, bar);
    }
    this.account.now = Math.max(this.account.now, this.time.now());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.trading[Symbol.asyncDispose]();
    await this.data[Symbol.asyncDispose]();
  }
}
