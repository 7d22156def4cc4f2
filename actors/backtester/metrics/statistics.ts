import type { OpenPosition, RoundTrip } from "../account/round_trip.ts";
import { stampText } from "../market/wall_time.ts";
import { annualReturn, annualVolatility, compoundGrowth } from "./annual.ts";
import { alphaOf, betaOf, informationRatio, trackingError, treynorRatio } from "./benchmark.ts";
import { conditionalValueAtRisk, excessKurtosis, skewness, valueAtRisk } from "./distribution.ts";
import { drawdownsOf, ulcerIndex } from "./drawdowns.ts";
import { durationText, roundedUp, unitOf } from "./durations.ts";
import type { Excursion } from "./excursions.ts";
import { annualTurnover, exposureOf } from "./exposure.ts";
import { type Measure, needs, type NoMeaning, none, percent } from "./measure.ts";
import { periodEnds, periodReturns, type Sampling, samplingOf } from "./periods.ts";
import { calmarRatio, omegaRatio, sharpeRatio, sortinoRatio } from "./ratios.ts";
import { deflatedSharpe, periodSharpe, probabilisticSharpe } from "./sharpe_confidence.ts";
import { geometricMean, mean, sum } from "./sums.ts";
import {
  kellyCriterion,
  longestStreaks,
  profitFactor,
  systemQuality,
  tradeReturn,
  winRate,
} from "./trades.ts";

const YEAR_MS = 365.25 * 86_400_000;

/** A run, as far as statistics look at it. */
export interface RunFacts {
  /** Start of each bar by the clock on New York's wall. */
  readonly stamps: Float64Array;
  /** Equity at each bar's close. */
  readonly equity: Float64Array;
  /** What the run is compared with: the price that was traded, or its like, at each bar's close. */
  readonly market: Float64Array;
  /** Bar at which the comparison begins: the first at which a strategy could decide. */
  readonly marketFrom: number;
  /** In order of their exits; their bars count along `stamps`. */
  readonly trades: readonly RoundTrip[];
  readonly open: readonly OpenPosition[];
  /** How far each of the trades went against and for its holder. */
  readonly excursions: readonly Excursion[];
  /** Sharpe ratios of a period of everything that was tried to find this run; empty: it alone. */
  readonly trials: readonly number[];
}

/** Returns on the way to the statistics, for reports and comparisons. */
export interface RunReturns {
  readonly sampling: Sampling;
  /** Equity's return in each period that has one before it. */
  readonly returns: Float64Array;
  /** The market's, over the same periods. */
  readonly market: Float64Array;
}

/** Returns by day (or longer, where the bars are). */
export function returnsOf({ stamps, equity, market }: RunFacts): RunReturns {
  const sampling = samplingOf(stamps);
  const ends = periodEnds(stamps, sampling.period);
  return {
    sampling,
    returns: periodReturns(equity, ends),
    market: periodReturns(market, ends),
  };
}

/**
 * Every statistic of a run by name. Names and definitions that the reference engine (backtesting.py)
 * has are its; each formula stands with its source in the file that it is imported from.
 */
export function statisticsOf(facts: RunFacts): Record<string, Measure> {
  const { equity, trades } = facts;
  const bars = equity.length;
  if (bars === 0) throw new RangeError("statistics need at least one bar");
  return {
    ...spanMeasures(facts),
    ...returnMeasures(facts),
    ...tradeMeasures(facts),
    ...costMeasures(trades),
    "# Bars": bars,
    "Open Positions": facts.open.length,
  };
}

function spanMeasures({ stamps, equity, trades }: RunFacts): Record<string, Measure> {
  const [first, last] = [stamps[0]!, stamps[stamps.length - 1]!];
  const held = exposureOf(trades, equity.length);
  let peak = -Infinity;
  for (const value of equity) if (value > peak) peak = value;
  return {
    "Start": stampText(first),
    "End": stampText(last),
    "Duration": durationText(last - first),
    "Exposure Time [%]": held.any * 100,
    "Exposure Long [%]": held.long * 100,
    "Exposure Short [%]": held.short * 100,
    "Equity Final [$]": equity[equity.length - 1]!,
    "Equity Peak [$]": peak,
  };
}

function returnMeasures(facts: RunFacts): Record<string, Measure> {
  const { stamps, equity, market, marketFrom, trials } = facts;
  const bars = equity.length;
  const total = equity[bars - 1]! / equity[0]! - 1;
  const held = market[bars - 1]! / market[marketFrom]! - 1;
  const { sampling, returns, market: marketReturns } = returnsOf(facts);
  const { perYear } = sampling;
  const yearly = annualReturn(returns, perYear);
  const volatility = annualVolatility(returns, perYear);
  const sorted = returns.slice().sort();
  const drawdowns = drawdownsOf(equity);
  const beta = betaOf(equity, market);
  const unit = unitOf(sampling.stepMs);
  const lengths = drawdowns.stretches.map(({ from, to }) => stamps[to]! - stamps[from]!);
  const neverFell = none("equity never fell for longer than a bar");
  const duration = (ms: number) =>
    lengths.length === 0 ? neverFell : durationText(roundedUp(ms, unit));
  return {
    "Return [%]": total * 100,
    "Buy & Hold Return [%]": held * 100,
    "Return (Ann.) [%]": percent(yearly),
    "Volatility (Ann.) [%]": percent(volatility),
    "CAGR [%]": percent(compoundGrowth(equity[0]!, equity[bars - 1]!, spanMs(stamps))),
    "Sharpe Ratio": sharpeRatio(yearly, volatility),
    "Sortino Ratio": sortinoRatio(yearly, returns, perYear),
    "Calmar Ratio": calmarRatio(yearly, drawdowns.max),
    "Omega Ratio": omegaRatio(returns),
    "Alpha [%]": percent(alphaOf(total, beta, held)),
    "Beta": beta,
    "Treynor Ratio": treynorRatio(yearly, beta),
    "Information Ratio": informationRatio(returns, marketReturns, perYear),
    "Tracking Error [%]": percent(trackingError(returns, marketReturns, perYear)),
    "Max. Drawdown [%]": -drawdowns.max * 100,
    "Avg. Drawdown [%]": drawdowns.averageDepth === 0 ? neverFell : -drawdowns.averageDepth * 100,
    "Max. Drawdown Duration": duration(Math.max(...lengths)),
    "Avg. Drawdown Duration": duration(mean(lengths)),
    "Ulcer Index [%]": ulcerIndex(equity) * 100,
    "VaR 95% [%]": percent(valueAtRisk(sorted, 0.95)),
    "CVaR 95% [%]": percent(conditionalValueAtRisk(sorted, 0.95)),
    "VaR 99% [%]": percent(valueAtRisk(sorted, 0.99)),
    "CVaR 99% [%]": percent(conditionalValueAtRisk(sorted, 0.99)),
    "Skew": skewness(returns),
    "Kurtosis": excessKurtosis(returns),
    "Sharpe Ratio (Period)": periodSharpe(returns),
    "Probabilistic Sharpe Ratio": probabilisticSharpe(returns),
    "Deflated Sharpe Ratio": deflatedSharpe(returns, trials),
  };
}

function tradeMeasures(
  { stamps, equity, trades, open, excursions }: RunFacts,
): Record<string, Measure> {
  const unit = unitOf(samplingOf(stamps).stepMs);
  const profits = column(trades, ({ pnl }) => pnl);
  const returns = column(trades, tradeReturn);
  const lengths = column(
    trades,
    ({ entryBar, exitBar }) => stamps[exitBar]! - stamps[entryBar]!,
  );
  const of = <T extends Measure>(value: () => T): T | NoMeaning =>
    trades.length === 0 ? needs(1, "trades", 0) : value();
  const duration = (ms: () => number) => of(() => durationText(roundedUp(ms(), unit)));
  const streaks = longestStreaks(profits);
  const traded = sum(
    trades.map(({ size, entryPrice, exitPrice }) => Math.abs(size) * (entryPrice + exitPrice)),
  ) + sum(open.map(({ size, entryPrice }) => Math.abs(size) * entryPrice));
  const years = spanMs(stamps) / YEAR_MS;
  return {
    "# Trades": trades.length,
    "Win Rate [%]": percent(winRate(profits)),
    "Best Trade [%]": of(() => largest(returns) * 100),
    "Worst Trade [%]": of(() => -largest(returns.map((each) => -each)) * 100),
    "Avg. Trade [%]": of(() => geometricMean(returns) * 100),
    "Max. Trade Duration": duration(() => largest(lengths)),
    "Avg. Trade Duration": duration(() => mean(lengths)),
    "Profit Factor": profitFactor(returns),
    "Expectancy [%]": of(() => mean(returns) * 100),
    "SQN": systemQuality(profits),
    "Kelly Criterion": kellyCriterion(profits),
    "Max. Consecutive Wins": streaks.wins,
    "Max. Consecutive Losses": streaks.losses,
    "Avg. MAE [%]": of(() => mean(excursions.map(({ adverse }) => adverse)) * 100),
    "Avg. MFE [%]": of(() => mean(excursions.map(({ favourable }) => favourable)) * 100),
    "Turnover (Ann.)": years > 0
      ? annualTurnover(traded, mean(equity), years)
      : none("needs a time span, found a single moment"),
  };
}

function costMeasures(trades: readonly RoundTrip[]): Record<string, Measure> {
  const total = (part: (trade: RoundTrip) => number) => sum(trades.map(part));
  const commission = total((trade) => trade.commission);
  const slippage = total((trade) => trade.slippage);
  const borrow = total((trade) => trade.borrow);
  return {
    "Commissions [$]": commission,
    "Slippage [$]": slippage,
    "Borrow Costs [$]": borrow,
    "Costs [$]": commission + slippage + borrow,
  };
}

function spanMs(stamps: Float64Array): number {
  return stamps[stamps.length - 1]! - stamps[0]!;
}

function largest(values: Float64Array): number {
  let most = -Infinity;
  for (const value of values) if (value > most) most = value;
  return most;
}

/** One figure of each trade; a loop, for there may be many. */
function column(trades: readonly RoundTrip[], figure: (trade: RoundTrip) => number): Float64Array {
  const values = new Float64Array(trades.length);
  for (let i = 0; i < values.length; i++) values[i] = figure(trades[i]!);
  return values;
}
