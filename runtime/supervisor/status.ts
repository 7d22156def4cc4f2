import type { Millis } from "../clock/clock.ts";
import type { Failure, Progress } from "./protocol.ts";
import { type ChildPhase, isFinal, type TreeState } from "./state.ts";

/**
 * The state of the whole in one word.
 * `starting`: not everything has been ready yet. `running`: all is well. `recovering`: something is
 * being restarted. `degraded`: something rests for good, see the reasons; the rest goes on.
 */
export type Condition = "starting" | "running" | "recovering" | "degraded" | "stopping" | "stopped";

/** What is to be seen of one child. */
export interface ChildStatus {
  readonly name: string;
  readonly group: string;
  readonly phase: ChildPhase;
  readonly since: Millis;
  /** Lives after the first. */
  readonly restarts: number;
  readonly lastFailure: Failure | null;
  readonly lastFailureAt: Millis | null;
  /** As last reported; null before the first heartbeat. */
  readonly progress: Progress | null;
  /** Epoch of its lease in the present life, or in the last one. */
  readonly epoch: number | null;
}

/** What is to be seen of one group. */
export interface GroupStatus {
  readonly name: string;
  /** Why it does not run, or null. */
  readonly lost: { readonly kind: "gave_up" | "withdrawn"; readonly reason: string } | null;
}

/** What is to be seen of the whole, at one moment. */
export interface SystemStatus {
  readonly condition: Condition;
  /** Why, where the condition is `degraded`, `stopping` or `stopped`. */
  readonly reasons: readonly string[];
  readonly groups: readonly GroupStatus[];
  readonly children: readonly ChildStatus[];
  /** Threads that were told to end and have not: hung ones, burning a processor. */
  readonly abandoned: readonly string[];
}

/** The condition of a tree, with its reasons. */
export function conditionOf(tree: TreeState): { condition: Condition; reasons: string[] } {
  if (tree.stopping !== null) {
    return { condition: tree.over ? "stopped" : "stopping", reasons: [tree.stopping] };
  }
  const reasons = [
    ...tree.groups.flatMap(({ spec, lost }) =>
      lost === null ? [] : [`${spec.name}: ${lost.reason}`]
    ),
    ...tree.children.flatMap(({ spec, group, phase, lastFailure }) => {
      const isToldAlready = tree.groups.some((g) => g.spec.name === group && g.lost !== null);
      return phase === "failed" && !isToldAlready ? [`${spec.name}: ${lastFailure?.message}`] : [];
    }),
  ];
  if (reasons.length > 0) return { condition: "degraded", reasons };
  const working = tree.children.filter((child) => !isFinal(child.phase));
  if (working.every((child) => child.phase === "ready")) return { condition: "running", reasons };
  // A child that goes down and up again with its group has been ready before.
  const isFirst = working.some((child) => child.phase !== "ready" && !child.wasReady);
  return { condition: isFirst ? "starting" : "recovering", reasons };
}
