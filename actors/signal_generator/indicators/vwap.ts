import type { Candle } from "./candle.ts";

/** A volume-weighted average price under way. Plain JSON; floats survive being saved and read back. */
export interface Vwap {
  /** Where it began, for example a session's open; null before the first bar. */
  anchor: number | null;
  /** Sum of price x volume, and of volume, since then. */
  value: number;
  volume: number;
}

/** Nothing seen yet. */
export function createVwap(): Vwap {
  return { anchor: null, value: 0, volume: 0 };
}

/**
 * Takes in a bar, in place and in constant time; returns the sum of (high + low + close) / 3 x volume
 * over that of volume since the anchor, or null while nothing was traded. No warm-up. It begins anew
 * with every new anchor: give the session's open for the usual intraday average, or one number for
 * ever. (S. A. Berkowitz, D. E. Logue, E. A. Noser, "The Total Cost of Transactions on the NYSE",
 * Journal of Finance, 1988.)
 */
export function updateVwap(
  vwap: Vwap,
  { high, low, close, volume }: Candle,
  anchor: number,
): number | null {
  if (anchor !== vwap.anchor) {
    vwap.anchor = anchor;
    vwap.value = 0;
    vwap.volume = 0;
  }
  vwap.value += (high + low + close) / 3 * volume;
  vwap.volume += volume;
  return vwap.volume === 0 ? null : vwap.value / vwap.volume;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitVwap(vwap: Vwap, ratio: number): void {
  // What was paid stays the same; it bought more units.
  vwap.volume *= ratio;
}
