import type { SpanRecord } from "../telemetry/trace.ts";
import type { Randomness, SystemClock } from "../clock/clock.ts";
import { createLogger, type LogFields, type Logger, type LogSink } from "../telemetry/log.ts";
import type { Child } from "./child.ts";
import { decide } from "./decide.ts";
import { failureOf } from "./failure.ts";
import { Heartbeats, WATCH_MS } from "./heartbeats.ts";
import { describe, type LifecycleEvent } from "./lifecycle.ts";
import { type ChildPlan, type GroupPlan, treeOf } from "./plan.ts";
import type { Failure, FromHost, Progress } from "./protocol.ts";
import { type Action, initialState, type TreeEvent, type TreeState } from "./state.ts";
import { conditionOf, type SystemStatus } from "./status.ts";

/** What a supervisor needs. */
export interface SupervisorOptions {
  readonly groups: readonly GroupPlan[];
  readonly clock: SystemClock;
  readonly random: Randomness;
  /** Takes the supervisor's own records and those that its children hand on. */
  readonly log: LogSink;
  /** Takes the spans of the children. Must not throw. */
  readonly onSpans?: (spans: readonly SpanRecord[]) => void;
  /** Told of everything that happens, in order. Must not throw. */
  readonly onLifecycle?: (event: LifecycleEvent) => void;
  /**
   * Names this supervisor among all that ever ran: every lease holder's name begins with it. What is
   * before its first slash names the installation, whose leases later lives take over at once.
   */
  readonly instance: string;
  /** Whether leases are taken from anybody at once: nobody else can be at work on this database. */
  readonly force: boolean;
}

/** One life of a child. */
interface Life {
  readonly plan: ChildPlan;
  readonly incarnation: number;
  readonly holder: string;
  child: Child | null;
  /** Its thread has ended. */
  isGone: boolean;
}

/** How long everything may take to stop, unless `stop` is told otherwise, in milliseconds. */
export const STOP_MS = 8_000;

/** Performs what {@link decide} decides, on real children and a real clock. */
export class Supervisor {
  /** Resolves when everything has been stopped, by {@link Supervisor.stop} only. */
  readonly stopped: Promise<void>;
  readonly #options: SupervisorOptions;
  readonly #plans: ReadonlyMap<string, ChildPlan>;
  readonly #log: Logger;
  readonly #lives = new Map<string, Life>();
  readonly #seen = new Map<string, { progress: Progress | null; epoch: number | null }>();
  readonly #timers = new Map<string, () => void>();
  readonly #heartbeats: Heartbeats;
  /** Killed lives whose threads have not ended, and since when. */
  readonly #abandoned = new Map<string, number>();
  readonly #queue: TreeEvent[] = [];
  readonly #resolveStopped: () => void;
  #state: TreeState;
  #isDeciding = false;
  #stopWatching: () => void = () => {};
  #cancelHaste: () => void = () => {};

  /** Throws a RangeError where the plan breaks a rule. */
  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#log = createLogger("supervisor", () => options.clock.now(), options.log);
    this.#plans = new Map(options.groups.flatMap((g) => g.children.map((c) => [c.name, c])));
    this.#state = initialState(treeOf(options.groups), options.clock.now());
    this.#heartbeats = new Heartbeats(options.clock.monotonic());
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stopped = promise;
    this.#resolveStopped = resolve;
  }

  /** Starts every group, in order. Once only. */
  start(): void {
    if (this.#state.begun || this.#state.stopping !== null) return;
    this.#stopWatching = this.#options.clock.every(WATCH_MS, () => this.#look());
    this.#happen({ kind: "begin" });
  }

  /**
   * Drains and stops every child in reverse order. Whoever is late is hastened after `withinMs` and
   * then killed. Resolves when nothing runs any more; calling it again changes nothing.
   */
  stop(reason: string, withinMs: number = STOP_MS): Promise<void> {
    if (this.#state.stopping === null) {
      this.#happen({ kind: "stop", reason });
      if (!this.#state.over) {
        this.#cancelHaste = this.#options.clock.after(withinMs, () => this.hasten(reason));
      }
    }
    return this.stopped;
  }

  /** Stops everything at once, with short deadlines: the answer to a second signal. */
  hasten(reason: string): Promise<void> {
    this.#happen({ kind: "hasten", reason });
    return this.stopped;
  }

  /** What is to be seen now. */
  status(): SystemStatus {
    return {
      ...conditionOf(this.#state),
      groups: this.#state.groups.map(({ spec, lost }) => ({ name: spec.name, lost })),
      children: this.#state.children.map((child) => ({
        name: child.spec.name,
        group: child.group,
        phase: child.phase,
        since: child.since,
        restarts: Math.max(0, child.incarnation - 1),
        lastFailure: child.lastFailure,
        lastFailureAt: child.lastFailureAt,
        ...this.#seen.get(child.spec.name) ?? { progress: null, epoch: null },
      })),
      abandoned: [...this.#abandoned.keys()],
    };
  }

  /** Decides on one event after the other, even where performing one brings about the next. */
  #happen(event: TreeEvent): void {
    this.#queue.push(event);
    if (this.#isDeciding) return;
    this.#isDeciding = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const { clock, random } = this.#options;
        const { state, actions } = decide(this.#state, next, clock.now(), random.next());
        this.#state = state;
        for (const action of actions) this.#perform(action);
      }
    } finally {
      this.#isDeciding = false;
    }
    if (this.#state.over) this.#over();
  }

  #perform(action: Action): void {
    switch (action.kind) {
      case "start":
        return this.#spawn(this.#plans.get(action.child)!, action.incarnation);
      case "drain":
      case "stop":
        this.#lives.get(action.child)?.child?.post({
          kind: action.kind,
          deadlineMs: action.deadlineMs,
        });
        return;
      case "kill":
        return this.#bury(action.child);
      case "arm": {
        const { child, step } = action;
        this.#timers.get(child)?.();
        const due = () => this.#happen({ kind: "due", child, step });
        this.#timers.set(child, this.#options.clock.after(action.ms, due));
        return;
      }
      case "publish": {
        const { level, message, fields } = describe(action.event);
        this.#log[level](message, fields);
        this.#options.onLifecycle?.(action.event);
      }
    }
  }

  #spawn(plan: ChildPlan, incarnation: number): void {
    const holder = `${this.#options.instance}/${plan.name}/${incarnation}`;
    const life: Life = { plan, incarnation, holder, child: null, isGone: false };
    this.#lives.set(plan.name, life);
    const isPresent = () => this.#lives.get(plan.name) === life;
    try {
      life.child = plan.spawn(holder, {
        message: (message) => isPresent() && this.#heard(life, message),
        died: (failure) => isPresent() && this.#ended(life, failure),
        gone: () => this.#gone(life),
      });
    } catch (error) {
      this.#ended(life, failureOf(error));
    }
  }

  #heard(life: Life, message: FromHost): void {
    const { plan: { name, host }, incarnation, holder } = life;
    this.#heartbeats.heard(name, this.#options.clock.monotonic());
    switch (message.kind) {
      case "loaded": {
        const { force } = this.#options;
        life.child?.post({ kind: "start", spec: { ...host, actor: name, holder, force } });
        return;
      }
      case "standby":
        return this.#happen({ kind: "standby", child: name, incarnation });
      case "ready":
        this.#see(name, { epoch: message.epoch });
        return this.#happen({ kind: "ready", child: name, incarnation, epoch: message.epoch });
      case "heartbeat":
        return this.#see(name, { progress: message.progress });
      case "drained":
        return this.#happen({ kind: "drained", child: name, incarnation });
      case "goodbye":
        return this.#ended(life, message.failure);
      case "log":
        return this.#options.log(message.record);
      case "spans":
        return this.#options.onSpans?.(message.spans);
    }
  }

  #see(name: string, news: { progress?: Progress; epoch?: number }): void {
    const known = this.#seen.get(name) ?? { progress: null, epoch: null };
    this.#seen.set(name, { ...known, ...news });
  }

  #ended(life: Life, failure: Failure | null): void {
    const { plan: { name }, incarnation } = life;
    this.#bury(name);
    this.#happen({ kind: "ended", child: name, incarnation, failure });
  }

  /** Ends what is left of a life; nothing that it says is heard any more. */
  #bury(name: string): void {
    const life = this.#lives.get(name);
    if (life === undefined) return;
    this.#lives.delete(name);
    if (life.child === null || life.isGone) return;
    this.#abandoned.set(life.holder, this.#options.clock.monotonic());
    life.child.kill();
  }

  /** The thread of a life has ended: expected of one that was buried, the news of a death otherwise. */
  #gone(life: Life): void {
    const { plan: { name }, incarnation, holder } = life;
    life.isGone = true;
    const since = this.#abandoned.get(holder);
    this.#abandoned.delete(holder);
    if (since !== undefined && this.#options.clock.monotonic() - since > WATCH_MS) {
      const fields: LogFields = { child: name, incarnation };
      this.#log.info(`the abandoned thread of ${name} has ended after all`, fields);
    }
    if (this.#lives.get(name) !== life) return;
    this.#ended(life, {
      name: "Vanished",
      message: "its thread ended without a goodbye",
      restartable: true,
    });
  }

  /** Whether a silence matters in the child's phase is decided where everything is. */
  #look(): void {
    for (const [name, silentMs] of this.#heartbeats.look(this.#options.clock.monotonic())) {
      const life = this.#lives.get(name);
      const child = this.#state.children.find((c) => c.spec.name === name);
      if (life === undefined || child === undefined) continue;
      if (silentMs < child.spec.limits.silenceMs) continue;
      this.#happen({ kind: "silent", child: name, incarnation: life.incarnation, silentMs });
    }
  }

  #over(): void {
    this.#stopWatching();
    this.#cancelHaste();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#resolveStopped();
  }
}
