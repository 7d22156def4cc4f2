import { createEma, type Ema, splitEma, updateEma } from "./ema.ts";

/** Convergence and divergence of two averages, under way. Plain JSON. */
export interface Macd {
  readonly fast: Ema;
  readonly slow: Ema;
  readonly smooth: Ema;
  /** Fast average less slow average. */
  line: number;
  /** Exponential average of the line. */
  signal: number;
  /** Line less signal. */
  histogram: number;
}

/** Nothing seen yet. Periods are whole numbers of values, 1 or more; `fast` is below `slow`. */
export function createMacd(fast = 12, slow = 26, signal = 9): Macd {
  return {
    fast: createEma(fast),
    slow: createEma(slow),
    smooth: createEma(signal),
    line: 0,
    signal: 0,
    histogram: 0,
  };
}

/**
 * Takes in a value, in place and in constant time; says whether `line`, `signal` and `histogram` can
 * be read: after a warm-up of `slow + signal - 2` values. The signal's average begins with the first
 * line. (G. Appel, "The Moving Average Convergence-Divergence Trading Method", 1985.)
 */
export function updateMacd(macd: Macd, value: number): boolean {
  const fast = updateEma(macd.fast, value);
  const slow = updateEma(macd.slow, value);
  if (fast === null || slow === null) return false;
  macd.line = fast - slow;
  const signal = updateEma(macd.smooth, macd.line);
  if (signal === null) return false;
  macd.signal = signal;
  macd.histogram = macd.line - signal;
  return true;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitMacd(macd: Macd, ratio: number): void {
  splitEma(macd.fast, ratio);
  splitEma(macd.slow, ratio);
  splitEma(macd.smooth, ratio);
  macd.line /= ratio;
  macd.signal /= ratio;
  macd.histogram /= ratio;
}
