import type { HostResources } from "../../actor.ts";
import { seededRandomness, seedOf } from "../../clock/seeded.ts";
import { Fenced } from "../../delivery/store.ts";
import {
  type ActorSetup,
  type Incarnate,
  type RunningActor,
  World,
  type WorldOptions,
} from "../world.ts";
import { FAULT_RATES, type FaultRates, Faults, nameOf, NO_FAULTS } from "./faults.ts";
import { Story } from "./story.ts";
import { Watcher } from "./watch.ts";

/** What is simulated: actors, what surrounds them, and when and how it must end. */
export interface Topology {
  readonly actors: readonly ActorSetup[];
  /** Streams that have a producer beside those of the actors. */
  readonly produced?: readonly string[];
  /** What actors find in `env.resources` beside mailbox and store; wrap ports by the lifeline. */
  readonly resources?: WorldOptions["resources"];
  /** Throw when something is wrong; called at every step, beside the runtime's own invariants. */
  readonly invariants?: readonly ((world: World) => void)[];
  /** Whether the work is done: all inputs have been taken in. */
  until(world: World): boolean;
  /**
   * Throws unless the outcome is right; called when everything has come to rest, with how often
   * each kind of fault has happened.
   */
  atEnd?(world: World, faults: Readonly<Record<string, number>>): void | Promise<void>;
}

/** A defect on purpose, to show that it is noticed. */
export interface Mutation {
  /** What the mutant does, as a sentence. */
  readonly name: string;
  /** A fresh mutant for one simulation. */
  plant(): {
    readonly ports?: (
      resources: HostResources,
      incarnate: Incarnate,
      world: World,
    ) => HostResources;
    readonly actors?: (setup: ActorSetup) => ActorSetup;
    readonly resources?: (resources: object) => object;
    readonly choose?: WorldOptions["choose"];
  };
}

/** How to simulate. */
export interface SimulationOptions extends Topology {
  /** Decides everything that is left to chance. */
  readonly seed: number;
  /** Default {@link FAULT_RATES}, some seeds calmer and some wilder. Null: nothing goes wrong. */
  readonly faults?: Partial<FaultRates> | null;
  readonly bounds?: WorldOptions["bounds"];
  readonly patienceMs?: number | null;
  readonly mutation?: Mutation;
  /** System time within which all must be done, in ms. Default ten minutes. */
  readonly limitMs?: number;
  /** Lines of the story that are kept. Default 300. */
  readonly storyLines?: number;
}

/** What came of a simulation. */
export interface SimulationResult {
  readonly seed: number;
  /** The latest events, to be read. */
  readonly story: readonly string[];
  /** The same for two runs that are the same event by event. */
  readonly digest: string;
  /** How often each kind of fault happened. */
  readonly faults: Readonly<Record<string, number>>;
  /** Steps of virtual time. */
  readonly steps: number;
  /** System time that passed, in ms. */
  readonly elapsedMs: number;
  readonly world: World;
}

/** A simulation that broke a promise or did not come to its end. Its message tells the story. */
export class SimulationFailed extends Error {
  override readonly name = "SimulationFailed";

  constructor(readonly seed: number, readonly reason: string, story: Story, cause: unknown) {
    super(
      `seed ${seed}: ${reason}\n\nThe story until then:\n  ${story.lines.join("\n  ")}\n\n` +
        `Replay it alone: TRADING_SIM_SEED=${seed} deno test -A runtime/testing/simulator`,
      { cause },
    );
  }
}

const DEFAULTS = {
  limitMs: 600_000,
  storyLines: 300,
  /** Small, so that few messages reach every edge. */
  bounds: {
    batchMax: 4,
    bufferMax: 8,
    depthMax: 24,
    outboxMax: 16,
    attemptsMax: 100,
    relay: { batchMax: 8, memoryMax: 12, trimEvery: 12, trimKeep: 3 },
  },
} as const;

/** How often the simulation looks whether everything is done, in ms of system time. */
const LOOK_MS = 200;
/** How long it may take to notice that a stream has lost something, in ms. */
const NOTICE_MS = 2_500;
/** Longest time until a lost actor has a successor, in ms. */
const SUCCESSION_MS_MAX = 3_000;

/**
 * Runs a topology in one thread and in virtual time while everything goes wrong that a seed says:
 * calls are slow, fail, or succeed without their caller learning of it; deliveries come twice;
 * streams lose their tails; actors die and hang at any await, and wake up as zombies. The runtime's
 * promises and the topology's invariants are checked at every step. The same seed gives the same
 * run, event by event.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const simulation = new Simulation(options);
  return await simulation.run();
}

class Simulation {
  readonly #world: World;
  readonly #story: Story;
  readonly #faults: Faults;
  readonly #watcher: Watcher;
  readonly #startAt: number;
  readonly #fenced = new Set<RunningActor>();
  #steps = 0;

  constructor(private readonly options: SimulationOptions) {
    const { seed, mutation } = options;
    const random = seededRandomness(seedOf(`simulation ${seed}`));
    const mutant = mutation?.plant() ?? {};
    const world: World = new World(options.actors.map((setup) => mutant.actors?.(setup) ?? setup), {
      seed,
      bounds: { ...DEFAULTS.bounds, ...options.bounds },
      patienceMs: options.patienceMs ?? null,
      ...(options.produced && { produced: options.produced }),
      ...(mutant.choose && { choose: mutant.choose }),
      resources: (lifeline, actor) => {
        const resources = options.resources?.(lifeline, actor) ?? {};
        return mutant.resources?.(resources) ?? resources;
      },
      policies: (incarnate) => [this.#faults.policy(incarnate)],
      replace: (resources, incarnate) => {
        const watched = this.#watcher.watch(resources, incarnate);
        const planted = mutant.ports?.(watched, incarnate, world) ?? watched;
        return { ...planted, mailbox: this.#faults.forgetful(planted.mailbox, incarnate) };
      },
    });
    this.#world = world;
    this.#startAt = world.clock.now();
    this.#story = new Story(
      () => world.clock.now() - this.#startAt,
      options.storyLines ?? DEFAULTS.storyLines,
    );
    const weather = [0.2, 1, 1, 3][Math.floor(random.next() * 4)]!;
    const rates = options.faults === null
      ? NO_FAULTS
      : weathered({ ...FAULT_RATES, ...options.faults }, weather);
    this.#faults = new Faults(
      rates,
      random,
      world.clock,
      this.#story,
      (incarnate) => this.#succeed(incarnate),
    );
    this.#watcher = new Watcher(() => world, this.#story);
  }

  async run(): Promise<SimulationResult> {
    const { seed, limitMs = DEFAULTS.limitMs } = this.options;
    const { clock } = this.#world;
    try {
      for (const actor of this.#world.actors) this.#start(actor);
      clock.every(1_000, () => this.#loseTail());
      await this.#proceed(() => this.options.until(this.#world), limitMs, "the work is not done");
      this.#story.add("everything works from now on");
      this.#faults.cease();
      // Long enough for everybody to notice what was lost in the end.
      const restFrom = clock.now() + NOTICE_MS;
      const atRest = () => clock.now() >= restFrom && this.#atRest();
      await this.#proceed(atRest, limitMs, "it does not come to rest");
      this.#watcher.checkStreams();
      await this.options.atEnd?.(this.#world, this.#faults.counts);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SimulationFailed(seed, reason, this.#story, error);
    } finally {
      for (const actor of this.#world.actors) this.#world.running(actor).lifeline.cut();
    }
    return {
      seed,
      story: this.#story.lines,
      digest: this.#story.digest,
      faults: this.#faults.counts,
      steps: this.#steps,
      elapsedMs: clock.now() - this.#startAt,
      world: this.#world,
    };
  }

  /** Lets time pass, step by step, until `done`. */
  async #proceed(done: () => boolean, limitMs: number, otherwise: string): Promise<void> {
    const { clock } = this.#world;
    const until = clock.now() + limitMs;
    let look = false;
    const stopLooking = clock.every(LOOK_MS, () => look = true);
    try {
      for (;;) {
        await clock.step();
        this.#steps++;
        this.#checkStep();
        if (look && done()) return;
        look = false;
        if (clock.now() > until) {
          throw new Error(`${otherwise} after ${limitMs} ms: ${this.#unfinished().join("; ")}`);
        }
      }
    } finally {
      stopLooking();
    }
  }

  #checkStep(): void {
    this.#watcher.check();
    for (const invariant of this.options.invariants ?? []) invariant(this.#world);
    for (const actor of this.#world.actors) {
      const running = this.#world.running(actor);
      const { failure } = running;
      if (failure === null || this.#fenced.has(running)) continue;
      const name = nameOf(running);
      // A predecessor that hung before it had a lease takes one when it wakes up.
      if (!(failure instanceof Fenced) || running.nth === 1) {
        throw new Error(`${name} crashed by itself: ${failure.stack ?? failure}`);
      }
      this.#story.add(`${name} is fenced`);
      this.#fenced.add(running);
      this.#succeed(running);
    }
  }

  /** Every actor has handled, acknowledged and published everything. */
  #atRest(): boolean {
    return this.#unfinished().length === 0;
  }

  /** What is left to do, by actor. */
  #unfinished(): string[] {
    const { actors, broker } = this.#world;
    return actors.flatMap((actor) => {
      const running = this.#world.running(actor);
      const { host, lifeline } = running;
      const behind = this.#world.def(actor).consumes.flatMap(({ name }) => {
        const group = broker.stream(name).depth().groups.find((each) => each.group === actor);
        if (group === undefined || group.depth === 0) return [];
        return [`${name} ${group.depth} (${group.pending} pending, ${group.parked} parked)`];
      });
      if (lifeline.state === "alive" && host.idle && behind.length === 0) return [];
      const state = lifeline.state === "alive" ? (host.idle ? "idle" : "busy") : lifeline.state;
      return [`${nameOf(running)} is ${state}, behind on ${behind.join(", ") || "nothing"}`];
    });
  }

  #start(actor: string): void {
    const running = this.#world.start(actor);
    this.#story.add(`${nameOf(running)} starts`);
  }

  /** Starts a successor after a while, as a supervisor does. */
  #succeed({ actor, nth }: Incarnate): void {
    this.#world.clock.after(this.#faults.pick(SUCCESSION_MS_MAX), () => {
      if (this.#world.running(actor).nth === nth) this.#start(actor);
    });
  }

  #loseTail(): void {
    if (!this.#faults.happens("tailLost")) return;
    const { streams, broker } = this.#world;
    const name = streams[this.#faults.pick(streams.length)]!;
    const stream = broker.stream(name);
    const through = Math.max(0, stream.lastSeq() - 1 - this.#faults.pick(6));
    stream.loseAfter(through);
    this.#story.add(`${name} loses everything after ${through}: ${stream.lastSeq()} is its last`);
  }
}

function weathered(rates: FaultRates, factor: number): FaultRates {
  const { unavailable, answerLost, duplicated, crash, hang, tailLost } = rates;
  return {
    ...rates,
    unavailable: unavailable * factor,
    answerLost: answerLost * factor,
    duplicated: duplicated * factor,
    crash: crash * factor,
    hang: hang * factor,
    tailLost: tailLost * factor,
  };
}
