import type { Millis, Randomness, SystemClock } from "../../../runtime/clock/clock.ts";
import { Backoff } from "../../alpaca/backoff.ts";
import type { AlpacaCredentials } from "../../alpaca/credentials.ts";
import type { ControlEvent } from "../../alpaca/frames.ts";
import { barsWithin, corporateActions } from "../../alpaca/history.ts";
import { AlpacaShapeError } from "../../alpaca/mapper.ts";
import { AlpacaRefused, type AlpacaRest, AlpacaUnavailable } from "../../alpaca/rest.ts";
import { runSession } from "../../alpaca/session.ts";
import type { Bar } from "../../domain/market.ts";
import { newYorkDate } from "../../domain/new_york.ts";
import { type MarketEvent, readMarketMessage } from "./alpaca/messages.ts";
import { isTrading, isWithinHours } from "./live/hours.ts";
import { BarLedger } from "./live/ledger.ts";
import { SplitSchedule } from "./live/splits.ts";
import { splitAt } from "../../domain/timeline.ts";
import type { LiveFeed, LiveItem, LiveTrouble, Resume } from "./live_feed.ts";

/** Alpaca's market data stream of one feed: `/v2/iex`, `/v2/sip`. */
export const ALPACA_STREAM_URL = "wss://stream.data.alpaca.markets/v2";

/** Times of the live feed, in milliseconds. */
export const LIVE_TIMES = {
  /** While trading goes on, no bar for so long raises the question whether the stream is mute. */
  dataQuietMs: 180_000,
  /** How often that is looked at. */
  auditMs: 30_000,
  /** A bar that REST has had for so long and the stream has not told is missed. */
  missedMs: 60_000,
  /** What was told is compared with REST so often. */
  reconcileMs: 900_000,
  /** Each backfill looks back so far for bars that were corrected while nobody listened. */
  revisionMs: 1_800_000,
  /** Splits of so long ago are looked for: Alpaca does not promise to list one in time. */
  splitsMs: 7 * 86_400_000,
  /** How often splits are asked for, at night too: the first bar of a day may be in a new unit. */
  splitsEveryMs: 900_000,
} as const;

/** What is watched, and where. */
export interface AlpacaLiveConfig {
  readonly tickers: readonly string[];
  readonly feed: "iex" | "sip";
  /** Whether bars from before the open and after the close are told. */
  readonly extendedHours: boolean;
  /** {@link ALPACA_STREAM_URL} and the feed by default. */
  readonly streamUrl?: string;
}

/** What the feed needs around it. */
export interface AlpacaLiveDeps {
  readonly clock: SystemClock;
  readonly random: Randomness;
  readonly credentials: AlpacaCredentials;
  readonly rest: AlpacaRest;
  readonly openSocket?: (url: string) => WebSocket;
}

/**
 * Minute bars as Alpaca's stream tells them. Whatever it did not tell (a broken connection, a mute
 * one, a restart of ours) comes from REST, before what the stream tells next.
 */
export function alpacaLiveFeed(config: AlpacaLiveConfig, deps: AlpacaLiveDeps): LiveFeed {
  const tickers = [...new Set(config.tickers)].sort();
  return {
    tickers,
    run: (resume, tell, signal, trouble) =>
      new LiveRun({ ...config, tickers }, deps, resume, tell, trouble ?? (() => {})).run(signal),
  };
}

/** One run of the feed, across as many connections as it takes. */
class LiveRun {
  readonly #ledger: BarLedger;
  readonly #splits: SplitSchedule;
  readonly #backoff: Backoff;
  readonly #watched: ReadonlySet<string>;
  /** Up to here nothing is missing. */
  #complete: Millis;
  /** What the stream tells while a gap is being filled; null when none is. */
  #held: Bar[] | null = null;
  /** A gap could not be filled yet. */
  #gap = true;
  /**
   * When to compare with REST again, monotonic time; null while nobody trades. A bar that closed just
   * before the subscription may not have been in REST at the first look, and a stream may skip one.
   */
  #nextLookAt: number | null = null;
  /** When splits were last listed, monotonic time; null: never yet. */
  #splitsAt: number | null = null;
  /** When the stream last told a bar, or was found to be merely quiet; monotonic time. */
  #heardAt = 0;

  constructor(
    private readonly config: AlpacaLiveConfig,
    private readonly deps: AlpacaLiveDeps,
    private readonly resume: Resume,
    private readonly tell: (items: readonly LiveItem[]) => void,
    private readonly trouble: (what: LiveTrouble, at: Millis) => void,
  ) {
    this.#ledger = new BarLedger(resume.since, resume.known);
    this.#splits = new SplitSchedule(resume.splits, resume.first, resume.since);
    this.#backoff = new Backoff(deps.random);
    this.#watched = new Set(config.tickers);
    // As complete as the ticker that was heard of least lately: a new one has everything to come.
    const newest = new Map<string, Millis>();
    for (const { ticker, startsAt } of resume.known) {
      newest.set(ticker, Math.max(newest.get(ticker) ?? resume.since, startsAt));
    }
    const ends = config.tickers.map((ticker) => newest.get(ticker) ?? resume.since);
    this.#complete = Math.min(...ends);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.deps;
    while (!signal.aborted) {
      const ending = await this.#connect(signal);
      if (ending === null || signal.aborted) return;
      this.trouble(ending.failure, clock.now());
      // It rejects for one reason only: the signal, which the loop looks at.
      await clock.sleep(this.#backoff.after(ending), signal).catch(() => {});
    }
  }

  /** One connection, from its opening to its end. Null: told to stop. */
  async #connect(signal: AbortSignal) {
    const { clock, credentials, openSocket } = this.deps;
    const over = new AbortController();
    const stop = AbortSignal.any([signal, over.signal]);
    let broken: { readonly error: unknown } | null = null;
    let mute: string | null = null;
    let work: Promise<void> = Promise.resolve();
    let subscribedAt: number | null = null;
    // One thing after the other: two backfills at once would tell the same bars in a mixed order.
    const enqueue = (task: () => Promise<void>) => {
      work = work.then(() => stop.aborted ? undefined : task()).catch((error) => {
        if (stop.aborted) return;
        broken = { error };
        over.abort();
      });
    };
    const cancelAudit = clock.every(LIVE_TIMES.auditMs, () => {
      if (subscribedAt === null) return;
      enqueue(async () => {
        mute ??= await this.#audit(stop);
        if (mute !== null) over.abort();
      });
    });
    const { tickers, feed, streamUrl } = this.config;
    const end = await runSession({
      url: streamUrl ?? `${ALPACA_STREAM_URL}/${feed}`,
      stream: STREAM,
      channels: { bars: tickers, updatedBars: tickers, statuses: tickers },
      credentials,
      clock,
      openSocket: openSocket ?? ((url) => new WebSocket(url)),
      readData: readMarketMessage,
      onEvents: (events) => {
        if (subscribedAt === null && events.some(({ kind }) => kind === "subscribed")) {
          // Not before: between a backfill and the subscription a bar could fall through.
          subscribedAt = this.#heardAt = clock.monotonic();
          this.#held = [];
          enqueue(() => this.#fill(stop));
        }
        this.#hear(events);
      },
    }, stop).finally(() => {
      over.abort();
      cancelAudit();
    });
    await work;
    // Bars that were held come again with the next backfill.
    this.#held = null;
    this.#gap = true;
    if (broken !== null) throw (broken as { readonly error: unknown }).error;
    if (end !== null || mute === null) return end;
    const workedMs = subscribedAt === null ? 0 : clock.monotonic() - subscribedAt;
    const failure = { code: "timeout" as const, message: mute };
    return { failure, permanent: false, busy: false, workedMs };
  }

  #hear(events: readonly (ControlEvent | MarketEvent)[]): void {
    const bars: Bar[] = [];
    const statuses: LiveItem[] = [];
    for (const event of events) {
      if (event.kind === "bar") bars.push(event.bar);
      else if (event.kind === "status" && this.#watched.has(event.status.ticker)) {
        const { status } = event;
        statuses.push({ type: "status", at: status.at, key: status.ticker, payload: status });
      } else if (event.kind === "unusable") {
        this.trouble({ code: "unreadable", message: event.why }, this.deps.clock.now());
      }
    }
    if (statuses.length > 0) this.tell(statuses);
    if (bars.length === 0) return;
    this.#heardAt = this.deps.clock.monotonic();
    if (this.#held !== null) this.#held.push(...bars);
    else {
      this.#publish(bars);
      if (!this.#gap) this.#complete = Math.max(this.#complete, this.deps.clock.now());
    }
  }

  /** Fills the gap from REST, then tells what the stream has told meanwhile. */
  async #fill(signal: AbortSignal): Promise<void> {
    const { clock } = this.deps;
    const through = clock.now();
    // Splits first: a bar in the new unit must not be told before them.
    await this.#learnSplits(signal);
    const bars = await this.#fetch(signal);
    if (bars !== null) {
      this.#publish(bars);
      this.#gap = false;
      this.#complete = Math.max(this.#complete, through);
      this.#nextLookAt = clock.monotonic() + LIVE_TIMES.missedMs;
    }
    // Where REST is down the present goes on; the gap is filled later, as corrections.
    const held = this.#held ?? [];
    this.#held = null;
    this.#publish(held);
  }

  /** Looks for gaps that are still open and for a stream that only seems to be there. */
  async #audit(signal: AbortSignal): Promise<string | null> {
    const { clock } = this.deps;
    if (this.#gap) {
      await this.#fill(signal);
      return null;
    }
    await this.#learnSplits(signal);
    const isExpected = isTrading(clock.now(), this.config.extendedHours);
    if (isExpected) this.#nextLookAt ??= clock.monotonic() + LIVE_TIMES.reconcileMs;
    if (this.#nextLookAt !== null && clock.monotonic() >= this.#nextLookAt) {
      const bars = await this.#fetch(signal);
      if (bars === null) return null;
      this.#nextLookAt = isExpected ? clock.monotonic() + LIVE_TIMES.reconcileMs : null;
      this.#publish(bars);
    }
    if (!isExpected) {
      this.#heardAt = clock.monotonic();
      return null;
    }
    const quietMs = clock.monotonic() - this.#heardAt;
    if (quietMs < LIVE_TIMES.dataQuietMs) return null;
    const bars = await this.#fetch(signal);
    if (bars === null) return null;
    const missed = this.#publish(bars)
      .filter(({ at, type }) => type === "bar" && at <= clock.now() - LIVE_TIMES.missedMs);
    // Few trades, few bars: the market is quiet, and the stream is right to be.
    if (missed.length === 0) {
      this.#heardAt = clock.monotonic();
      return null;
    }
    const quietS = Math.round(quietMs / 1000);
    return `${STREAM} is connected but mute: it told nothing for ${quietS} s, while there were ` +
      `${missed.length} bars`;
  }

  /** Asks for splits, where they were not lately. Where REST does not list them, bars still come. */
  async #learnSplits(signal: AbortSignal): Promise<void> {
    const { clock, rest } = this.deps;
    if (
      this.#splitsAt !== null && clock.monotonic() - this.#splitsAt < LIVE_TIMES.splitsEveryMs
    ) return;
    const now = clock.now();
    const from = newYorkDate(Math.min(this.resume.since, now - LIVE_TIMES.splitsMs));
    const { tickers } = this.config;
    const actions = await this.#asked(
      () => corporateActions(rest, tickers, from, newYorkDate(now), signal),
      "Splits cannot be asked for now",
      signal,
    );
    if (actions === null) return;
    this.#splitsAt = clock.monotonic();
    this.#splits.learn(actions.splits);
  }

  /** Closed bars since what is complete, or null where REST does not give them now. */
  async #fetch(signal: AbortSignal): Promise<Bar[] | null> {
    const { clock, rest } = this.deps;
    const { tickers, feed } = this.config;
    const from = Math.max(this.resume.since, this.#complete - LIVE_TIMES.revisionMs);
    const now = clock.now();
    const request = { tickers, timeframe: "1m", from, through: now, feed } as const;
    const bars = await this.#asked(
      () => barsWithin(rest, request, signal),
      "A gap in the bars cannot be filled now",
      signal,
    );
    // The minute that is under way is no bar yet.
    return bars?.filter(({ at }) => at <= now) ?? null;
  }

  /** What REST answers; null, and told, where it does not. */
  async #asked<T>(
    question: () => Promise<T>,
    trouble: string,
    signal: AbortSignal,
  ): Promise<T | null> {
    try {
      return await question();
    } catch (error) {
      signal.throwIfAborted();
      const code = error instanceof AlpacaRefused
        ? "unauthorised"
        : error instanceof AlpacaUnavailable
        ? "unreachable"
        : error instanceof AlpacaShapeError
        ? "unreadable"
        : null;
      if (code === null) throw error;
      const message = `${trouble}: ${(error as Error).message}`;
      this.trouble({ code, message }, this.deps.clock.now());
      return null;
    }
  }

  /** Tells what was not told before, in order of time, and returns it. */
  #publish(bars: readonly Bar[]): LiveItem[] {
    const learnedAt = this.deps.clock.now();
    const items: LiveItem[] = [];
    const inOrder = bars
      .filter((bar) => this.#watched.has(bar.ticker))
      .filter((bar) => isWithinHours(bar, this.config.extendedHours))
      .sort((a, b) => a.at - b.at || (a.ticker < b.ticker ? -1 : a.ticker > b.ticker ? 1 : 0));
    for (const bar of inOrder) {
      const { ticker: key } = bar;
      const verdict = this.#ledger.admit(bar);
      if (verdict === "new") {
        for (const split of this.#splits.dueBefore(key, bar.startsAt)) {
          items.push({ type: "split", at: splitAt(split), key, payload: split });
        }
        items.push({ type: "bar", at: bar.at, key, payload: bar });
      } else if (verdict === "changed" || verdict === "late") {
        const payload = { bar, kind: verdict, learnedAt };
        items.push({ type: "correction", at: Math.max(learnedAt, bar.at), key, payload });
      }
    }
    if (items.length > 0) this.tell(items);
    return items;
  }
}

const STREAM = "Alpaca's market data stream";
