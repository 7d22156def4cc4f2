import type { Candle } from "./candle.ts";
import { createDonchian, type Donchian, splitDonchian, updateDonchian } from "./donchian.ts";
import { createSma, type Sma, updateSma } from "./sma.ts";

/** A stochastic oscillator under way. Plain JSON; floats survive being saved and read back. */
export interface Stochastic {
  readonly channel: Donchian;
  readonly slowing: Sma;
  readonly smooth: Sma;
  /** %K and %D, from 0 to 100. */
  k: number;
  d: number;
}

/** Nothing seen yet. Whole numbers of bars, 1 or more: of the range, of %K's slowing, of %D. */
export function createStochastic(period = 14, slowing = 3, smoothing = 3): Stochastic {
  return {
    channel: createDonchian(period),
    slowing: createSma(slowing),
    smooth: createSma(smoothing),
    k: 0,
    d: 0,
  };
}

/**
 * Takes in a bar, in place and in constant time on average over a window; says whether `k` (simple
 * average of 100 x (close - lowest low) / (highest high - lowest low)) and `d` (simple average of
 * `k`) can be read: after a warm-up of `period + slowing + smoothing - 3` bars. Where nothing in the
 * window moved, a bar counts as 0. (G. C. Lane, "Lane's Stochastics", Technical Analysis of Stocks &
 * Commodities, 1984.)
 */
export function updateStochastic(stochastic: Stochastic, candle: Candle): boolean {
  if (!updateDonchian(stochastic.channel, candle)) return false;
  const { upper, lower } = stochastic.channel;
  const place = upper === lower ? 0 : 100 * (candle.close - lower) / (upper - lower);
  const k = updateSma(stochastic.slowing, place);
  if (k === null) return false;
  const d = updateSma(stochastic.smooth, k);
  if (d === null) return false;
  stochastic.k = k;
  stochastic.d = d;
  return true;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitStochastic(stochastic: Stochastic, ratio: number): void {
  splitDonchian(stochastic.channel, ratio);
}
