import { createSma, type Sma, updateSma } from "./sma.ts";

/** A realised volatility under way. Plain JSON; floats survive being saved and read back. */
export interface RealisedVolatility {
  /** Mean of the squared returns. */
  readonly squares: Sma;
  previous: number | null;
}

/** Nothing seen yet. `period` is a whole number of returns, 1 or more. */
export function createRealisedVolatility(period: number): RealisedVolatility {
  return { squares: createSma(period), previous: null };
}

/**
 * Takes in a price, in place and in constant time; returns the root of the mean squared logarithmic
 * return of the last `period` bars: a fraction per bar, to be multiplied by the root of the bars in a
 * year for a yearly figure; null during the warm-up of `period` prices. The mean return is taken as
 * zero. (T. G. Andersen, T. Bollerslev, "Answering the Skeptics: Yes, Standard Volatility Models Do
 * Provide Accurate Forecasts", International Economic Review, 1998.)
 */
export function updateRealisedVolatility(
  volatility: RealisedVolatility,
  price: number,
): number | null {
  const { previous } = volatility;
  volatility.previous = price;
  if (previous === null) return null;
  const change = Math.log(price / previous);
  const mean = updateSma(volatility.squares, change * change);
  // What has left the window may leave a rounding error below zero.
  return mean === null ? null : Math.sqrt(Math.max(0, mean));
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitRealisedVolatility(volatility: RealisedVolatility, ratio: number): void {
  if (volatility.previous !== null) volatility.previous /= ratio;
}
