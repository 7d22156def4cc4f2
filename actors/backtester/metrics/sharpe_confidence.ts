import { excessKurtosis, skewness } from "./distribution.ts";
import { needs, type NoMeaning, none } from "./measure.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { deviation, mean, type Series } from "./sums.ts";

/** Fewest period returns from which a Sharpe ratio's own uncertainty can be judged. */
const RETURNS_MIN = 30;
/** Euler-Mascheroni constant. */
const EULER = 0.5772156649015329;

/** Sharpe ratio of one period, not annualised: mean over deviation. */
export function periodSharpe(returns: Series): number | NoMeaning {
  if (returns.length < 2) return needs(2, "period returns", returns.length);
  const spread = deviation(returns);
  return spread > 0 ? mean(returns) / spread : none("all returns are the same");
}

/**
 * Probabilistic Sharpe ratio: the probability that the true Sharpe ratio of a period exceeds
 * `benchmark` (also of a period), given the length, skew and kurtosis of the sample:
 * Φ((S - S*) · sqrt(n - 1) / sqrt(1 - γ3·S + (γ4 - 1)/4 · S²)). (D. Bailey and M. López de Prado,
 * "The Sharpe Ratio Efficient Frontier", Journal of Risk, 2012.)
 */
export function probabilisticSharpe(returns: Series, benchmark = 0): number | NoMeaning {
  const n = returns.length;
  if (n < RETURNS_MIN) return needs(RETURNS_MIN, "period returns", n);
  const sharpe = periodSharpe(returns);
  if (typeof sharpe !== "number") return sharpe;
  const skew = skewness(returns);
  const excess = excessKurtosis(returns);
  if (typeof skew !== "number") return skew;
  if (typeof excess !== "number") return excess;
  const spread = 1 - skew * sharpe + (excess + 2) / 4 * sharpe ** 2;
  if (!(spread > 0)) return none("skew and kurtosis leave the ratio without a variance");
  return normalCdf((sharpe - benchmark) * Math.sqrt(n - 1) / Math.sqrt(spread));
}

/**
 * The largest Sharpe ratio of a period to be expected among `trials` independent strategies without
 * any skill, whose ratios vary by `variance`: sqrt(V) · ((1-γ)·Φ⁻¹(1 - 1/N) + γ·Φ⁻¹(1 - 1/(N·e))).
 * (D. Bailey and M. López de Prado, "The Deflated Sharpe Ratio", Journal of Portfolio Management,
 * 2014.) Zero for a single trial: nothing was chosen.
 */
export function expectedBestSharpe(trials: number, variance: number): number {
  if (trials < 2) return 0;
  const best = (1 - EULER) * normalQuantile(1 - 1 / trials) +
    EULER * normalQuantile(1 - 1 / (trials * Math.E));
  return Math.sqrt(variance) * best;
}

/**
 * Deflated Sharpe ratio: the probabilistic one against what the best of so many trials would show by
 * luck (the same paper).
 * @param trials Sharpe ratios of a period of everything that was tried, this one included
 */
export function deflatedSharpe(returns: Series, trials: Series): number | NoMeaning {
  if (trials.length < 2) {
    return none("needs at least 2 trials to deflate by; a sweep over parameters makes them");
  }
  const centre = mean(trials);
  let spread = 0;
  for (let i = 0; i < trials.length; i++) spread += (trials[i]! - centre) ** 2;
  const variance = spread / (trials.length - 1);
  return probabilisticSharpe(returns, expectedBestSharpe(trials.length, variance));
}
