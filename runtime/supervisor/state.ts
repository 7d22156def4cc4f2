import type { Millis } from "../clock/clock.ts";
import type { LifecycleEvent } from "./lifecycle.ts";
import { checkTree, type ChildSpec, type GroupSpec } from "./policy.ts";
import type { Failure } from "./protocol.ts";

/**
 * Where a child is in its life.
 * `down`: not running, to be started in its turn; `waiting`: out of action until its backoff ends;
 * `finished`, `failed` and `stopped`: not running and staying so.
 */
export type ChildPhase =
  | "down"
  | "waiting"
  | "starting"
  | "ready"
  | "draining"
  | "stopping"
  | "finished"
  | "failed"
  | "stopped";

/** What is known of one child. */
export interface ChildState {
  readonly spec: ChildSpec;
  readonly group: string;
  readonly phase: ChildPhase;
  /** Since when it is in this phase. */
  readonly since: Millis;
  /** Counts phases, so that a timer of an earlier one is recognised as stale. */
  readonly step: number;
  /** Counts lives. Whatever an earlier life says is ignored. */
  readonly incarnation: number;
  /** Should it be running? */
  readonly wanted: boolean;
  /** It has to go down before it may come up again. */
  readonly leaving: boolean;
  /** It has been ready in some life. */
  readonly wasReady: boolean;
  /** It starts in the declared order, after its earlier siblings are ready. */
  readonly inTurn: boolean;
  /** Its next start is a restart that the group's intensity counts. */
  readonly counts: boolean;
  /** Failures in a row, without a healthy period between. */
  readonly attempts: number;
  readonly lastFailure: Failure | null;
  readonly lastFailureAt: Millis | null;
}

/** What is known of one group. */
export interface GroupState {
  readonly spec: GroupSpec;
  /** The groups it depends on were ready once: its children may start. */
  readonly opened: boolean;
  /** When restarts were performed, within the period. */
  readonly restarts: readonly Millis[];
  /** Why it does not run any more, or null. */
  readonly lost: { readonly kind: "gave_up" | "withdrawn"; readonly reason: string } | null;
}

/** The whole tree. Children stand in the order of their groups. */
export interface TreeState {
  readonly children: readonly ChildState[];
  readonly groups: readonly GroupState[];
  readonly begun: boolean;
  /** Why everything is being stopped, or null. */
  readonly stopping: string | null;
  /** Deadlines are cut short. */
  readonly hastened: boolean;
  /** Nothing runs and nothing will. */
  readonly over: boolean;
}

/** What may happen to a tree. Events of a life that is over are ignored. */
export type TreeEvent =
  | { readonly kind: "begin" }
  | ({ readonly child: string; readonly incarnation: number } & LifeEvent)
  /** A timer that an `arm` action set has run out. */
  | { readonly kind: "due"; readonly child: string; readonly step: number }
  /** Drain and stop everything, in reverse order. */
  | { readonly kind: "stop"; readonly reason: string }
  /** Stop everything at once, with short deadlines. */
  | { readonly kind: "hasten"; readonly reason: string };

type LifeEvent =
  | { readonly kind: "ready"; readonly epoch: number }
  /** Another supervisor runs this actor; this life waits to take over. */
  | { readonly kind: "standby" }
  | { readonly kind: "drained" }
  /** It is no more; `failure` is null for an end by its own will. */
  | { readonly kind: "ended"; readonly failure: Failure | null }
  /** It has given no sign of life for longer than its limit. */
  | { readonly kind: "silent"; readonly silentMs: number };

/** What a decision asks to be done, in order. */
export type Action =
  | { readonly kind: "start"; readonly child: string; readonly incarnation: number }
  | { readonly kind: "drain"; readonly child: string; readonly deadlineMs: number }
  | { readonly kind: "stop"; readonly child: string; readonly deadlineMs: number }
  | { readonly kind: "kill"; readonly child: string }
  /** Say `due` with this step after `ms`. Timers that were set before for this child are void. */
  | { readonly kind: "arm"; readonly child: string; readonly step: number; readonly ms: number }
  | { readonly kind: "publish"; readonly event: LifecycleEvent };

/** Phases in which a child occupies a thread or a process. */
export function isLive(phase: ChildPhase): boolean {
  return phase === "starting" || phase === "ready" || phase === "draining" || phase === "stopping";
}

/** Phases that a child never leaves. */
export function isFinal(phase: ChildPhase): boolean {
  return phase === "finished" || phase === "failed" || phase === "stopped";
}

/** A tree in which nothing has happened yet. Throws a RangeError for a tree that breaks a rule. */
export function initialState(groups: readonly GroupSpec[], now: Millis): TreeState {
  checkTree(groups);
  return {
    groups: groups.map((spec) => ({ spec, opened: false, restarts: [], lost: null })),
    children: groups.flatMap((group) =>
      group.children.map((spec) => ({
        spec,
        group: group.name,
        phase: "down",
        since: now,
        step: 0,
        incarnation: 0,
        wanted: false,
        leaving: false,
        wasReady: false,
        inTurn: true,
        counts: false,
        attempts: 0,
        lastFailure: null,
        lastFailureAt: null,
      } as const))
    ),
    begun: false,
    stopping: null,
    hastened: false,
    over: false,
  };
}
