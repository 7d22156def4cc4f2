import { type Candle, trueRange } from "./candle.ts";
import { createWilderMean, splitWilderMean, updateWilderMean, type WilderMean } from "./wilder.ts";

/** An average directional index under way. Plain JSON; floats survive being saved and read back. */
export interface Adx {
  readonly range: WilderMean;
  readonly up: WilderMean;
  readonly down: WilderMean;
  readonly smooth: WilderMean;
  /** The bar before; null before the first. */
  previousHigh: number | null;
  previousLow: number;
  previousClose: number;
  /** Directional indicators, from 0 to 100; to be read once the index is there. */
  plus: number;
  minus: number;
}

/** Nothing seen yet. `period` is a whole number of bars, 2 or more. */
export function createAdx(period = 14): Adx {
  return {
    range: createWilderMean(period),
    up: createWilderMean(period),
    down: createWilderMean(period),
    smooth: createWilderMean(period),
    previousHigh: null,
    previousLow: 0,
    previousClose: 0,
    plus: 0,
    minus: 0,
  };
}

/**
 * Takes in a bar, in place and in constant time; returns Wilder's mean of 100 x |+DI - -DI| / (+DI +
 * -DI), from 0 (no direction) to 100, or null during the warm-up of `2 x period - 2` bars. +DI and
 * -DI are the means of the rises of the highs and of the falls of the lows (of a bar that has both,
 * the greater), over that of the true range. The first bar counts with its range and no move. (J. W.
 * Wilder, "New Concepts in Technical Trading Systems", 1978, section IV; a bar whose rise and fall
 * are equal counts with both, as in the package that the tests compare with.)
 */
export function updateAdx(adx: Adx, { high, low, close }: Candle): number | null {
  let rise = 0;
  let fall = 0;
  let range = high - low;
  if (adx.previousHigh !== null) {
    rise = high - adx.previousHigh;
    fall = adx.previousLow - low;
    if (rise < 0 || rise < fall) {
      rise = 0;
      if (fall < 0) fall = 0;
    } else if (fall < rise) fall = 0;
    range = trueRange(high, low, adx.previousClose);
  }
  adx.previousHigh = high;
  adx.previousLow = low;
  adx.previousClose = close;
  const ranges = updateWilderMean(adx.range, range);
  const rises = updateWilderMean(adx.up, rise);
  const falls = updateWilderMean(adx.down, fall);
  if (ranges === null || rises === null || falls === null) return null;
  adx.plus = ranges === 0 ? 0 : 100 * rises / ranges;
  adx.minus = ranges === 0 ? 0 : 100 * falls / ranges;
  const sum = adx.plus + adx.minus;
  return updateWilderMean(adx.smooth, sum === 0 ? 0 : 100 * Math.abs(adx.plus - adx.minus) / sum);
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitAdx(adx: Adx, ratio: number): void {
  splitWilderMean(adx.range, ratio);
  splitWilderMean(adx.up, ratio);
  splitWilderMean(adx.down, ratio);
  if (adx.previousHigh === null) return;
  adx.previousHigh /= ratio;
  adx.previousLow /= ratio;
  adx.previousClose /= ratio;
}
