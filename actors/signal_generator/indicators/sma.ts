/** A simple moving average under way. Plain JSON; floats survive being saved and read back. */
export interface Sma {
  readonly period: number;
  /** The last `period` values; the oldest is at `next` once the window is full. */
  readonly values: number[];
  next: number;
  sum: number;
}

/** An empty window. `period` is a whole number of values, 1 or more. */
export function createSma(period: number): Sma {
  return { period, values: [], next: 0, sum: 0 };
}

/**
 * Takes in a value, in place and in constant time; returns the mean of the last `period` values
 * (J. Murphy, "Technical Analysis of the Financial Markets", 1999, chapter 9), or null during the
 * warm-up of `period - 1` values.
 */
export function updateSma(sma: Sma, value: number): number | null {
  const { period, values } = sma;
  if (values.length < period) {
    values.push(value);
    sma.sum += value;
    return values.length === period ? sma.sum / period : null;
  }
  sma.sum += value - values[sma.next]!;
  values[sma.next] = value;
  sma.next++;
  if (sma.next === period) {
    sma.next = 0;
    // Once a round the sum is taken anew, so that rounding errors never pile up.
    let sum = 0;
    for (let i = 0; i < period; i++) sum += values[i]!;
    sma.sum = sum;
  }
  return sma.sum / period;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitSma(sma: Sma, ratio: number): void {
  for (let i = 0; i < sma.values.length; i++) sma.values[i]! /= ratio;
  sma.sum /= ratio;
}
