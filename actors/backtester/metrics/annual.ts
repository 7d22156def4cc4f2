import { finite, needs, type NoMeaning, none } from "./measure.ts";
import { geometricMean, type Series, variance } from "./sums.ts";

const YEAR_MS = 365.25 * 86_400_000;

/**
 * Annualised return: (1 + g)^n - 1, g being the geometric mean of the period returns and n the
 * periods in a year; a share. (C. Bacon, "Practical Portfolio Performance Measurement and
 * Attribution", 2nd ed. 2008, 2.3.)
 */
export function annualReturn(returns: Series, perYear: number): number | NoMeaning {
  if (returns.length === 0) return needs(1, "period returns", 0);
  return (1 + geometricMean(returns)) ** perYear - 1;
}

/**
 * Annualised volatility of returns that are compounded: sqrt((s² + (1+g)²)^n - (1+g)^(2n)), a share;
 * s² the sample variance of the period returns, g their geometric mean. (P. Kaplan and S. Savage,
 * "Monte Carlo", 2012; as in the reference engine, which the simpler s·sqrt(n) would not match.)
 */
export function annualVolatility(returns: Series, perYear: number): number | NoMeaning {
  if (returns.length < 2) return needs(2, "period returns", returns.length);
  const growth = 1 + geometricMean(returns);
  const spread = (variance(returns) + growth ** 2) ** perYear - growth ** (2 * perYear);
  return finite(Math.sqrt(spread), "the returns are too wild to be annualised");
}

/**
 * Compound annual growth rate: (last / first)^(1 / years) - 1, a share; a year has 365.25 days.
 */
export function compoundGrowth(
  first: number,
  last: number,
  durationMs: number,
): number | NoMeaning {
  if (!(durationMs > 0)) return none("needs a time span, found a single moment");
  const growth = (last / first) ** (YEAR_MS / durationMs) - 1;
  return finite(growth, "the time span is too short to be annualised");
}
