import type { BarColumns } from "../../domain/bar_columns.ts";
import type { AccountProfile } from "../account/profile.ts";
import { drawdownsOf } from "../metrics/drawdowns.ts";
import { returnsOf } from "../metrics/statistics.ts";
import { periodSharpe } from "../metrics/sharpe_confidence.ts";
import { runPortfolio } from "../portfolio.ts";
import { chooseStrategy } from "../strategies.ts";
import type { TrialParams } from "./grid.ts";

/** What a sweep keeps of one trial. */
export interface TrialOutcome {
  readonly params: TrialParams;
  /** Why the strategy refused these parameters; null where it ran. */
  readonly refused: string | null;
  /** Return of the whole, as a share. */
  readonly totalReturn: number;
  /** Sharpe ratio of a period, not annualised; null where there is none. */
  readonly sharpe: number | null;
  /** As a positive share. */
  readonly maxDrawdown: number;
  readonly trades: number;
}

/** Everything that the trials of a sweep have in common. */
export interface SweepSetup {
  readonly strategy: string;
  /** Parameters that are not swept. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly bars: readonly BarColumns[];
  readonly profile: AccountProfile;
}

/** Runs one trial. Parameters that the strategy refuses are an outcome, for grids have corners. */
export function runTrial(
  { strategy, params: fixed, bars, profile }: SweepSetup,
  params: TrialParams,
): TrialOutcome {
  let ordersOf;
  try {
    ({ ordersOf } = chooseStrategy(strategy, { ...fixed, ...params }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "UnusableStrategy") throw error;
    const refused = error.message;
    return { params, refused, totalReturn: 0, sharpe: null, maxDrawdown: 0, trades: 0 };
  }
  const { facts } = runPortfolio(bars, ordersOf, profile);
  const sharpe = periodSharpe(returnsOf(facts).returns);
  return {
    params,
    refused: null,
    totalReturn: facts.equity[facts.equity.length - 1]! / facts.equity[0]! - 1,
    sharpe: typeof sharpe === "number" ? sharpe : null,
    maxDrawdown: drawdownsOf(facts.equity).max,
    trades: facts.trades.length,
  };
}
