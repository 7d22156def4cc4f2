import { z } from "zod";
import { derivedId } from "../../runtime/clock/ids.ts";
import type { Json } from "../../runtime/delivery/store.ts";
import { sessionWithin } from "../domain/calendar.ts";
import { type Bar, barSchema, type Split } from "../domain/market.ts";
import { grow, isCoarser } from "../domain/resample.ts";
import type { ScoredArticle } from "../domain/sentiment.ts";
import type { Signal, Vote } from "../domain/signal.ts";
import {
  addScore,
  emptyTickerSentiment,
  type TickerSentimentState,
  tickerSentimentStateSchema,
} from "../domain/ticker_sentiment.ts";
import { TIMEFRAME_MS } from "../domain/timeframes.ts";
import { agreementOf, exitsFor, scoreOf, sideOf, voteOf } from "./ensemble.ts";
import type { SignalRules } from "./rules.ts";
import type { PreparedStrategy, StrategyContext, StrategyMemory } from "./strategies/strategy.ts";

export { type ParameterForm, type StrategyForm, strategyForms } from "./strategies/forms.ts";
export { type Counterfactual, counterfactuals, type Evidence } from "./counterfactual.ts";

/**
 * Everything that is remembered of one ticker. Plain JSON: saved after each batch and read back on
 * start, it decides as if nothing had happened.
 */
export interface TickerWindow {
  /** What bars have left, under the rules in force. */
  history: BarHistory;
  /** The last stories about the ticker; they are the same under any rules. */
  news: TickerSentimentState;
}

/** What bars have left in a window. A type alias, so that it can be remembered as JSON. */
export type BarHistory = {
  /** The rules under which it was filled: {@link SignalRules.fingerprint}. */
  readonly fingerprint: string;
  /** Bars judged. */
  bars: number;
  /** A larger bar that is under way; null: none. */
  partial: Bar | null;
  /** Close of the last bar seen; null before the first. */
  lastAt: number | null;
  /** Each strategy's memory, by name. */
  readonly memories: Record<string, StrategyMemory>;
};

/** A window before the first bar and the first story. */
export function emptyWindow(rules: SignalRules): TickerWindow {
  const memories: Record<string, StrategyMemory> = {};
  for (const { strategy } of rules.members) memories[strategy.name] = strategy.init();
  return {
    history: { fingerprint: rules.fingerprint, bars: 0, partial: null, lastAt: null, memories },
    news: emptyTickerSentiment(),
  };
}

const savedHistory = z.strictObject({
  fingerprint: z.string(),
  bars: z.int().nonnegative(),
  partial: barSchema.nullable().default(null),
  lastAt: z.int().nullable(),
  memories: z.record(z.string(), z.record(z.string(), z.json())),
});

/**
 * A history as it was saved; null where it was filled under other rules, so that it must be filled
 * anew. Throws where the saved value is no history at all.
 */
export function restoreHistory(saved: Json, rules: SignalRules): BarHistory | null {
  const history = savedHistory.parse(saved);
  // Memories are opaque here: the fingerprint vouches for them.
  return history.fingerprint === rules.fingerprint ? history as BarHistory : null;
}

/** The stories as they were saved. Throws where the saved value is nothing of the kind. */
export function restoreNews(saved: Json): TickerSentimentState {
  return tickerSentimentStateSchema.parse(saved);
}

/**
 * Takes in how an article bears on the ticker, known from `at` on. It is judged at the next bar's
 * close; says whether the window has changed: copies and what must not be traded on leave no trace.
 */
export function onScore(window: TickerWindow, article: ScoredArticle, at: number): boolean {
  const { news } = window;
  window.news = addScore(news, article, at);
  return window.news !== news;
}

/** Whoever looks on while a bar is judged; nothing that it does decides anything. */
export interface Onlooker {
  /** Told of the votes on every bar that may be traded on, whatever they come to. */
  heard?(votes: readonly Vote[], bar: Bar): void;
  /** A strategy is about to be asked, with its memory as it is before the bar. */
  asking?(strategy: PreparedStrategy, memory: StrategyMemory): void;
  /** The strategy that was asked last looks at the stories. */
  newsRead?(): void;
}

/**
 * Takes in a bar, updating the window in place, and says what the ensemble wishes: a signal on every
 * trading bar whose score reaches the threshold, once the window is warm. A bar that is not later
 * than the last one, or outside the hours that count, changes nothing. Where larger bars are judged,
 * it is only a part of one, and the larger bar is judged once it is over.
 */
export function onBar(
  window: TickerWindow,
  bar: Bar,
  rules: SignalRules,
  onlooker?: Onlooker,
): Signal | null {
  const { history } = window;
  if (history.lastAt !== null && bar.at <= history.lastAt) return null;
  if (rules.hours === "regular" && sessionWithin(bar.startsAt, bar.at) === null) return null;
  history.lastAt = bar.at;
  const { barSize } = rules;
  if (barSize === null || !isCoarser(barSize, bar.timeframe)) {
    return judged(window, bar, rules, onlooker);
  }
  const { whole, partial } = grow(history.partial, bar, barSize);
  history.partial = partial;
  let signal: Signal | null = null;
  // Of two that are over at once, the later one decides.
  for (const larger of whole) signal = judged(window, larger, rules, onlooker);
  return signal;
}

function judged(
  { history, news }: TickerWindow,
  bar: Bar,
  rules: SignalRules,
  onlooker: Onlooker | undefined,
): Signal | null {
  history.bars++;
  const context = onlooker?.newsRead === undefined
    ? { bar, news }
    : watched(bar, news, () => onlooker.newsRead?.());
  const votes: Vote[] = [];
  for (const { strategy, weight } of rules.members) {
    const memory = history.memories[strategy.name]!;
    onlooker?.asking?.(strategy, memory);
    const opinion = strategy.evaluate(memory, context);
    if (opinion === null || history.bars < strategy.warmUp) continue;
    votes.push(voteOf(strategy, weight, opinion));
  }
  if (bar.warmup || history.bars < rules.warmUp) return null;
  onlooker?.heard?.(votes, bar);
  const score = scoreOf(votes);
  const side = sideOf(score, rules.threshold);
  if (side === null || agreementOf(votes) < rules.minAgreement) return null;
  const exits = exitsFor(side, votes);
  return {
    signalId: derivedId("signal", bar.ticker, bar.timeframe, bar.at),
    ticker: bar.ticker,
    timeframe: bar.timeframe,
    side,
    score,
    threshold: rules.threshold,
    price: bar.close,
    expiresAt: bar.at + rules.expiryBars * TIMEFRAME_MS[bar.timeframe],
    votes,
    ...exits === undefined ? {} : { exits },
  };
}

/** What a strategy may look at, telling when it looks at the stories. */
function watched(bar: Bar, news: TickerSentimentState, read: () => void): StrategyContext {
  return {
    bar,
    get news() {
      read();
      return news;
    },
  };
}

/** Brings everything remembered of the ticker to the new unit, in place. */
export function onSplit(window: TickerWindow, split: Split, rules: SignalRules): void {
  const { history } = window;
  for (const { strategy } of rules.members) {
    strategy.onSplit(history.memories[strategy.name]!, split.ratio);
  }
  if (history.partial !== null) history.partial = splitBar(history.partial, split.ratio);
}

function splitBar(bar: Bar, ratio: number): Bar {
  const { open, high, low, close, volume } = bar;
  return {
    ...bar,
    open: open / ratio,
    high: high / ratio,
    low: low / ratio,
    close: close / ratio,
    volume: volume * ratio,
  };
}
