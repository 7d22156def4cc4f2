import { VirtualClock } from "../../clock/virtual.ts";
import { decide } from "../decide.ts";
import type { ChildSpec, GroupSpec } from "../policy.ts";
import { LIMITS, RESTART_POLICY } from "../policy.ts";
import type { Failure } from "../protocol.ts";
import {
  type Action,
  type ChildState,
  initialState,
  type TreeEvent,
  type TreeState,
} from "../state.ts";

/** A failure that a restart may mend. */
export const CRASH: Failure = { name: "Error", message: "boom", restartable: true };

/** A child spec with defaults. */
export function child(name: string, over: Partial<ChildSpec> = {}): ChildSpec {
  return { name, restart: "permanent", limits: LIMITS, ...over };
}

/** A group spec with defaults; children given by name become permanent. */
export function group(
  name: string,
  children: readonly (string | ChildSpec)[],
  over: Partial<GroupSpec> = {},
): GroupSpec {
  return {
    name,
    strategy: "one_for_one",
    policy: RESTART_POLICY,
    dependsOn: [],
    ...over,
    children: children.map((c) => typeof c === "string" ? child(c) : c),
  };
}

/** Something that a decision asked for, and when. */
export type Deed = Action & { readonly at: number };

/**
 * The world as the decisions see it: timers that run out in virtual time, and children of which
 * the test decides what becomes of them.
 */
export class DecisionWorld {
  readonly clock = new VirtualClock();
  readonly deeds: Deed[] = [];
  state: TreeState;
  /** Called with every action when it has been decided on. */
  watch: (action: Action) => void = () => {};

  constructor(groups: readonly GroupSpec[], private readonly random: () => number = () => 0.5) {
    this.state = initialState(groups, 0);
  }

  happen(event: TreeEvent): void {
    const { state, actions } = decide(this.state, event, this.clock.now(), this.random());
    this.state = frozen(state);
    for (const action of actions) {
      this.deeds.push({ ...action, at: this.clock.now() });
      this.watch(action);
      if (action.kind !== "arm") continue;
      // Void timers are left to run out: nothing may come of them.
      const { child, step } = action;
      this.clock.after(action.ms, () => this.happen({ kind: "due", child, step }));
    }
  }

  /** What is known of a child now. */
  of(name: string): ChildState {
    return this.state.children.find((c) => c.spec.name === name)!;
  }

  ready(name: string): void {
    this.#life(name, { kind: "ready", epoch: 1 });
  }

  drained(name: string): void {
    this.#life(name, { kind: "drained" });
  }

  ended(name: string, failure: Failure | null = null): void {
    this.#life(name, { kind: "ended", failure });
  }

  crash(name: string): void {
    this.ended(name, CRASH);
  }

  silent(name: string): void {
    this.#life(name, { kind: "silent", silentMs: 10_000 });
  }

  /** Starts everything and makes every child ready as soon as it starts. */
  begin(): void {
    this.happen({ kind: "begin" });
    for (let i = 0; i < this.state.children.length; i++) this.obey();
    this.forget();
  }

  /** Everybody does once what was asked of them. */
  obey(): void {
    for (const { spec, phase } of this.state.children) {
      if (phase === "starting") this.ready(spec.name);
      if (phase === "draining") this.drained(spec.name);
      if (phase === "stopping") this.ended(spec.name);
    }
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    await this.clock.advance(ms);
  }

  /** What was asked of children since the last `forget`, in short: `start a`, `drain b`. */
  get asked(): string[] {
    return this.deeds.flatMap((d) =>
      d.kind === "publish" || d.kind === "arm" ? [] : [`${d.kind} ${d.child}`]
    );
  }

  /** What was published since the last `forget`, in short: `ready a`, `gave_up feeds`. */
  get told(): string[] {
    return this.deeds.flatMap((d) => {
      if (d.kind !== "publish") return [];
      const who = "child" in d.event ? d.event.child : "group" in d.event ? d.event.group : "";
      return [`${d.event.kind} ${who}`.trim()];
    });
  }

  forget(): void {
    this.deeds.length = 0;
  }

  #life(
    name: string,
    what: { kind: "ready"; epoch: number } | { kind: "drained" } | {
      kind: "ended";
      failure: Failure | null;
    } | { kind: "silent"; silentMs: number },
  ): void {
    this.happen({ child: name, incarnation: this.of(name).incarnation, ...what });
  }
}

/** Deciding must not touch what it was given: in a frozen state the attempt throws. */
function frozen(state: TreeState): TreeState {
  for (const part of [...state.children, ...state.groups]) Object.freeze(part);
  return Object.freeze(state);
}
