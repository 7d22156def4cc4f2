import { sessionWithin } from "./calendar.ts";
import type { Bar, Timeframe } from "./market.ts";
import { newYorkDate, newYorkMidnight } from "./new_york.ts";
import { TIMEFRAME_MS } from "./timeframes.ts";

/** A stretch of time that one bar covers. */
interface Slot {
  readonly startsAt: number;
  readonly at: number;
}

/** What a bar brings to larger ones. */
export interface Grown {
  /** Larger bars that are over with it, in order of time: one at most ends with it, the last. */
  readonly whole: readonly Bar[];
  /** The larger bar that is under way; null: none. */
  readonly partial: Bar | null;
}

/** Whether bars of one size can be put together into bars of the other. */
export function isCoarser(size: Timeframe, than: Timeframe): boolean {
  return TIMEFRAME_MS[size] > TIMEFRAME_MS[than];
}

/**
 * Puts bars together into larger ones: sizes count from the session's open, its close ends the last
 * one, and a daily bar is the session. Outside of sessions sizes count from New York's midnight. A
 * larger bar whose last part never came is over with the first bar of a later one.
 * @param partial what {@link grow} left of the bar before; null in the beginning
 * @param size larger than the bar's own
 */
export function grow(partial: Bar | null, bar: Bar, size: Timeframe): Grown {
  const slot = slotOf(bar, size);
  const isSame = partial !== null && partial.startsAt === slot.startsAt;
  const whole = partial === null || isSame ? [] : [partial];
  const grown = isSame ? extended(partial, bar) : { ...bar, timeframe: size, ...slot };
  // Nothing that ends later belongs to it.
  if (bar.at >= slot.at) return { whole: [...whole, grown], partial: null };
  return { whole, partial: grown };
}

function extended(larger: Bar, { high, low, close, volume, warmup }: Bar): Bar {
  return {
    ...larger,
    high: Math.max(larger.high, high),
    low: Math.min(larger.low, low),
    close,
    volume: larger.volume + volume,
    warmup,
  };
}

function slotOf({ startsAt, at }: Bar, size: Timeframe): Slot {
  const session = sessionWithin(startsAt, at);
  const ms = TIMEFRAME_MS[size];
  if (session === null) {
    const midnight = newYorkMidnight(newYorkDate(startsAt));
    const start = midnight + Math.floor((startsAt - midnight) / ms) * ms;
    return { startsAt: start, at: start + ms };
  }
  const { open, close } = session;
  if (size === "1d") return { startsAt: open, at: close };
  // A bar that began before the open counts to the first.
  const start = open + Math.max(0, Math.floor((startsAt - open) / ms)) * ms;
  return { startsAt: start, at: Math.min(start + ms, close) };
}
