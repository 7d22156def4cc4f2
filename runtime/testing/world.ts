import type { AnyActorDef, HostResources } from "../actor.ts";
import type { Millis } from "../clock/clock.ts";
import { seededRandomness, seedOf } from "../clock/seeded.ts";
import { VirtualClock } from "../clock/virtual.ts";
import { ActorHost } from "../delivery/host.ts";
import type { HostBounds, HostEnvironment } from "../delivery/host_options.ts";
import type { Json } from "../delivery/store.ts";
import { MemoryBroker } from "../mailbox/memory_streams.ts";
import { createLogger, type LogRecord } from "../telemetry/log.ts";
import { Lifeline, type PortPolicy } from "./lifeline.ts";
import { MemoryStore } from "./memory_store.ts";

/** An actor and its configuration. */
export interface ActorSetup {
  readonly def: AnyActorDef;
  /** Default null. */
  readonly config?: Json;
}

/** How a {@link World} is set up; everything has a default. */
export interface WorldOptions {
  /** System time at the beginning. Default 2020-09-13T12:26:40Z. */
  readonly startAt?: Millis;
  /** Streams that have a producer beside those of the actors. */
  readonly produced?: readonly string[];
  /** How long an actor waits for a busy input; null (default): for ever. */
  readonly patienceMs?: number | null;
  readonly bounds?: Partial<HostBounds>;
  /** The merge rule, where it is not the real one. */
  readonly choose?: HostEnvironment["choose"];
  /** Where spans of every actor go. */
  readonly tracing?: HostEnvironment["tracing"];
  /** Seed of the actors' randomness. Default 1. */
  readonly seed?: number;
  /** What actors find in `env.resources` beside mailbox and store; wrap ports by the lifeline. */
  readonly resources?: (lifeline: Lifeline, actor: string) => object;
  /** What happens around an incarnation's port calls. */
  readonly policies?: (incarnation: Incarnate) => readonly PortPolicy[];
  /** Replaces an incarnation's ports, beneath its policies. */
  readonly replace?: (resources: HostResources, incarnation: Incarnate) => HostResources;
}

/** One incarnation of an actor: which one it is, and what became of it. */
export interface Incarnate {
  readonly actor: string;
  /** 1 for the first, and so on. */
  readonly nth: number;
}

/** A host that was started. */
export interface RunningActor extends Incarnate {
  readonly host: ActorHost;
  readonly lifeline: Lifeline;
  /** Why it ended by itself; null while it has not. */
  failure: Error | null;
  /** It ended by itself or was stopped. */
  ended: boolean;
}

const START_AT = 1_600_000_000_000;

/**
 * What the actors of a test share: one virtual clock, mailboxes and a database in memory. Each
 * incarnation of an actor is a real host on a {@link Lifeline} of its own.
 */
export class World {
  readonly clock: VirtualClock;
  readonly broker = new MemoryBroker();
  readonly store: MemoryStore;
  readonly logs: LogRecord[] = [];
  readonly #setups = new Map<string, ActorSetup>();
  readonly #latest = new Map<string, RunningActor>();
  readonly #produced: string[];

  constructor(setups: readonly ActorSetup[], readonly options: WorldOptions = {}) {
    this.clock = new VirtualClock(options.startAt ?? START_AT);
    this.store = new MemoryStore(this.clock);
    for (const setup of setups) this.#setups.set(setup.def.name, setup);
    const produced = setups.flatMap(({ def }) => def.produces.map(({ name }) => name));
    this.#produced = [...produced, ...options.produced ?? []];
    // As a launcher does: a group that is not there yet would not keep a stream from being trimmed.
    for (const { def } of setups) {
      for (const { name } of def.consumes) this.broker.stream(name).ensureGroup(def.name);
    }
  }

  /** Names of all actors, in the order given. */
  get actors(): string[] {
    return [...this.#setups.keys()];
  }

  /** Names of all streams that an actor consumes or produces. */
  get streams(): string[] {
    const defs = [...this.#setups.values()].map(({ def }) => def);
    return [
      ...new Set(defs.flatMap((def) => [...def.produces, ...def.consumes]).map((s) => s.name)),
    ];
  }

  def(actor: string): AnyActorDef {
    const setup = this.#setups.get(actor);
    if (setup === undefined) throw new RangeError(`there is no actor "${actor}" in this test`);
    return setup.def;
  }

  /** The latest incarnation of an actor. */
  running(actor: string): RunningActor {
    const running = this.#latest.get(actor);
    if (running === undefined) throw new RangeError(`${actor} was never started`);
    return running;
  }

  /** Starts an actor's next incarnation, which takes the lease from whoever has it. */
  start(actor: string): RunningActor {
    const def = this.def(actor);
    const { options } = this;
    const nth = (this.#latest.get(actor)?.nth ?? 0) + 1;
    const incarnate = { actor, nth };
    const lifeline = new Lifeline(this.clock, options.policies?.(incarnate) ?? []);
    const { clock } = lifeline;
    const ports = { mailbox: this.broker.open(clock), store: this.store };
    const { mailbox, store } = options.replace?.(ports, incarnate) ?? ports;
    const resources = {
      ...options.resources?.(lifeline, actor),
      mailbox: lifeline.wrap("mailbox", mailbox),
      store: lifeline.wrap("store", store),
    };
    const host = new ActorHost(
      def,
      {
        holder: `${actor}#${nth}`,
        force: true,
        config: this.#setups.get(actor)!.config ?? null,
        produced: this.#produced,
        patienceMs: options.patienceMs ?? null,
      },
      resources,
      {
        clock,
        randomness: seededRandomness(seedOf(`${options.seed ?? 1}/${actor}/${nth}`)),
        log: createLogger(actor, () => clock.now(), (record) => this.logs.push(record)),
        ...(options.bounds && { bounds: options.bounds }),
        ...(options.choose && { choose: options.choose }),
        ...(options.tracing && { tracing: options.tracing }),
      },
    );
    const running: RunningActor = { ...incarnate, host, lifeline, failure: null, ended: false };
    host.finished.then(
      () => running.ended = true,
      (error) => {
        running.ended = true;
        running.failure = error instanceof Error ? error : new Error(String(error));
      },
    );
    this.#latest.set(actor, running);
    return running;
  }
}
