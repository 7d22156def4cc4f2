import { deviationOf, type RollingMoments, updateRollingMoments } from "./rolling_moments.ts";

export {
  createRollingMoments as createZScore,
  type RollingMoments as ZScore,
  splitRollingMoments as splitZScore,
} from "./rolling_moments.ts";

/**
 * Takes in a value, in place and in constant time; returns its distance from the mean of the last
 * `period` values (itself among them) in their standard deviations, (value - mean) / deviation, or
 * null during the warm-up of `period - 1` values; 0 where nothing in the window differs.
 * (E. Kreyszig, "Advanced Engineering Mathematics", 1979; of a population.)
 */
export function updateZScore(window: RollingMoments, value: number): number | null {
  if (!updateRollingMoments(window, value)) return null;
  const deviation = deviationOf(window);
  return deviation === 0 ? 0 : (value - window.mean) / deviation;
}
