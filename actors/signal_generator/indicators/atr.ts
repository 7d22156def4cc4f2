import { type Candle, trueRange } from "./candle.ts";
import { createWilderMean, splitWilderMean, updateWilderMean, type WilderMean } from "./wilder.ts";

/** An average true range under way. Plain JSON; floats survive being saved and read back. */
export interface Atr {
  readonly mean: WilderMean;
  previousClose: number | null;
}

/** Nothing seen yet. `period` is a whole number of bars, 1 or more. */
export function createAtr(period: number): Atr {
  return { mean: createWilderMean(period), previousClose: null };
}

/**
 * Takes in a bar, in place and in constant time; returns Wilder's mean of the true ranges, or null
 * during the warm-up of `period - 1` bars. The first bar's range is high - low. (J. W. Wilder, "New
 * Concepts in Technical Trading Systems", 1978, section III.)
 */
export function updateAtr(atr: Atr, { high, low, close }: Candle): number | null {
  const range = trueRange(high, low, atr.previousClose);
  atr.previousClose = close;
  return updateWilderMean(atr.mean, range);
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitAtr(atr: Atr, ratio: number): void {
  splitWilderMean(atr.mean, ratio);
  if (atr.previousClose !== null) atr.previousClose /= ratio;
}
