import { seededRandomness } from "../../../runtime/clock/seeded.ts";

/** A spread of outcomes: its 5th, 25th, 50th, 75th and 95th percentile. */
export interface Spread {
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

/** What else could have become of the same trades. */
export interface MonteCarlo {
  readonly paths: number;
  /** Return of the whole, as a share. */
  readonly totalReturn: Spread;
  /** Largest drawdown from trade to trade, as a positive share. */
  readonly maxDrawdown: Spread;
  /** Share of paths that ended below their start. */
  readonly lossProbability: number;
}

/**
 * Draws the returns of the trades again, as many and with replacement, and compounds them: how far the
 * result hangs on a few lucky ones and on their order. Null below ten trades. (B. Efron, "Bootstrap
 * Methods", Annals of Statistics, 1979.) It takes trades to be independent of each other, so it says
 * nothing about regimes.
 */
export function monteCarlo(
  returns: ArrayLike<number>,
  { paths, seed }: { readonly paths: number; readonly seed: number },
): MonteCarlo | null {
  const { length } = returns;
  if (length < 10) return null;
  const random = seededRandomness(seed);
  const totals = new Float64Array(paths);
  const drawdowns = new Float64Array(paths);
  let losses = 0;
  for (let path = 0; path < paths; path++) {
    let [value, peak, worst] = [1, 1, 0];
    for (let i = 0; i < length; i++) {
      value *= Math.max(0, 1 + returns[Math.floor(random.next() * length)]!);
      if (value > peak) peak = value;
      worst = Math.max(worst, 1 - value / peak);
    }
    totals[path] = value - 1;
    drawdowns[path] = worst;
    if (value < 1) losses++;
  }
  return {
    paths,
    totalReturn: spreadOf(totals),
    maxDrawdown: spreadOf(drawdowns),
    lossProbability: losses / paths,
  };
}

/** Percentiles of some values, the nearest rank each; the values are sorted in place. */
export function spreadOf(values: Float64Array): Spread {
  values.sort();
  const at = (share: number) =>
    values[Math.min(values.length - 1, Math.floor(share * values.length))]!;
  return { p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) };
}
