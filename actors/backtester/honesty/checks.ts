import type { TrialOutcome } from "../sweep/trial.ts";
import type { LookAheadReport } from "./look_ahead.ts";
import type { MonteCarlo } from "./monte_carlo.ts";
import type { RandomEntry } from "./random_entry.ts";
import type { WalkForward } from "./walk_forward.ts";

/** What a sweep came to. */
export interface SweepSummary {
  readonly trials: number;
  /** Trials whose parameters the strategy refused. */
  readonly refused: number;
  readonly best: TrialOutcome;
  /** Trials that have a Sharpe ratio, the best first. */
  readonly ranking: readonly TrialOutcome[];
}

/** What was asked of a result's honesty; null: it was not asked, or there are too few trades. */
export interface HonestyChecks {
  readonly lookAhead: LookAheadReport | null;
  readonly monteCarlo: MonteCarlo | null;
  readonly randomEntry: RandomEntry | null;
  readonly sweep: SweepSummary | null;
  readonly walkForward: WalkForward | null;
}

/** Nothing was asked. */
export const NO_CHECKS: HonestyChecks = {
  lookAhead: null,
  monteCarlo: null,
  randomEntry: null,
  sweep: null,
  walkForward: null,
};
