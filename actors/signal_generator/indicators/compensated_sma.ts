/** A simple moving average with a compensated sum, under way. Plain JSON. */
export interface CompensatedSma {
  readonly period: number;
  /** The last `period` values; the oldest is at `next` once the window is full. */
  readonly values: number[];
  next: number;
  sum: number;
  /** What rounding has lost of the values that came, and of those that left. */
  addError: number;
  removeError: number;
  /** How often the last value came in a row. */
  same: number;
}

/** An empty window. `period` is a whole number of values, 1 or more. */
export function createCompensatedSma(period: number): CompensatedSma {
  return { period, values: [], next: 0, sum: 0, addError: 0, removeError: 0, same: 0 };
}

/**
 * Takes in a value, in place and in constant time; returns the mean of the last `period` values, or
 * null during the warm-up of `period - 1` values. The running sum is compensated for what enters and
 * for what leaves (W. Kahan, "Further Remarks on Reducing Truncation Errors", 1965), in the order in
 * which pandas' rolling mean does it: where two averages meet, the last bit decides whether they have
 * crossed, and engines that are compared must agree on it.
 */
export function updateCompensatedSma(sma: CompensatedSma, value: number): number | null {
  const { period, values } = sma;
  const full = values.length === period;
  const last = (full && sma.next > 0 ? sma.next : values.length) - 1;
  sma.same = last >= 0 && values[last] === value ? sma.same + 1 : 1;
  if (full) {
    const left = -values[sma.next]! - sma.removeError;
    const without = sma.sum + left;
    sma.removeError = without - sma.sum - left;
    sma.sum = without;
    values[sma.next] = value;
    sma.next = sma.next + 1 === period ? 0 : sma.next + 1;
  } else values.push(value);
  const entering = value - sma.addError;
  const sum = sma.sum + entering;
  sma.addError = sum - sma.sum - entering;
  sma.sum = sum;
  if (values.length < period) return null;
  return sma.same >= period ? value : sum / period;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitCompensatedSma(sma: CompensatedSma, ratio: number): void {
  for (let i = 0; i < sma.values.length; i++) sma.values[i]! /= ratio;
  sma.sum /= ratio;
  sma.addError /= ratio;
  sma.removeError /= ratio;
}
