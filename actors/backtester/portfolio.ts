import type { BarColumns } from "../domain/bar_columns.ts";
import { excursionOf } from "./metrics/excursions.ts";
import type { RunFacts } from "./metrics/statistics.ts";
import { type AccountRun, runAccount } from "./account/engine.ts";
import type { OrderColumn } from "./account/orders.ts";
import type { AccountProfile } from "./account/profile.ts";
import { barStamps } from "./market/wall_time.ts";

/** One ticker's part of a run. */
export interface TickerRun {
  readonly columns: BarColumns;
  readonly stamps: Float64Array;
  readonly orders: OrderColumn;
  readonly run: AccountRun;
}

/** The whole of a run: parts, and everything that statistics are made of. */
export interface PortfolioRun {
  readonly parts: readonly TickerRun[];
  /** Close of each bar of any ticker, once, in order of time. */
  readonly at: Float64Array;
  readonly facts: RunFacts;
}

/** Runs each ticker with an equal share of the cash, for itself, and adds them up. */
export function runPortfolio(
  bars: readonly BarColumns[],
  ordersOf: (columns: BarColumns) => OrderColumn,
  profile: AccountProfile,
  trials: readonly number[] = [],
): PortfolioRun {
  const share = { ...profile, cash: profile.cash / bars.length };
  const parts = bars.map((columns): TickerRun => {
    const orders = ordersOf(columns);
    const run = runAccount(columns, orders, share);
    return { columns, stamps: barStamps(columns), orders, run };
  });
  return parts.length === 1 ? single(parts[0]!, trials) : merged(parts, share.cash, trials);
}

function single(part: TickerRun, trials: readonly number[]): PortfolioRun {
  const { columns, stamps, orders, run } = part;
  return {
    parts: [part],
    at: columns.at,
    facts: {
      stamps,
      equity: run.equity,
      market: columns.close,
      marketFrom: Math.min(orders.warmUp, columns.length - 1),
      trades: run.trades,
      open: run.open === null ? [] : [run.open],
      excursions: run.trades.map((trade) => excursionOf(trade, columns)),
      trials,
    },
  };
}

/** The parts on one timeline: before its first bar a part is its cash, after its last its last value. */
function merged(
  parts: readonly TickerRun[],
  cash: number,
  trials: readonly number[],
): PortfolioRun {
  const { at, stamps } = timelineOf(parts);
  const equity = new Float64Array(at.length);
  const market = new Float64Array(at.length);
  const placed = parts.map(({ columns, orders, run }) => {
    const places = new Int32Array(columns.length);
    const from = Math.min(orders.warmUp, columns.length - 1);
    let next = 0;
    for (let i = 0; i < at.length; i++) {
      if (next < columns.length && columns.at[next] === at[i]) places[next++] = i;
      const last = next - 1;
      equity[i]! += last < 0 ? cash : run.equity[last]!;
      // Held in equal parts from the bar on at which a strategy could first decide.
      market[i]! += last < from ? cash : cash * columns.close[last]! / columns.close[from]!;
    }
    return places;
  });
  const onTimeline = <T extends { readonly entryBar: number }>(trade: T, part: number): T => ({
    ...trade,
    entryBar: placed[part]![trade.entryBar]!,
  });
  const trades = parts.flatMap(({ run, columns }, part) =>
    run.trades.map((trade) => ({
      trade: { ...onTimeline(trade, part), exitBar: placed[part]![trade.exitBar]! },
      excursion: excursionOf(trade, columns),
    }))
  ).sort((a, b) => a.trade.exitBar - b.trade.exitBar);
  return {
    parts,
    at,
    facts: {
      stamps,
      equity,
      market,
      marketFrom: 0,
      trades: trades.map(({ trade }) => trade),
      open: parts.flatMap(({ run }, part) => run.open === null ? [] : [onTimeline(run.open, part)]),
      excursions: trades.map(({ excursion }) => excursion),
      trials,
    },
  };
}

function timelineOf(parts: readonly TickerRun[]): { at: Float64Array; stamps: Float64Array } {
  const stampOf = new Map<number, number>();
  for (const { columns, stamps } of parts) {
    for (let i = 0; i < columns.length; i++) stampOf.set(columns.at[i]!, stamps[i]!);
  }
  const at = Float64Array.from(stampOf.keys()).sort();
  return { at, stamps: at.map((moment) => stampOf.get(moment)!) };
}
