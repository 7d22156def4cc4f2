import {
  createRollingMoments,
  deviationOf,
  type RollingMoments,
  splitRollingMoments,
  updateRollingMoments,
} from "./rolling_moments.ts";

/** Bollinger's bands under way. Plain JSON; floats survive being saved and read back. */
export interface Bollinger {
  readonly moments: RollingMoments;
  /** Standard deviations from the middle to either band. */
  readonly width: number;
  upper: number;
  /** The simple moving average. */
  middle: number;
  lower: number;
}

/** Nothing seen yet. `period` is a whole number of values, 2 or more; `width` is above zero. */
export function createBollinger(period = 20, width = 2): Bollinger {
  return { moments: createRollingMoments(period), width, upper: 0, middle: 0, lower: 0 };
}

/**
 * Takes in a value, in place and in constant time; says whether `upper`, `middle` and `lower` (mean,
 * and mean plus and less `width` standard deviations of the population) can be read: after a warm-up
 * of `period - 1` values. (J. Bollinger, "Bollinger on Bollinger Bands", 2001.)
 */
export function updateBollinger(bands: Bollinger, value: number): boolean {
  if (!updateRollingMoments(bands.moments, value)) return false;
  const { mean } = bands.moments;
  const reach = bands.width * deviationOf(bands.moments);
  bands.middle = mean;
  bands.upper = mean + reach;
  bands.lower = mean - reach;
  return true;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitBollinger(bands: Bollinger, ratio: number): void {
  splitRollingMoments(bands.moments, ratio);
  bands.upper /= ratio;
  bands.middle /= ratio;
  bands.lower /= ratio;
}
