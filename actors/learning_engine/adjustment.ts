import type { Millis } from "../../runtime/clock/clock.ts";
import { derivedId } from "../../runtime/clock/ids.ts";
import type { StrategyWeight } from "../domain/learning.ts";
import type { Adjuster } from "./weight_adjuster.ts";

/** How a decision about the weights came out. */
export type AdjustmentOutcome =
  | "learned"
  | "not_enough_trades"
  | "frozen"
  | "freeze"
  | "unfreeze"
  | "reset"
  | "override";

/** What one strategy earned since the decision before; see `Evidence`. A type alias, so that it is JSON. */
export type EvidenceOf = {
  readonly strategy: string;
  readonly credit: number;
  readonly creditTrips: number;
  readonly shadow: number;
  readonly shadowTrips: number;
};

/** A decision about the weights with everything that led to it: the audited record. */
export interface Adjustment {
  readonly adjustmentId: string;
  readonly outcome: AdjustmentOutcome;
  /** Market time of the decision, and the open from which on it applies. */
  readonly at: Millis;
  readonly effectiveAt: Millis;
  /** Who asked for it; null: the engine itself. */
  readonly by: string | null;
  /** One sentence. */
  readonly reason: string;
  readonly evidence: readonly EvidenceOf[];
  readonly before: Adjuster;
  readonly after: Adjuster;
}

/** Whether the weights are others than before. */
export function movesWeights({ before, after }: Adjustment): boolean {
  return JSON.stringify(before.weights) !== JSON.stringify(after.weights);
}

/** The record of what was decided at a close. */
export function learnedAdjustment(
  { at, effectiveAt, before, after, evidence, closes, closesMin, outcome }: {
    readonly at: Millis;
    readonly effectiveAt: Millis;
    readonly before: Adjuster;
    readonly after: Adjuster;
    readonly evidence: readonly EvidenceOf[];
    readonly closes: number;
    readonly closesMin: number;
    readonly outcome: "learned" | "not_enough_trades" | "frozen";
  },
): Adjustment {
  const reasons = {
    learned: `after ${closes} closed round trips: ${shiftsText(before.weights, after.weights)}`,
    not_enough_trades:
      `not enough trades: ${closes} of ${closesMin} round trips are closed, so no weight moves`,
    frozen: `the weights are frozen; what was learned waits for them`,
  };
  return {
    adjustmentId: derivedId("adjustment", effectiveAt, at),
    outcome,
    at,
    effectiveAt,
    by: null,
    reason: reasons[outcome],
    evidence,
    before,
    after,
  };
}

/** What moved, in words: the largest shift first. */
export function shiftsText(
  before: readonly StrategyWeight[],
  after: readonly StrategyWeight[],
): string {
  const was = new Map(before.map(({ strategy, weight }) => [strategy, weight]));
  const percent = (weight: number) => `${(weight * 100).toFixed(1)} %`;
  const moved = after.map(({ strategy, weight }) => ({
    strategy,
    weight,
    from: was.get(strategy) ?? 0,
  })).filter(({ weight, from }) => Math.abs(weight - from) >= 0.0005);
  if (moved.length === 0) return "no weight moves";
  moved.sort((a, b) => Math.abs(b.weight - b.from) - Math.abs(a.weight - a.from));
  return moved.map(({ strategy, weight, from }) =>
    `${strategy} ${percent(from)} to ${percent(weight)}`
  ).join(", ");
}
