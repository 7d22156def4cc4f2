import { runAccount } from "../account/engine.ts";
import { barStamps } from "../market/wall_time.ts";
import { sliceColumns } from "../market/slice.ts";
import { periodEnds, periodReturns, samplingOf } from "../metrics/periods.ts";
import { periodSharpe } from "../metrics/sharpe_confidence.ts";
import { chooseStrategy } from "../strategies.ts";
import type { TrialParams } from "../sweep/grid.ts";
import { runTrial, type SweepSetup, type TrialOutcome } from "../sweep/trial.ts";

/** One step: parameters chosen on one stretch and tried on the next. */
export interface WalkForwardFold {
  /** Indices of bars, from and up to (without). */
  readonly trained: readonly [number, number];
  readonly tested: readonly [number, number];
  readonly params: TrialParams;
  /** Sharpe ratio of a period where it was chosen, and where it was tried; null where there is none. */
  readonly sharpeTrained: number | null;
  readonly sharpeTested: number | null;
  /** Return of the stretch on which it was tried, as a share. */
  readonly returnTested: number;
}

/** What came of choosing and trying, again and again. */
export interface WalkForward {
  readonly folds: readonly WalkForwardFold[];
  /** Returns of the tried stretches, compounded, as a share. */
  readonly totalReturn: number;
  /** Mean Sharpe ratio tried over chosen: near 1 where a choice holds, 0 or less where it was luck. */
  readonly efficiency: number | null;
}

/** The trial with the highest Sharpe ratio; null where none has one. */
export function bestOf(outcomes: readonly TrialOutcome[]): TrialOutcome | null {
  return outcomes.reduce<TrialOutcome | null>(
    (best, each) =>
      each.sharpe !== null && (best === null || each.sharpe > best.sharpe!) ? each : best,
    null,
  );
}

/**
 * Walk-forward analysis of one ticker: the bars are cut into `folds` + 1 equal stretches; parameters
 * are chosen on each by the Sharpe ratio and tried on the one after it. The tried stretch begins flat;
 * its indicators are warmed up on the bars before it. (R. Pardo, "The Evaluation and Optimization of
 * Trading Strategies", 2nd ed. 2008.) A generator: it yields the number of trials done.
 */
export function* walkForward(
  setup: SweepSetup,
  trials: readonly TrialParams[],
  folds: number,
): Generator<number, WalkForward> {
  const columns = setup.bars[0]!;
  const length = Math.floor(columns.length / (folds + 1));
  const results: WalkForwardFold[] = [];
  let done = 0;
  for (let fold = 0; fold < folds; fold++) {
    const trained = [fold * length, (fold + 1) * length] as const;
    const tested = [trained[1], fold === folds - 1 ? columns.length : trained[1] + length] as const;
    const bars = [sliceColumns(columns, ...trained)];
    const outcomes: TrialOutcome[] = [];
    for (const params of trials) {
      outcomes.push(runTrial({ ...setup, bars }, params));
      yield ++done;
    }
    const best = bestOf(outcomes);
    if (best === null) continue;
    results.push({
      trained,
      tested,
      params: best.params,
      sharpeTrained: best.sharpe,
      ...tryOn(setup, best.params, tested),
    });
  }
  const ratios = results.flatMap(({ sharpeTrained, sharpeTested }) =>
    sharpeTrained === null || sharpeTested === null || sharpeTrained <= 0
      ? []
      : [sharpeTested / sharpeTrained]
  );
  return {
    folds: results,
    totalReturn: results.reduce((value, { returnTested }) => value * (1 + returnTested), 1) - 1,
    efficiency: ratios.length === 0 ? null : ratios.reduce((a, b) => a + b, 0) / ratios.length,
  };
}

function tryOn(
  { strategy, params: fixed, bars, profile }: SweepSetup,
  params: TrialParams,
  [from, to]: readonly [number, number],
): Pick<WalkForwardFold, "sharpeTested" | "returnTested"> {
  const { ordersOf } = chooseStrategy(strategy, { ...fixed, ...params });
  const known = sliceColumns(bars[0]!, 0, to);
  const orders = ordersOf(known).orders.subarray(from);
  const tested = sliceColumns(known, from, to);
  const { equity } = runAccount(tested, { orders, warmUp: 0 }, profile);
  const stamps = barStamps(tested);
  const returns = periodReturns(equity, periodEnds(stamps, samplingOf(stamps).period));
  const sharpe = periodSharpe(returns);
  return {
    sharpeTested: typeof sharpe === "number" ? sharpe : null,
    returnTested: equity[equity.length - 1]! / profile.cash - 1,
  };
}
