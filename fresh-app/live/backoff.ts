/** The first wait, in ms. */
const FIRST_MS = 500;

/** The longest wait, in ms. */
const LONGEST_MS = 15_000;

/**
 * How long to wait before the next try after `failures` in a row, in ms: twice as long each time, and
 * between half and the whole of that by chance, so that clients do not come back all at once.
 */
export function backoffMs(failures: number, chance: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.round(whole * (0.5 + 0.5 * chance));
}
