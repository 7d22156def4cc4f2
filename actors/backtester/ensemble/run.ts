import type { BarColumns } from "../../domain/bar_columns.ts";
import type { Signal } from "../../domain/signal.ts";
import { barStamps } from "../market/wall_time.ts";
import type { RunFacts } from "../metrics/statistics.ts";
import type { OpenPosition } from "../account/round_trip.ts";
import { inOrder, type MarketInputs } from "./inputs.ts";
import { Attribution, type StrategyCredit } from "./attribution.ts";
import { heldIn, Pipeline, type PipelineRules } from "./pipeline.ts";
import { type TrackedTrip, TripTracker } from "./round_trips.ts";

/** What came of the pipeline on recorded inputs. */
export interface EnsembleRun {
  readonly pipeline: Pipeline;
  /** Bars of each ticker, with their stamps, in the order in which they were given. */
  readonly parts: readonly { readonly columns: BarColumns; readonly stamps: Float64Array }[];
  /** Each moment at which bars closed, and the equity after them. */
  readonly at: Float64Array;
  readonly facts: RunFacts;
  /** Round trips with the bars of their own ticker, in order of their exits. */
  readonly trips: readonly TrackedTrip[];
  readonly open: readonly OpenPosition[];
  /** What closed positions earned, by strategy. */
  readonly attribution: readonly StrategyCredit[];
}

/** Bars between two looks at whether to go on. */
const SLICE = 10_000;

/**
 * Drives the pipeline over its inputs. A generator: it yields how many bars are done every few thousand
 * and can be left at any of them. `onSignal` is told of every signal with its votes.
 */
export function* ensembleSteps(
  inputs: MarketInputs,
  rules: PipelineRules,
  onSignal?: (signal: Signal, at: number) => void,
): Generator<number, EnsembleRun> {
  const { bars } = inputs;
  const trackers = new Map(bars.map(({ ticker }) => [ticker, new TripTracker(ticker)]));
  const place = new Map(bars.map(({ ticker }, part) => [ticker, part]));
  const index = new Int32Array(bars.length);
  const held = new Float64Array(bars.length);
  const mark = new Float64Array(bars.length);
  let cash = Number(rules.startingCash);
  const attribution = new Attribution();
  const pipeline: Pipeline = new Pipeline(rules, {
    ...onSignal === undefined ? {} : { onSignal },
    onClosed: (trips) => attribution.onClosed(trips),
    onFill({ trade }) {
      const part = place.get(trade.ticker)!;
      const value = Number(trade.lastQuantity) * Number(trade.lastPrice);
      cash += (trade.side === "buy" ? -value : value) - Number(trade.fee);
      held[part] = heldIn(pipeline.book, trade.ticker);
      const bar = index[part]!;
      trackers.get(trade.ticker)!.onFill(trade, bar, bars[part]!.open[bar]!);
    },
    onSplit(split) {
      const part = place.get(split.ticker)!;
      held[part] = heldIn(pipeline.book, split.ticker);
      mark[part]! /= split.ratio;
      trackers.get(split.ticker)!.onSplit(split);
    },
  });
  const parts = bars.map((columns) => ({ columns, stamps: barStamps(columns) }));
  const total = bars.reduce((sum, { length }) => sum + length, 0);
  const at = new Float64Array(total);
  const stamps = new Float64Array(total);
  const equity = new Float64Array(total);
  const market = new Float64Array(total);
  const basis = new Float64Array(bars.length);
  const unit = new Float64Array(bars.length).fill(1);
  let moments = 0;
  let done = 0;
  const markMoment = () => {
    let value = cash;
    let like = 0;
    for (let i = 0; i < bars.length; i++) {
      value += held[i]! * mark[i]!;
      like += basis[i] === 0 ? 1 : mark[i]! * unit[i]! / basis[i]!;
    }
    equity[moments - 1] = value;
    market[moments - 1] = like / bars.length;
  };
  for (const event of inOrder(inputs)) {
    if (event.kind === "score") pipeline.onScore(event.score, event.at);
    else if (event.kind === "split") {
      pipeline.onSplit(event.split, event.at);
      unit[place.get(event.split.ticker)!]! *= event.split.ratio;
    } else {
      const { part } = event;
      const columns = bars[part]!;
      if (moments === 0 || at[moments - 1] !== event.at) {
        // Every bar of the moment before is in by now.
        if (moments > 0) markMoment();
        at[moments] = event.at;
        stamps[moments++] = parts[part]!.stamps[event.index]!;
      }
      index[part] = event.index;
      pipeline.onBar(columns, event.index);
      mark[part] = columns.close[event.index]!;
      if (basis[part] === 0) basis[part] = mark[part]!;
      trackers.get(columns.ticker)!.onBar(columns.high[event.index]!, columns.low[event.index]!);
      if (++done % SLICE === 0) yield done;
    }
  }
  if (moments > 0) markMoment();
  pipeline.finish();
  const trips = [...trackers.values()].flatMap(({ done }) => done);
  const exitAt = ({ trip: { ticker, exitBar } }: TrackedTrip) =>
    bars[place.get(ticker)!]!.at[exitBar]!;
  trips.sort((a, b) => exitAt(a) - exitAt(b));
  const open = [...trackers.values()].flatMap((tracker) => tracker.open() ?? []);
  const times = at.slice(0, moments);
  const onTimeline = (ticker: string, bar: number) =>
    placeOf(times, bars[place.get(ticker)!]!.at[bar]!);
  return {
    pipeline,
    parts,
    at: times,
    trips,
    open,
    attribution: attribution.credits(),
    facts: {
      stamps: stamps.slice(0, moments),
      equity: equity.slice(0, moments),
      market: market.slice(0, moments),
      marketFrom: 0,
      trades: trips.map(({ trip }) => ({
        ...trip,
        entryBar: onTimeline(trip.ticker, trip.entryBar),
        exitBar: onTimeline(trip.ticker, trip.exitBar),
      })),
      open,
      excursions: trips.map(({ excursion }) => excursion),
      trials: [],
    },
  };
}

/** Drives a generator to its end without a stop. */
export function runEnsemble(
  inputs: MarketInputs,
  rules: PipelineRules,
  onSignal?: (signal: Signal, at: number) => void,
): EnsembleRun {
  const steps = ensembleSteps(inputs, rules, onSignal);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Index of a moment among sorted ones; it must be there. */
function placeOf(times: Float64Array, at: number): number {
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
