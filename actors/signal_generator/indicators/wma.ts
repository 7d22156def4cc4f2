/** A linearly weighted moving average under way. Plain JSON; floats survive being saved and read back. */
export interface Wma {
  readonly period: number;
  /** The last `period` values; the oldest is at `next` once the window is full. */
  readonly values: number[];
  next: number;
  /** Sum of the values, and of the values times their weights. */
  sum: number;
  weighted: number;
}

/** An empty window. `period` is a whole number of values, 1 or more. */
export function createWma(period: number): Wma {
  return { period, values: [], next: 0, sum: 0, weighted: 0 };
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
  // Every value in the window loses one weight, the oldest its last; the present one has the most.
  wma.weighted += period * value - wma.sum;
  wma.sum += value - values[wma.next]!;
  values[wma.next] = value;
  wma.next++;
  if (wma.next === period) {
    wma.next = 0;
    // Once a round both sums are taken anew, so that rounding errors never pile up.
    let sum = 0;
    let weighted = 0;
    for (let i = 0; i < period; i++) {
      sum += values[i]!;
      weighted += values[i]! * (i + 1);
    }
    wma.sum = sum;
    wma.weighted = weighted;
  }
  return wma.weighted / weights;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitWma(wma: Wma, ratio: number): void {
  for (let i = 0; i < wma.values.length; i++) wma.values[i]! /= ratio;
  wma.sum /= ratio;
  wma.weighted /= ratio;
}
