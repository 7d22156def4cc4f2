import { finite, needs, type NoMeaning, none } from "./measure.ts";
import { ratio } from "./ratios.ts";
import { deviation, mean, type Series } from "./sums.ts";

/**
 * Beta: covariance of the logarithmic returns of equity and of the market, bar by bar, over the
 * variance of the market's. (W. Sharpe, "Capital Asset Prices", Journal of Finance, 1964.)
 */
export function betaOf(equity: Series, market: Series): number | NoMeaning {
  const count = equity.length - 1;
  if (count < 2) return needs(2, "bar returns", Math.max(0, count));
  // One pass about the first return: shifting by a constant changes no covariance.
  const shiftE = Math.log(equity[1]! / equity[0]!);
  const shiftM = Math.log(market[1]! / market[0]!);
  let [sumE, sumM, sumEM, sumMM] = [0, 0, 0, 0];
  for (let i = 1; i <= count; i++) {
    const e = Math.log(equity[i]! / equity[i - 1]!) - shiftE;
    const m = Math.log(market[i]! / market[i - 1]!) - shiftM;
    sumE += e;
    sumM += m;
    sumEM += e * m;
    sumMM += m * m;
  }
  const covariance = sumEM - sumE * sumM / count;
  const spread = sumMM - sumM * sumM / count;
  if (spread === 0) return none("the market's price never changed");
  return finite(covariance / spread, "equity reached zero, which has no logarithm");
}

/**
 * Jensen's alpha over the whole run, without a riskless rate: return - beta · market return, shares.
 * (M. Jensen, "The Performance of Mutual Funds", Journal of Finance, 1968.)
 */
export function alphaOf(
  totalReturn: number,
  beta: number | NoMeaning,
  marketReturn: number,
): number | NoMeaning {
  return typeof beta === "number" ? totalReturn - beta * marketReturn : beta;
}

/**
 * Tracking error: annualised standard deviation of the difference between the returns and the
 * market's, a share. (R. Grinold and R. Kahn, "Active Portfolio Management", 2nd ed. 1999.)
 */
export function trackingError(
  returns: Series,
  market: Series,
  perYear: number,
): number | NoMeaning {
  if (returns.length < 2) return needs(2, "period returns", returns.length);
  return deviation(differences(returns, market)) * Math.sqrt(perYear);
}

/**
 * Information ratio: annualised mean of the difference between the returns and the market's over the
 * tracking error. (Grinold and Kahn, as above.)
 */
export function informationRatio(
  returns: Series,
  market: Series,
  perYear: number,
): number | NoMeaning {
  const error = trackingError(returns, market, perYear);
  const excess = mean(differences(returns, market)) * perYear;
  return ratio(excess, error, "the tracking error");
}

/** Treynor ratio: annualised return over beta. (J. Treynor, Harvard Business Review, 1965.) */
export function treynorRatio(annualReturn: number | NoMeaning, beta: number | NoMeaning) {
  return ratio(annualReturn, beta, "beta");
}

function differences(returns: Series, market: Series): Float64Array {
  const length = Math.min(returns.length, market.length);
  const values = new Float64Array(length);
  for (let i = 0; i < length; i++) values[i] = returns[i]! - market[i]!;
  return values;
}
