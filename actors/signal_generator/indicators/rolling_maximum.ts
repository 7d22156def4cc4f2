/** The greatest of the last values, under way. Plain JSON; floats survive being saved and read back. */
export interface RollingMaximum {
  readonly period: number;
  /** Values taken in so far. */
  seen: number;
  /**
   * A ring of the values that may yet become the greatest, from great to small, and the number of
   * each: a value drops out when a greater one comes, or when it is `period` values old.
   */
  readonly values: number[];
  readonly numbers: number[];
  head: number;
  size: number;
}

/** An empty window. `period` is a whole number of values, 1 or more. */
export function createRollingMaximum(period: number): RollingMaximum {
  return {
    period,
    seen: 0,
    values: new Array<number>(period).fill(0),
    numbers: new Array<number>(period).fill(0),
    head: 0,
    size: 0,
  };
}

/**
 * Takes in a value, in place and in constant time on average over a window; returns the greatest of
 * the last `period` values, or of all so far while they are fewer. (The monotonic wedge of D. Lemire,
 * "Streaming Maximum-Minimum Filter Using No More than Three Comparisons per Element", 2006.)
 */
export function updateRollingMaximum(window: RollingMaximum, value: number): number {
  const { period, values, numbers, seen } = window;
  let { head, size } = window;
  if (size > 0 && numbers[head]! <= seen - period) {
    head = head + 1 === period ? 0 : head + 1;
    size--;
  }
  let last = head + size - 1;
  if (last >= period) last -= period;
  while (size > 0 && values[last]! <= value) {
    size--;
    last = last === 0 ? period - 1 : last - 1;
  }
  let place = head + size;
  if (place >= period) place -= period;
  values[place] = value;
  numbers[place] = seen;
  window.seen = seen + 1;
  window.head = head;
  window.size = size + 1;
  return values[head]!;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitRollingMaximum({ values }: RollingMaximum, ratio: number): void {
  for (let i = 0; i < values.length; i++) values[i]! /= ratio;
}
