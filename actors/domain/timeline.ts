import type { Millis } from "../../runtime/clock/clock.ts";
import type { BarColumns } from "./bar_columns.ts";
import type { Split } from "./market.ts";
import { newYorkMidnight } from "./new_york.ts";

/** When a split becomes knowable: 00:00 New York of its date, before any bar of that day. */
export function splitAt(split: Split): Millis {
  return newYorkMidnight(split.date);
}

/** The splits of these tickers alone: others move nothing that is watched. */
export function splitsOf(splits: readonly Split[], tickers: Iterable<string>): Split[] {
  const watched = new Set(tickers);
  return splits.filter((split) => watched.has(split.ticker));
}

/**
 * Every moment at which one of the bars, splits or other facts becomes knowable, once, in order.
 * @param others when those become knowable, in any order
 */
export function timelineOf(
  bars: readonly BarColumns[],
  splits: readonly Split[],
  others: readonly Millis[] = [],
): Float64Array {
  const besides = splits.length + others.length;
  const all = new Float64Array(bars.reduce((sum, { length }) => sum + length, besides));
  let count = 0;
  for (const columns of bars) {
    all.set(columns.at, count);
    count += columns.length;
  }
  for (const split of splits) all[count++] = splitAt(split);
  for (const at of others) all[count++] = at;
  all.sort();
  let distinct = 0;
  for (const at of all) {
    if (distinct === 0 || at !== all[distinct - 1]) all[distinct++] = at;
  }
  return all.slice(0, distinct);
}
