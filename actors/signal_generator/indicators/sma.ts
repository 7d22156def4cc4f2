/** A simple moving average under way. Plain JSON; floats survive being saved and read back. */
export interface Sma {
  readonly period: number;
  /** The last `period` values; the oldest is at `next` once the window is full. */
  readonly values: number[];
  next: number;
  sum: number;
  /** Sum of the values since the window's last round began: takes the place of `sum` at its end. */
  fresh: number;
}

/** An empty window. `period` is a whole number of values, 1 or more. */
export function createSma(period: number): Sma {
  return { period, values: [], next: 0, sum: 0, fresh: 0 };
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
  const { next } = sma;
  const fresh = sma.fresh + value;
  let sum = sma.sum + (value - values[next]!);
  values[next] = value;
  if (next + 1 === period) {
    // A sum of values that are all still there, so that rounding errors never pile up.
    sum = fresh;
    sma.next = 0;
    sma.fresh = 0;
  } else {
    sma.next = next + 1;
    sma.fresh = fresh;
  }
  sma.sum = sum;
  return sum / period;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitSma(sma: Sma, ratio: number): void {
  for (let i = 0; i < sma.values.length; i++) sma.values[i]! /= ratio;
  sma.sum /= ratio;
  sma.fresh /= ratio;
}
