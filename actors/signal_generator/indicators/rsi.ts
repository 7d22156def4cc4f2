/** A relative strength index under way. Plain JSON; floats survive being saved and read back. */
export interface Rsi {
  readonly period: number;
  /** Changes taken in so far, up to `period`. */
  changes: number;
  previous: number | null;
  /** During the warm-up the sums of gains and losses over `period`; afterwards Wilder's averages. */
  gain: number;
  loss: number;
}

/** Nothing seen yet. `period` is a whole number of changes, 2 or more. */
export function createRsi(period: number): Rsi {
  return { period, changes: 0, previous: null, gain: 0, loss: 0 };
}

/**
 * Takes in a value, in place and in constant time; returns 100 - 100 / (1 + average gain / average
 * loss), or null during the warm-up of `period` values. The first averages are plain means, later
 * ones smoothed: average = (average x (period - 1) + present) / period. 100 where there was no loss,
 * 50 where nothing moved. (J. W. Wilder, "New Concepts in Technical Trading Systems", 1978,
 * section VI.)
 */
export function updateRsi(rsi: Rsi, value: number): number | null {
  const { period, previous } = rsi;
  rsi.previous = value;
  if (previous === null) return null;
  const change = value - previous;
  const gain = change > 0 ? change : 0;
  const loss = change < 0 ? -change : 0;
  if (rsi.changes < period) {
    rsi.changes++;
    rsi.gain += gain / period;
    rsi.loss += loss / period;
    if (rsi.changes < period) return null;
  } else {
    rsi.gain = (rsi.gain * (period - 1) + gain) / period;
    rsi.loss = (rsi.loss * (period - 1) + loss) / period;
  }
  if (rsi.loss === 0) return rsi.gain === 0 ? 50 : 100;
  return 100 - 100 / (1 + rsi.gain / rsi.loss);
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitRsi(rsi: Rsi, ratio: number): void {
  if (rsi.previous !== null) rsi.previous /= ratio;
  rsi.gain /= ratio;
  rsi.loss /= ratio;
}
