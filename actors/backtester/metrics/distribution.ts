import { finite, needs, type NoMeaning } from "./measure.ts";
import { mean, type Series } from "./sums.ts";

/** Fewest returns from which a share of tail losses can be read: one in the tail, on average. */
const TAIL_MIN = { 0.95: 20, 0.99: 100 } as const;

/** Confidence of a value at risk. */
export type Confidence = keyof typeof TAIL_MIN;

/**
 * Historical value at risk: the loss that returns exceed in a share of 1 - confidence of periods, as
 * a positive share; the quantile is interpolated linearly between order statistics (R. Hyndman and
 * Y. Fan, "Sample Quantiles in Statistical Packages", 1996, type 7). Negative where even that quantile
 * is a gain.
 */
export function valueAtRisk(sorted: Float64Array, confidence: Confidence): number | NoMeaning {
  const least = TAIL_MIN[confidence];
  if (sorted.length < least) return needs(least, "period returns", sorted.length);
  const place = (1 - confidence) * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return -(low + (high - low) * (place - below));
}

/**
 * Conditional value at risk (expected shortfall): mean loss of the periods that are at least as bad
 * as the value at risk, a share. (R. Rockafellar and S. Uryasev, Journal of Risk, 2000.)
 */
export function conditionalValueAtRisk(
  sorted: Float64Array,
  confidence: Confidence,
): number | NoMeaning {
  const risk = valueAtRisk(sorted, confidence);
  if (typeof risk !== "number") return risk;
  let total = 0;
  let count = 0;
  while (count < sorted.length && sorted[count]! <= -risk) total -= sorted[count++]!;
  // Rounding of the interpolation may leave out the very return that it ended at.
  return count === 0 ? risk : total / count;
}

/** Central moments of order two to four, divided by n. */
function moments(
  values: Series,
): { readonly m2: number; readonly m3: number; readonly m4: number } {
  const centre = mean(values);
  let [m2, m3, m4] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const off = values[i]! - centre;
    const square = off * off;
    m2 += square;
    m3 += square * off;
    m4 += square * square;
  }
  const n = values.length;
  return { m2: m2 / n, m3: m3 / n, m4: m4 / n };
}

/**
 * Skewness, the adjusted Fisher-Pearson coefficient: sqrt(n(n-1)) / (n-2) · m3 / m2^1.5. (D. Joanes
 * and C. Gill, "Comparing Measures of Sample Skewness and Kurtosis", 1998, G1.)
 */
export function skewness(values: Series): number | NoMeaning {
  const n = values.length;
  if (n < 3) return needs(3, "period returns", n);
  const { m2, m3 } = moments(values);
  const biased = m3 / m2 ** 1.5;
  return finite(Math.sqrt(n * (n - 1)) / (n - 2) * biased, "all returns are the same");
}

/**
 * Excess kurtosis, 0 for a normal distribution: (n-1) / ((n-2)(n-3)) · ((n+1) · (m4/m2² - 3) + 6).
 * (Joanes and Gill, as above, G2.)
 */
export function excessKurtosis(values: Series): number | NoMeaning {
  const n = values.length;
  if (n < 4) return needs(4, "period returns", n);
  const { m2, m4 } = moments(values);
  const biased = m4 / m2 ** 2 - 3;
  const adjusted = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * biased + 6);
  return finite(adjusted, "all returns are the same");
}
