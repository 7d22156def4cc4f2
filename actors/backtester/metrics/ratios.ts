import { finite, needs, type NoMeaning, none } from "./measure.ts";
import type { Series } from "./sums.ts";

/** A quotient; without meaning where the divisor is zero or one of the two has none. */
export function ratio(
  above: number | NoMeaning,
  below: number | NoMeaning,
  divisor: string,
): number | NoMeaning {
  if (typeof above !== "number") return above;
  if (typeof below !== "number") return below;
  if (below === 0) return none(`${divisor} is zero`);
  return finite(above / below, `${divisor} is not a number`);
}

/**
 * Sharpe ratio: annualised return over annualised volatility, with nothing taken off for a riskless
 * rate. (W. Sharpe, "The Sharpe Ratio", Journal of Portfolio Management, 1994.)
 */
export function sharpeRatio(annualReturn: number | NoMeaning, volatility: number | NoMeaning) {
  return ratio(annualReturn, volatility, "volatility");
}

/**
 * Sortino ratio: annualised return over the annualised downside deviation from zero,
 * sqrt(mean(min(r, 0)²)) · sqrt(n). (F. Sortino and R. van der Meer, "Downside Risk", 1991.)
 */
export function sortinoRatio(
  annualReturn: number | NoMeaning,
  returns: Series,
  perYear: number,
): number | NoMeaning {
  if (returns.length === 0) return needs(1, "period returns", 0);
  let squares = 0;
  for (let i = 0; i < returns.length; i++) if (returns[i]! < 0) squares += returns[i]! ** 2;
  const downside = Math.sqrt(squares / returns.length) * Math.sqrt(perYear);
  return ratio(annualReturn, downside, "the downside deviation");
}

/**
 * Calmar ratio: annualised return over the largest drawdown, both shares. (T. Young, "Calmar Ratio:
 * A Smoother Tool", Futures, 1991.)
 */
export function calmarRatio(annualReturn: number | NoMeaning, maxDrawdown: number) {
  return ratio(annualReturn, maxDrawdown, "the largest drawdown");
}

/**
 * Omega ratio at a threshold of zero: gains over losses, sum(max(r, 0)) / sum(max(-r, 0)). (C. Keating
 * and W. Shadwick, "A Universal Performance Measure", 2002.)
 */
export function omegaRatio(returns: Series): number | NoMeaning {
  let gains = 0;
  let losses = 0;
  for (let i = 0; i < returns.length; i++) {
    if (returns[i]! > 0) gains += returns[i]!;
    else losses -= returns[i]!;
  }
  return ratio(gains, losses, "the sum of losses");
}
