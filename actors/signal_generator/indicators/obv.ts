import type { Candle } from "./candle.ts";

/** An on-balance volume under way. Plain JSON; floats survive being saved and read back. */
export interface Obv {
  previousClose: number | null;
  /** Units traded on rising closes less units traded on falling ones. */
  value: number;
}

/** Nothing seen yet. */
export function createObv(): Obv {
  return { previousClose: null, value: 0 };
}

/**
 * Takes in a bar, in place and in constant time; returns the sum, since the first bar, of the volume
 * of bars that closed higher than the one before less that of bars that closed lower, or null for
 * the first bar. (J. E. Granville, "Granville's New Key to Stock Market Profits", 1963.)
 */
export function updateObv(obv: Obv, { close, volume }: Candle): number | null {
  const { previousClose } = obv;
  obv.previousClose = close;
  if (previousClose === null) return null;
  if (close > previousClose) obv.value += volume;
  else if (close < previousClose) obv.value -= volume;
  return obv.value;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitObv(obv: Obv, ratio: number): void {
  obv.value *= ratio;
  if (obv.previousClose !== null) obv.previousClose /= ratio;
}
