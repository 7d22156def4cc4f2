import type { Series } from "./sums.ts";

/** One stretch below a former peak. */
export interface Drawdown {
  /** Index of the peak. */
  readonly from: number;
  /** Index of the bar that reached the peak again, or of the last bar. */
  readonly to: number;
  /** Deepest point below the peak, as a share. */
  readonly depth: number;
}

/** Drawdowns of an equity curve. */
export interface Drawdowns {
  /** The largest, as a share of its peak; 0 where there is none. */
  readonly max: number;
  /** Mean of the depths of all; 0 where there is none. */
  readonly averageDepth: number;
  /** All, in order; dips of the last bar alone are none yet. */
  readonly stretches: readonly Drawdown[];
}

/**
 * Distance below the highest equity so far, 1 - equity / peak, gathered into stretches from peak to
 * recovery. The reference engine's rules: a stretch has at least one bar between its ends, and the
 * last bar ends the one that is under way.
 */
export function drawdownsOf(equity: Series): Drawdowns {
  const { length } = equity;
  const stretches: Drawdown[] = [];
  let peak = -Infinity;
  let max = 0;
  let from = -1;
  let depth = 0;
  for (let i = 0; i < length; i++) {
    const value = equity[i]!;
    if (value > peak) peak = value;
    const below = 1 - value / peak;
    if (below > depth) depth = below;
    if (below > max) max = below;
    if (below !== 0 && i < length - 1) continue;
    if (from >= 0 && i > from + 1) stretches.push({ from, to: i, depth });
    if (below === 0) {
      from = i;
      depth = 0;
    }
  }
  const alone = stretches.length === 0 && length > 0 ? 1 - equity[length - 1]! / peak : 0;
  const averageDepth = stretches.length === 0
    ? alone
    : stretches.reduce((sum, { depth }) => sum + depth, 0) / stretches.length;
  return { max, averageDepth, stretches };
}

/**
 * Ulcer index: root of the mean squared drawdown over all bars, a share. (P. Martin and B. McCann,
 * "The Investor's Guide to Fidelity Funds", 1989.)
 */
export function ulcerIndex(equity: Series): number {
  let peak = -Infinity;
  let squares = 0;
  for (let i = 0; i < equity.length; i++) {
    if (equity[i]! > peak) peak = equity[i]!;
    squares += (1 - equity[i]! / peak) ** 2;
  }
  return Math.sqrt(squares / equity.length);
}
