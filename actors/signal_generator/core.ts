import { z } from "zod";
import { derivedId } from "../../runtime/clock/ids.ts";
import type { Json } from "../../runtime/delivery/store.ts";
import { sessionWithin } from "../domain/calendar.ts";
import type { Bar, Split } from "../domain/market.ts";
import type { Signal, Vote } from "../domain/signal.ts";
import { TIMEFRAME_MS } from "../domain/timeframes.ts";
import { scoreOf, sideOf } from "./ensemble.ts";
import type { SignalRules } from "./rules.ts";
import type { StrategyMemory } from "./strategies/strategy.ts";

/**
 * Everything that is remembered of one ticker. Plain JSON: saved after each batch and read back on
 * start, it decides as if nothing had happened.
 */
export type TickerWindow = {
  /** The rules under which it was filled: {@link SignalRules.fingerprint}. */
  readonly fingerprint: string;
  /** Bars seen. */
  bars: number;
  /** Close of the last bar seen; null before the first. */
  lastAt: number | null;
  /** Each strategy's memory, by name. */
  readonly memories: Record<string, StrategyMemory>;
};

/** A window before the first bar. */
export function emptyWindow(rules: SignalRules): TickerWindow {
  const memories: Record<string, StrategyMemory> = {};
  for (const { strategy } of rules.members) memories[strategy.name] = strategy.init();
  return { fingerprint: rules.fingerprint, bars: 0, lastAt: null, memories };
}

const savedWindow = z.strictObject({
  fingerprint: z.string(),
  bars: z.int().nonnegative(),
  lastAt: z.int().nullable(),
  memories: z.record(z.string(), z.record(z.string(), z.json())),
});

/**
 * A saved window; null where it was filled under other rules, so that it must be filled anew.
 * Throws where the saved value is no window at all.
 */
export function restoreWindow(saved: Json, rules: SignalRules): TickerWindow | null {
  const window = savedWindow.parse(saved);
  // Memories are opaque here: the fingerprint vouches for them.
  return window.fingerprint === rules.fingerprint ? window as TickerWindow : null;
}

/**
 * Takes in a bar, updating the window in place, and says what the ensemble wishes: a signal on every
 * trading bar whose score reaches the threshold, once the window is warm. A bar that is not later
 * than the last one, or outside the hours that count, changes nothing.
 */
export function onBar(window: TickerWindow, bar: Bar, rules: SignalRules): Signal | null {
  if (window.lastAt !== null && bar.at <= window.lastAt) return null;
  if (rules.hours === "regular" && sessionWithin(bar.startsAt, bar.at) === null) return null;
  window.lastAt = bar.at;
  window.bars++;
  const votes: Vote[] = [];
  for (const { strategy, weight } of rules.members) {
    const opinion = strategy.evaluate(window.memories[strategy.name]!, { bar });
    if (opinion !== null) votes.push({ strategy: strategy.name, weight, ...opinion });
  }
  if (bar.warmup || window.bars < rules.warmUp) return null;
  const score = scoreOf(votes);
  const side = sideOf(score, rules.threshold);
  if (side === null) return null;
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
  };
}

/** Brings everything remembered of the ticker to the new unit, in place. */
export function onSplit(window: TickerWindow, split: Split, rules: SignalRules): void {
  for (const { strategy } of rules.members) {
    strategy.onSplit(window.memories[strategy.name]!, split.ratio);
  }
}
