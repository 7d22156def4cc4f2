import type { Millis } from "../clock/clock.ts";
import { backoff, within } from "./policy.ts";
import type { Failure } from "./protocol.ts";
import {
  type Action,
  type ChildPhase,
  type ChildState,
  type GroupState,
  isFinal,
  isLive,
  type TreeEvent,
  type TreeState,
} from "./state.ts";

/** What a supervisor does about an event. */
export interface Decision {
  readonly state: TreeState;
  /** To be performed in order. */
  readonly actions: readonly Action[];
}

/** What is wrong with a permanent child that ends without a failure. */
const ENDED: Failure = {
  name: "Ended",
  message: "ended by itself, which a permanent child must not",
  restartable: true,
};

/** Deadline of what has to go down once everybody is in a hurry. */
export const HASTE_MS = 500;

/**
 * Every restart decision there is, without effects: the event is noted, then the tree moves as far
 * as its rules allow. `random` is a uniform number in [0, 1) for the jitter of a backoff.
 */
export function decide(
  state: TreeState,
  event: TreeEvent,
  now: Millis,
  random: number,
): Decision {
  const draft = new Draft(state, now, random);
  draft.note(event);
  draft.move();
  return { state: draft.tree, actions: draft.actions };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Child = Mutable<ChildState>;
type Group = Mutable<GroupState>;

/** A copy of the state that may be changed while a decision is made. */
class Draft {
  readonly actions: Action[] = [];
  readonly tree: Mutable<TreeState>;
  readonly #children: Child[];
  readonly #groups: Group[];

  constructor(state: TreeState, readonly now: Millis, readonly random: number) {
    this.#children = state.children.map((child) => ({ ...child }));
    this.#groups = state.groups.map((group) => ({ ...group }));
    this.tree = { ...state, children: this.#children, groups: this.#groups };
  }

  note(event: TreeEvent): void {
    switch (event.kind) {
      case "begin":
        if (this.tree.begun || this.tree.stopping !== null) return;
        this.tree.begun = true;
        for (const child of this.#children) child.wanted = true;
        return;
      case "stop":
        return this.#shutDown(event.reason);
      case "hasten":
        this.#shutDown(event.reason);
        if (this.tree.hastened) return;
        this.tree.hastened = true;
        for (const child of this.#children.toReversed()) {
          if (isLive(child.phase)) this.#askToStop(child);
        }
        return;
      case "due": {
        const child = this.#children.find((c) => c.spec.name === event.child);
        if (child?.step === event.step) this.#ranOut(child);
        return;
      }
    }
    const child = this.#children.find((c) => c.spec.name === event.child);
    if (child?.incarnation !== event.incarnation || !isLive(child.phase)) return;
    switch (event.kind) {
      case "ready":
        if (child.phase !== "starting") return;
        this.#enter(child, "ready");
        // One that is to go down and come up again still has its turn before it.
        if (!child.leaving) child.inTurn = false;
        child.wasReady = true;
        return this.#publish(child, { kind: "ready", epoch: event.epoch });
      case "standby":
        if (child.phase !== "starting" || child.leaving) return;
        // It may wait as long as the other lives, and those after it need not wait with it.
        child.inTurn = false;
        child.step += 1;
        return this.#arm(child, child.spec.limits.startMs);
      case "drained":
        if (child.phase === "draining") this.#askToStop(child);
        return;
      case "ended":
        return this.#ended(child, event.failure);
      case "silent":
        if (child.phase !== "ready") return;
        this.#publish(child, { kind: "hung", silentMs: event.silentMs });
        this.actions.push({ kind: "kill", child: child.spec.name });
        return this.#ended(child, {
          name: "Hung",
          message: `gave no sign of life for ${event.silentMs} ms`,
          restartable: true,
        });
    }
  }

  /** As far as the rules allow: first down, in reverse order and one at a time, then up. */
  move(): void {
    for (const child of this.#children) {
      if (child.leaving && !isLive(child.phase)) this.#settleDown(child);
    }
    const next = this.#children.findLast((child) => child.leaving);
    if (next?.phase === "ready") {
      this.#enter(next, "draining");
      const deadlineMs = next.spec.limits.drainMs;
      this.actions.push({ kind: "drain", child: next.spec.name, deadlineMs });
      this.#arm(next, deadlineMs);
    } else if (next?.phase === "starting") {
      this.#askToStop(next);
    }
    if (this.tree.stopping === null) {
      for (const group of this.#groups) this.#moveUp(group);
    } else if (!this.tree.over && !this.#children.some((child) => isLive(child.phase))) {
      this.tree.over = true;
      this.actions.push({ kind: "publish", event: { at: this.now, kind: "all_stopped" } });
    }
  }

  #moveUp(group: Group): void {
    group.opened ||= this.tree.begun && group.spec.dependsOn.every((name) => this.#settled(name));
    if (!group.opened) return;
    const siblings = this.#siblings(group.spec.name);
    const unsettled = siblings.some((c) => c.leaving || (c.inTurn && c.phase === "waiting"));
    for (const child of siblings) {
      if (child.wanted && child.phase === "down" && !(child.inTurn && unsettled)) {
        this.#start(child, group);
      }
      // The next one's turn comes when this one is ready.
      if (child.wanted && child.inTurn) return;
    }
  }

  #start(child: Child, group: Group): void {
    if (child.counts) {
      group.restarts = [...within(group.spec.policy.periodMs, group.restarts, this.now), this.now];
      child.counts = false;
    }
    child.incarnation += 1;
    this.#enter(child, "starting");
    this.actions.push({
      kind: "start",
      child: child.spec.name,
      incarnation: child.incarnation,
    });
    this.#arm(child, child.spec.limits.startMs);
    this.#publish(child, { kind: child.incarnation === 1 ? "started" : "restarted" });
  }

  /** Were all of the group's children ready once, or did they end as they should? */
  #settled(name: string): boolean {
    return this.#siblings(name).every((child) => !child.inTurn);
  }

  #ranOut(child: Child): void {
    const { name, limits } = child.spec;
    switch (child.phase) {
      case "waiting":
        return this.#enter(child, "down");
      case "starting":
        this.actions.push({ kind: "kill", child: name });
        return this.#ended(child, {
          name: "StartTimeout",
          message: `was not ready within ${limits.startMs} ms`,
          restartable: true,
        });
      case "draining":
        return this.#askToStop(child);
      case "stopping":
        this.actions.push({ kind: "kill", child: name });
        return this.#wentDown(child, true, null);
    }
  }

  #ended(child: Child, failure: Failure | null): void {
    const isGoal = failure === null && child.spec.restart !== "permanent";
    const isTold = child.leaving || child.phase === "stopping";
    const cause = failure ?? (isGoal || isTold ? null : ENDED);
    if (cause !== null) {
      child.lastFailure = cause;
      child.lastFailureAt = this.now;
    }
    if (isTold) return this.#wentDown(child, false, cause);
    if (cause !== null) return this.#crashed(child, cause);
    this.#enter(child, "finished");
    child.wanted = child.inTurn = false;
    this.#publish(child, { kind: "finished" });
  }

  #crashed(child: Child, failure: Failure): void {
    const group = this.#groups.find((g) => g.spec.name === child.group)!;
    const { policy } = group.spec;
    const wasHealthy = child.phase === "ready" && this.now - child.since >= policy.healthyMs;
    if (child.spec.restart === "temporary") return this.#failed(child, failure);
    if (!failure.restartable) {
      this.#failed(child, failure);
      return this.#lose(
        group,
        "gave_up",
        `a restart cannot mend ${child.spec.name}: ${failure.message}`,
      );
    }
    const siblings = this.#siblings(child.group);
    const recent = within(policy.periodMs, group.restarts, this.now).length +
      siblings.filter((c) => c.counts).length;
    if (recent >= policy.restartsMax) {
      this.#failed(child, failure);
      return this.#lose(
        group,
        "gave_up",
        `${child.spec.name} failed after ${policy.restartsMax} restarts within ` +
          `${policy.periodMs} ms: ${failure.message}`,
      );
    }
    const attempt = wasHealthy ? 0 : child.attempts;
    const restartInMs = backoff(policy, attempt, this.random);
    child.attempts = attempt + 1;
    child.counts = true;
    this.#publish(child, { kind: "crashed", failure, restartInMs });
    this.#enter(child, "waiting");
    this.#arm(child, restartInMs);
    if (group.spec.strategy === "one_for_one") return;
    child.inTurn = true;
    const from = group.spec.strategy === "one_for_all" ? 0 : siblings.indexOf(child) + 1;
    for (const sibling of siblings.slice(from)) {
      if (sibling !== child) this.#restartWith(sibling);
    }
  }

  /** A sibling that its group's strategy restarts together with the one that crashed. */
  #restartWith(sibling: Child): void {
    if (!sibling.wanted) return;
    if (isLive(sibling.phase)) sibling.leaving = true;
    if (sibling.spec.restart !== "temporary") sibling.inTurn = true;
    else if (isLive(sibling.phase)) sibling.wanted = sibling.inTurn = false;
  }

  #failed(child: Child, failure: Failure): void {
    this.#publish(child, { kind: "crashed", failure, restartInMs: null });
    this.#enter(child, "failed");
    child.wanted = child.inTurn = false;
  }

  /** The group runs no more, and with it those that depend on it. */
  #lose(group: Group, kind: "gave_up" | "withdrawn", reason: string): void {
    group.lost = { kind, reason };
    this.actions.push({
      kind: "publish",
      event: { at: this.now, kind, group: group.spec.name, reason },
    });
    for (const child of this.#siblings(group.spec.name)) this.#unwant(child);
    for (const other of this.#groups) {
      if (other.lost === null && other.spec.dependsOn.includes(group.spec.name)) {
        const did = kind === "gave_up" ? "gave up" : "is withdrawn";
        this.#lose(other, "withdrawn", `it depends on ${group.spec.name}, which ${did}`);
      }
    }
  }

  #shutDown(reason: string): void {
    if (this.tree.stopping !== null) return;
    this.tree.stopping = reason;
    this.actions.push({ kind: "publish", event: { at: this.now, kind: "stopping", reason } });
    for (const child of this.#children) this.#unwant(child);
  }

  #unwant(child: Child): void {
    if (isFinal(child.phase)) return;
    child.wanted = false;
    child.leaving = true;
  }

  #askToStop(child: Child): void {
    const deadlineMs = this.tree.hastened
      ? Math.min(HASTE_MS, child.spec.limits.stopMs)
      : child.spec.limits.stopMs;
    this.#enter(child, "stopping");
    this.actions.push({ kind: "stop", child: child.spec.name, deadlineMs });
    this.#arm(child, deadlineMs);
  }

  #wentDown(child: Child, forced: boolean, failure: Failure | null): void {
    this.#publish(child, { kind: "stopped", forced, failure });
    this.#settleDown(child);
  }

  #settleDown(child: Child): void {
    child.leaving = false;
    this.#enter(child, child.wanted ? "down" : "stopped");
  }

  #enter(child: Child, phase: ChildPhase): void {
    child.phase = phase;
    child.since = this.now;
    child.step += 1;
  }

  #arm(child: Child, ms: number): void {
    this.actions.push({ kind: "arm", child: child.spec.name, step: child.step, ms });
  }

  #siblings(group: string): Child[] {
    return this.#children.filter((child) => child.group === group);
  }

  #publish(
    child: Child,
    what: Distribute<Extract<PublishedEvent, { child: string }>>,
  ): void {
    const { spec, group, incarnation } = child;
    this.actions.push({
      kind: "publish",
      event: { at: this.now, group, child: spec.name, incarnation, ...what },
    });
  }
}

type PublishedEvent = Extract<Action, { kind: "publish" }>["event"];
type Distribute<E> = E extends unknown ? Omit<E, "at" | "group" | "child" | "incarnation"> : never;
