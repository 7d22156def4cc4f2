/** Mean and spread of a moving window, under way. Plain JSON; floats survive being saved and read back. */
export interface RollingMoments {
  readonly period: number;
  /** The last `period` values; the oldest is at `next` once the window is full. */
  readonly values: number[];
  next: number;
  /** How often the last value came in a row. */
  same: number;
  /** Mean of the values in the window. */
  mean: number;
  /** Sum of the squared distances from the mean: never below zero. */
  squares: number;
  /** Since the window's last round began: its first value, and sums of the distances from it. */
  origin: number;
  distance: number;
  distanceSquares: number;
}

/** An empty window. `period` is a whole number of values, 2 or more. */
export function createRollingMoments(period: number): RollingMoments {
  return {
    period,
    values: [],
    next: 0,
    same: 0,
    mean: 0,
    squares: 0,
    origin: 0,
    distance: 0,
    distanceSquares: 0,
  };
}

/**
 * Takes in a value, in place and in constant time; says whether the window is full: after a warm-up
 * of `period - 1` values. Mean and squares are carried forward as by B. P. Welford ("Note on a Method
 * for Calculating Corrected Sums of Squares and Products", 1962), which keeps the digits that the
 * difference of two large sums would lose; a window of equal values has exactly no spread.
 */
export function updateRollingMoments(moments: RollingMoments, value: number): boolean {
  const { period, values, mean, next } = moments;
  const { length } = values;
  const last = values[(length === period && next > 0 ? next : length) - 1];
  moments.same = last === value ? moments.same + 1 : 1;
  if (length < period) {
    values.push(value);
    moments.mean = mean + (value - mean) / (length + 1);
    moments.squares += (value - mean) * (value - moments.mean);
    return length + 1 === period;
  }
  const oldest = values[next]!;
  values[next] = value;
  if (next === 0) {
    moments.origin = value;
    moments.distance = 0;
    moments.distanceSquares = 0;
  }
  const off = value - moments.origin;
  const distance = moments.distance + off;
  const distanceSquares = moments.distanceSquares + off * off;
  moments.distance = distance;
  moments.distanceSquares = distanceSquares;
  moments.next = next + 1 === period ? 0 : next + 1;
  let squares: number;
  if (moments.same >= period) {
    moments.mean = value;
    squares = 0;
  } else if (next + 1 === period) {
    // Of values that are all still there, so that rounding errors never pile up.
    const shift = distance / period;
    moments.mean = moments.origin + shift;
    squares = distanceSquares - distance * shift;
  } else {
    const moved = mean + (value - oldest) / period;
    moments.mean = moved;
    squares = moments.squares + (value - oldest) * (value - moved + oldest - mean);
  }
  moments.squares = squares > 0 ? squares : 0;
  return true;
}

/** Standard deviation of the values in the window, as of a whole population. */
export function deviationOf({ period, squares }: RollingMoments): number {
  return Math.sqrt(squares / period);
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitRollingMoments(moments: RollingMoments, ratio: number): void {
  const { values } = moments;
  for (let i = 0; i < values.length; i++) values[i]! /= ratio;
  moments.mean /= ratio;
  moments.squares /= ratio * ratio;
  moments.origin /= ratio;
  moments.distance /= ratio;
  moments.distanceSquares /= ratio * ratio;
}
