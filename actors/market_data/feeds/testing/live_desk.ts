import { seededRandomness } from "../../../../runtime/clock/seeded.ts";
import { systemClock } from "../../../../runtime/clock/system.ts";
import { settle, VirtualClock } from "../../../../runtime/clock/virtual.ts";
import { AlpacaRest } from "../../../alpaca/rest.ts";
import { AlpacaSimulator } from "../../../alpaca/testing/simulator.ts";
import { newYorkTime } from "../../../domain/new_york.ts";
import type { Bar } from "../../../domain/market.ts";
import { alpacaLiveFeed } from "../alpaca.ts";
import type { LiveFeed, LiveItem, LiveTrouble, Resume } from "../live_feed.ts";
import type { LiveHarness } from "../live_contract.ts";

/** A Monday's open, from which minutes are counted. */
export const OPEN = newYorkTime("2026-07-27", 34_200_000)!;

/** One minute in milliseconds. */
export const MINUTE = 60_000;

/** Real time for an answer on this machine; whatever takes longer does not come. */
const ANSWER_MS_MAX = 250;

/** Knows when a request is on its way, during which virtual time must not run ahead. */
class WatchedRest extends AlpacaRest {
  underWay = 0;

  override json(
    what: string,
    call: Parameters<AlpacaRest["json"]>[1],
    signal: AbortSignal,
  ): Promise<unknown> {
    return super.json(what, async (init) => {
      this.underWay++;
      try {
        const { raw } = await call(init);
        return { raw: new Response(await raw.text(), raw) };
      } finally {
        this.underWay--;
      }
    }, signal);
  }
}

/** A live feed on the simulator, what it told, and hands on both; time starts at {@link OPEN}. */
export class LiveDesk implements LiveHarness {
  readonly alpaca = new AlpacaSimulator();
  readonly clock: VirtualClock;
  readonly rest: AlpacaRest;
  readonly feed: LiveFeed;
  readonly resume: Resume = {
    since: OPEN,
    known: [],
    splits: [],
    first: new Map(),
  };
  readonly items: LiveItem[] = [];
  readonly troubles: LiveTrouble[] = [];
  readonly #watched: WatchedRest;
  /** Sockets that wait for an answer. */
  readonly #asking = new Set<WebSocket>();
  readonly #stop = new AbortController();
  readonly #waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = [];
  #running: Promise<void> | null = null;
  #interrupted = false;

  constructor(extendedHours = false, clock = new VirtualClock(OPEN)) {
    this.clock = clock;
    this.alpaca.plan.now = OPEN;
    this.rest = this.#watched = new WatchedRest({
      credentials: this.alpaca.credentials,
      clock: this.clock,
      random: seededRandomness(1),
      baseUrl: this.alpaca.url,
    });
    this.feed = alpacaLiveFeed({
      tickers: ["MSFT", "AAPL"],
      feed: "iex",
      extendedHours,
      streamUrl: this.alpaca.streamUrl,
    }, {
      clock: this.clock,
      random: seededRandomness(1),
      credentials: this.alpaca.credentials,
      rest: this.rest,
      openSocket: (url) => this.#open(url),
    });
  }

  /** Starts the feed and keeps what it tells. */
  start(resume: Resume = this.resume): void {
    this.#running = this.feed.run(
      resume,
      (items) => {
        this.items.push(...items);
        this.#look();
      },
      this.#stop.signal,
      (what) => {
        this.troubles.push(what);
        this.#look();
      },
    );
  }

  /** Resolves once it is so; looked at whenever the feed tells something. */
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ done, resolve });
      this.#look();
    });
  }

  /** Ticker, minute and close of what was told, corrections marked. */
  story(): string[] {
    return this.items.flatMap((item) => {
      if (item.type === "status") return [`${item.key} ${item.payload.code}`];
      if (item.type === "split") return [`${item.key} split ${item.payload.ratio}`];
      const bar: Bar = item.type === "bar" ? item.payload : item.payload.bar;
      const kind = item.type === "bar" ? "" : ` ${item.payload.kind}`;
      return [`${bar.ticker} ${(bar.startsAt - OPEN) / MINUTE} ${bar.close}${kind}`];
    });
  }

  /** Lets virtual time pass, but not while a request is on its way. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 5_000) {
      // Alpaca's clock first: it refuses a question about its future.
      this.alpaca.plan.now = this.clock.now() + Math.min(5_000, left);
      await this.clock.advance(Math.min(5_000, left));
      await this.#quiet();
    }
  }

  /** Lets what is on its way arrive: a request's answer, a connection's handshake. */
  async #quiet(): Promise<void> {
    const { stream, wire } = this.alpaca;
    const until = systemClock.monotonic() + ANSWER_MS_MAX;
    do {
      // What the simulator swallowed while it was mute is never answered.
      if (systemClock.monotonic() > until) this.#asking.clear();
      for (let i = 0; i < 5; i++) await settle();
      const answers = stream.welcomes && stream.mute !== "all" && !wire.held;
      for (const socket of this.#asking) {
        const { readyState } = socket;
        const isOver = readyState === WebSocket.CLOSING || readyState === WebSocket.CLOSED;
        const isIgnored = !answers && readyState !== WebSocket.CONNECTING;
        if (isOver || isIgnored) this.#asking.delete(socket);
      }
    } while (this.#watched.underWay > 0 || this.#asking.size > 0);
  }

  #open(url: string): WebSocket {
    const socket = new WebSocket(url);
    this.#asking.add(socket);
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      this.#asking.add(socket);
      send(data);
    };
    const done = () => this.#asking.delete(socket);
    socket.addEventListener("close", done);
    socket.addEventListener("error", done);
    socket.addEventListener("message", ({ data }) => {
      if (/"T":"(subscription|error)"/.test(String(data))) done();
    });
    return socket;
  }

  /** Lets time pass up to a second after the end of a minute. */
  async passMinute(minute: number): Promise<void> {
    await this.pass(Math.max(0, OPEN + (minute + 1) * MINUTE + 1_000 - this.clock.now()));
  }

  /** The market made a bar; whether anybody hears of it depends on the stream. */
  trade(ticker: string, minute: number, close: number, reach = {}): void {
    this.alpaca.bar(ticker, simBar(minute, close), reach);
  }

  async make(ticker: string, minute: number, close: number): Promise<void> {
    await this.passMinute(minute);
    this.trade(ticker, minute, close, { stream: !this.#interrupted });
  }

  async revise(ticker: string, minute: number, close: number): Promise<void> {
    await this.pass(5_000);
    this.alpaca.update(ticker, simBar(minute, close));
  }

  async interrupt(): Promise<void> {
    this.#interrupted = true;
    this.alpaca.stream.welcomes = false;
    this.alpaca.wire.cut();
    await this.alpaca.stream.until(() => this.alpaca.stream.open === 0);
  }

  async mend(): Promise<void> {
    this.alpaca.wire.cut();
    await this.alpaca.stream.until(() => this.alpaca.stream.open === 0);
    this.#interrupted = false;
    this.alpaca.stream.welcomes = true;
    // Whoever runs waits before it connects again; whoever is restarted connects at once.
    for (let i = 0; i < 12 && this.alpaca.stream.open === 0; i++) await this.pass(10_000);
  }

  async listening(): Promise<void> {
    const { stream } = this.alpaca;
    await stream.until(() => stream.open > 0 && stream.subscriptions > 0);
    await this.#quiet();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.alpaca[Symbol.asyncDispose]();
  }

  #look(): void {
    for (const { done, resolve } of this.#waiting) if (done()) resolve();
  }
}

/** A bar of a minute as the simulator takes it. */
export function simBar(minute: number, close: number) {
  const startsAt = OPEN + minute * MINUTE;
  return { startsAt, open: close, high: close + 1, low: close - 1, close, volume: 100 };
}
