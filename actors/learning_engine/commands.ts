import type { Millis } from "../../runtime/clock/clock.ts";
import { derivedId } from "../../runtime/clock/ids.ts";
import type { LearningCommand } from "../domain/controls.ts";
import type { StrategyWeight } from "../domain/learning.ts";
import { type Adjustment, shiftsText } from "./adjustment.ts";
import type { Learning } from "./core.ts";
import { newAdjuster } from "./weight_adjuster.ts";

/** Who asks, when, and under which id. */
export interface CommandOrigin {
  /** The same command twice has the same id and changes nothing the second time. */
  readonly commandId: string;
  readonly by: string;
  /** Market time. */
  readonly at: Millis;
  /** The open from which on new weights apply. */
  readonly effectiveAt: Millis;
}

/** What came of a command. */
export type Commanded =
  | { readonly ok: true; readonly adjustment: Adjustment }
  /** One sentence why not; nothing has changed. */
  | { readonly ok: false; readonly reason: string };

/** Sums of fractions may stray by rounding errors. */
const TOLERANCE = 1e-9;

/** Carries out a command. The engine is changed in place where the answer is yes. */
export function onCommand(
  learning: Learning,
  command: LearningCommand,
  origin: CommandOrigin,
): Commanded {
  const { ledger } = learning;
  const { adjuster } = ledger;
  if (adjuster === null) {
    return { ok: false, reason: "no strategy is known yet; try again when trading has begun" };
  }
  const { commandId, by, at, effectiveAt } = origin;
  const record = (after: typeof adjuster, reason: string): Commanded => ({
    ok: true,
    adjustment: {
      adjustmentId: derivedId("adjustment", commandId),
      outcome: command.kind,
      at,
      effectiveAt,
      by,
      reason,
      evidence: [],
      before: adjuster,
      after,
    },
  });
  switch (command.kind) {
    case "freeze":
    case "unfreeze": {
      const frozen = command.kind === "freeze";
      learning.ledger = { ...ledger, frozen };
      return record(
        adjuster,
        `${by} ${frozen ? "froze the weights" : "let the weights move again"}`,
      );
    }
    case "reset": {
      const members = adjuster.standings.map(({ strategy, prior }) => ({
        strategy,
        weight: prior,
      }));
      const after = newAdjuster(members);
      learning.ledger = { ...ledger, adjuster: after, evidence: {}, closes: 0 };
      const shifts = shiftsText(adjuster.weights, after.weights);
      return record(after, `${by} reset what was learned: ${shifts}`);
    }
    case "override": {
      const wrong = whatIsWrong(adjuster.weights, command.weights);
      if (wrong !== null) return { ok: false, reason: wrong };
      const given = new Map(command.weights.map(({ strategy, weight }) => [strategy, weight]));
      const weights = adjuster.weights.map(({ strategy }) => ({
        strategy,
        weight: given.get(strategy)!,
      }));
      const after = { ...adjuster, weights };
      learning.ledger = { ...ledger, adjuster: after };
      return record(after, `${by} set the weights: ${shiftsText(adjuster.weights, weights)}`);
    }
  }
}

function whatIsWrong(
  members: readonly StrategyWeight[],
  given: readonly StrategyWeight[],
): string | null {
  const names = members.map(({ strategy }) => strategy).sort();
  const found = given.map(({ strategy }) => strategy).sort();
  if (JSON.stringify(names) !== JSON.stringify(found)) {
    return `every strategy that takes part needs a weight, once: ${names.join(", ")}; found ${
      found.join(", ")
    }`;
  }
  const sum = given.reduce((total, { weight }) => total + weight, 0);
  if (Math.abs(sum - 1) > TOLERANCE) return `the weights must come to 1; these come to ${sum}`;
  return null;
}
