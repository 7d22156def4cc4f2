import type { PipelineSummary } from "./ensemble/pipeline.ts";
import { isoTime } from "../domain/iso_time.ts";
import { calendarReturns } from "./metrics/calendar_table.ts";
import { durationText } from "./metrics/durations.ts";
import type { OpenPosition, RoundTrip } from "./account/round_trip.ts";
import type { BarColumns } from "../domain/bar_columns.ts";
import type { StrategyCredit } from "./ensemble/attribution.ts";
import type { EnsembleRun } from "./ensemble/run.ts";
import { type HonestyChecks, NO_CHECKS } from "./honesty/checks.ts";
import { type Excursion, excursionOf } from "./metrics/excursions.ts";
import { type RunFacts, statisticsOf } from "./metrics/statistics.ts";
import { tradeReturn } from "./metrics/trades.ts";
import type { PortfolioRun, TickerRun } from "./portfolio.ts";

/** A round trip as it is printed; the reference engine's word for it is trade. */
export interface ShownTrade {
  readonly ticker: string;
  readonly size: number;
  /** Indices into the ticker's own bars, from 0. */
  readonly entry_bar: number;
  readonly exit_bar: number;
  readonly entry_time: string;
  readonly exit_time: string;
  readonly entry_price: number;
  readonly exit_price: number;
  readonly commission: number;
  readonly slippage: number;
  readonly borrow: number;
  readonly pnl: number;
  readonly return_pct: number;
  readonly mae_pct: number;
  readonly mfe_pct: number;
  readonly duration: string;
}

/** Return of one month or year in percent; null where there was no equity left. */
export interface ShownPeriod {
  readonly period: string;
  readonly return_pct: number | null;
}

/** What came of a backtest: the document that `--json` prints. */
export interface BacktestResult<Request = unknown> {
  readonly trades: readonly ShownTrade[];
  /** By name; null where the sample supports no figure. */
  readonly stats: Readonly<Record<string, number | string | null>>;
  /** Why a statistic is null, by name. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly equity: readonly { readonly at: string; readonly equity: number }[];
  readonly monthly: readonly ShownPeriod[];
  readonly yearly: readonly ShownPeriod[];
  /** Positions that were still open at the end. */
  readonly open: readonly {
    readonly ticker: string;
    readonly size: number;
    readonly entry_bar: number;
    readonly entry_price: number;
  }[];
  /** What closed positions earned, parted among who voted for them; only where the pipeline ran. */
  readonly attribution?: readonly StrategyCredit[];
  readonly warnings: readonly string[];
  /** What was asked of its honesty. */
  readonly checks: HonestyChecks;
  /** Counts and digest of the whole pipeline, as `replay` prints them; only where it ran. */
  readonly pipeline?: PipelineSummary;
  readonly request: Request;
}

/** A finished run, of whichever kind. */
export interface FinishedRun {
  readonly facts: RunFacts;
  /** Close of each bar along `facts`. */
  readonly at: Float64Array;
  readonly trades: readonly ShownTrade[];
  readonly open: readonly OpenPosition[];
  readonly attribution?: readonly StrategyCredit[];
  readonly warnings: readonly string[];
}

/** The document of a finished run. */
export function resultOf<Request>(
  { facts, at, trades, open, attribution, warnings }: FinishedRun,
  request: Request,
): BacktestResult<Request> {
  const stats: Record<string, number | string | null> = {};
  const reasons: Record<string, string> = {};
  for (const [name, measure] of Object.entries(statisticsOf(facts))) {
    if (typeof measure !== "object") stats[name] = measure;
    else {
      stats[name] = null;
      reasons[name] = measure.reason;
    }
  }
  const table = (period: "month" | "year"): ShownPeriod[] =>
    calendarReturns(facts.equity, facts.stamps, period).map(({ period, return: change }) => ({
      period,
      return_pct: change === null ? null : change * 100,
    }));
  return {
    trades,
    stats,
    reasons,
    equity: Array.from(facts.equity, (equity, i) => ({ at: isoTime(at[i]!), equity })),
    monthly: table("month"),
    yearly: table("year"),
    open: open.map(({ ticker, size, entryBar, entryPrice }) => ({
      ticker,
      size,
      entry_bar: entryBar,
      entry_price: entryPrice,
    })),
    ...attribution === undefined ? {} : { attribution },
    warnings,
    checks: NO_CHECKS,
    request,
  };
}

/** A strategy's run for itself, ready to be shown. */
export function finishedPortfolio({ facts, at, parts }: PortfolioRun): FinishedRun {
  return {
    facts,
    at,
    trades: parts.flatMap(({ run, columns, stamps }) =>
      run.trades.map((trade) => shownTrade(trade, excursionOf(trade, columns), columns, stamps))
    ).sort(byExit),
    open: parts.flatMap(({ run: { open } }) => open ?? []),
    warnings: parts.flatMap(warningsOf),
  };
}

/** The pipeline's run, ready to be shown. */
export function finishedEnsemble(
  { facts, at, parts, trips, open, attribution }: EnsembleRun,
): FinishedRun {
  const byTicker = new Map(parts.map((part) => [part.columns.ticker, part]));
  return {
    facts,
    at,
    trades: trips.map(({ trip, excursion }) => {
      const { columns, stamps } = byTicker.get(trip.ticker)!;
      return shownTrade(trip, excursion, columns, stamps);
    }),
    open,
    attribution,
    warnings: open.map(({ ticker, size }) => openWarning(ticker, size)),
  };
}

function shownTrade(
  trade: RoundTrip,
  { adverse, favourable }: Excursion,
  { startsAt }: BarColumns,
  stamps: Float64Array,
): ShownTrade {
  return {
    ticker: trade.ticker,
    size: trade.size,
    entry_bar: trade.entryBar,
    exit_bar: trade.exitBar,
    entry_time: isoTime(startsAt[trade.entryBar]!),
    exit_time: isoTime(startsAt[trade.exitBar]!),
    entry_price: trade.entryPrice,
    exit_price: trade.exitPrice,
    commission: trade.commission,
    slippage: trade.slippage,
    borrow: trade.borrow,
    pnl: trade.pnl,
    return_pct: tradeReturn(trade) * 100,
    mae_pct: adverse * 100,
    mfe_pct: favourable * 100,
    duration: durationText(stamps[trade.exitBar]! - stamps[trade.entryBar]!),
  };
}

function byExit(a: ShownTrade, b: ShownTrade): number {
  return a.exit_time < b.exit_time ? -1 : a.exit_time > b.exit_time ? 1 : 0;
}

function warningsOf({ columns, run }: TickerRun): string[] {
  const warnings: string[] = [];
  if (run.ruinedAt !== null) {
    const when = isoTime(columns.at[run.ruinedAt]!);
    warnings.push(`${columns.ticker}: equity was gone at ${when}; nothing was traded after it.`);
  }
  if (run.unaffordable > 0) {
    warnings.push(
      `${columns.ticker}: ${run.unaffordable} orders were dropped, for the money did not reach for one unit.`,
    );
  }
  if (run.open !== null) warnings.push(openWarning(columns.ticker, run.open.size));
  return warnings;
}

function openWarning(ticker: string, size: number): string {
  return `${ticker}: a position of ${size} is still open at the end; it counts at the last close and is no trade.`;
}
