/** An exponential moving average under way. Plain JSON; floats survive being saved and read back. */
export interface Ema {
  readonly period: number;
  /** Weight of the present value: 2 / (period + 1). */
  readonly alpha: number;
  /** Values taken in so far, up to `period`. */
  seen: number;
  /** The average; meaningless before the first value. */
  value: number;
}

/** Nothing seen yet. `period` is a whole number of values, 1 or more. */
export function createEma(period: number): Ema {
  return { period, alpha: 2 / (period + 1), seen: 0, value: 0 };
}

/**
 * Takes in a value, in place and in constant time; returns alpha x value + (1 - alpha) x previous
 * average, or null during the warm-up of `period - 1` values. The first value is the first average.
 * (P. N. Haurlan, "Measuring Trend Values", 1968; J. Murphy, "Technical Analysis of the Financial
 * Markets", 1999, chapter 9.)
 */
export function updateEma(ema: Ema, value: number): number | null {
  const { period, alpha, seen } = ema;
  ema.value = seen === 0 ? value : value * alpha + ema.value * (1 - alpha);
  if (seen >= period) return ema.value;
  ema.seen = seen + 1;
  return seen + 1 === period ? ema.value : null;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitEma(ema: Ema, ratio: number): void {
  ema.value /= ratio;
}
