/** A linearly weighted moving average under way. Plain JSON; floats survive being saved and read back. */
export interface Wma {
  readonly period: number;
  /** The last `period` values; the oldest is at `next` once the window is full. */
  readonly values: number[];
  next: number;
  /** Sum of the values, and of the values times their weights. */
  sum: number;
  weighted: number;
  /** The same of the values since the window's last round began: they take their place at its end. */
  freshSum: number;
  freshWeighted: number;
}

/** An empty window. `period` is a whole number of values, 1 or more. */
export function createWma(period: number): Wma {
  return { period, values: [], next: 0, sum: 0, weighted: 0, freshSum: 0, freshWeighted: 0 };
}

/**
 * Takes in a value, in place and in constant time; returns the mean of the last `period` values,
 * weighted 1 (oldest) to `period` (present), or null during the warm-up of `period - 1` values.
 * (J. Murphy, "Technical Analysis of the Financial Markets", 1999, chapter 9.)
 */
export function updateWma(wma: Wma, value: number): number | null {
  const { period, values } = wma;
  const weights = period * (period + 1) / 2;
  if (values.length < period) {
    values.push(value);
    wma.sum += value;
    wma.weighted += value * values.length;
    return values.length === period ? wma.weighted / weights : null;
  }
  const { next, sum } = wma;
  // Every value in the window loses one weight, the oldest its last; the present one has the most.
  let weighted = wma.weighted + (period * value - sum);
  const freshSum = wma.freshSum + value;
  const freshWeighted = wma.freshWeighted + value * (next + 1);
  if (next + 1 === period) {
    // Sums of values that are all still there, so that rounding errors never pile up.
    weighted = freshWeighted;
    wma.sum = freshSum;
    wma.next = 0;
    wma.freshSum = 0;
    wma.freshWeighted = 0;
  } else {
    wma.sum = sum + (value - values[next]!);
    wma.next = next + 1;
    wma.freshSum = freshSum;
    wma.freshWeighted = freshWeighted;
  }
  values[next] = value;
  wma.weighted = weighted;
  return weighted / weights;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitWma(wma: Wma, ratio: number): void {
  for (let i = 0; i < wma.values.length; i++) wma.values[i]! /= ratio;
  wma.sum /= ratio;
  wma.weighted /= ratio;
  wma.freshSum /= ratio;
  wma.freshWeighted /= ratio;
}
