/** A mean as Wilder smooths it, under way. Plain JSON; floats survive being saved and read back. */
export interface WilderMean {
  readonly period: number;
  /** Values taken in so far, up to `period`. */
  seen: number;
  /** During the warm-up the sum of the values; afterwards the mean. */
  value: number;
}

/** Nothing seen yet. `period` is a whole number of values, 1 or more. */
export function createWilderMean(period: number): WilderMean {
  return { period, seen: 0, value: 0 };
}

/**
 * Takes in a value, in place and in constant time; returns mean + (value - mean) / period, or null
 * during the warm-up of `period - 1` values. The first mean is a plain one. (J. W. Wilder, "New
 * Concepts in Technical Trading Systems", 1978.)
 */
export function updateWilderMean(mean: WilderMean, value: number): number | null {
  const { period, seen } = mean;
  if (seen === period) return mean.value += (value - mean.value) / period;
  mean.value += value;
  mean.seen = seen + 1;
  if (seen + 1 < period) return null;
  return mean.value /= period;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitWilderMean(mean: WilderMean, ratio: number): void {
  mean.value /= ratio;
}
