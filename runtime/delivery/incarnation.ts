import type { AnyActorDef, HostResources, MessageMeta } from "../actor.ts";
import type { Progress } from "../supervisor/protocol.ts";
import { Handling } from "./handling.ts";
import { Headroom } from "./headroom.ts";
import { type DeliverySpec, HOST_BOUNDS, type HostEnvironment } from "./host_options.ts";
import { Inbound } from "./inbound.ts";
import { InletClosed, LocalQueue } from "./inlet.ts";
import { Output } from "./output.ts";
import { Outside } from "./outside.ts";
import { Relay, StreamAhead } from "./relay.ts";
import { Signal } from "./signal.ts";
import type { Lease, Recovered } from "./store.ts";

/** How long the parts of a life that ends are waited for, in ms; what hangs is left behind, fenced. */
const ENDING_MS = 2_000;

/**
 * One life of an actor under one lease: from taking over what a predecessor held to its end.
 * Its memory is only what was committed; anything that goes wrong ends it, and the next life
 * starts again from there.
 */
export class Incarnation {
  readonly #inbound: Inbound;
  readonly #outside: Outside;
  readonly #locals: LocalQueue;
  readonly #relay: Relay;
  readonly #handling: Handling;
  readonly #work = new Signal();
  readonly #abort = new AbortController();
  readonly #renewMs: number;
  #draining = false;

  constructor(
    private readonly def: AnyActorDef,
    private readonly spec: DeliverySpec,
    private readonly resources: HostResources,
    private readonly env: HostEnvironment,
    readonly lease: Lease,
    private readonly recovered: Recovered,
  ) {
    const { mailbox, store } = resources;
    const { clock } = env;
    const bounds = { ...HOST_BOUNDS, ...env.bounds };
    const wake = () => this.#work.raise();
    const outputs = new Map<string, Output>();
    const committed = new Map<string, number>();
    for (const stream of def.produces) {
      const from = recovered.outputs.get(stream.name);
      outputs.set(stream.name, new Output(stream, from));
      committed.set(stream.name, from?.seq ?? 0);
    }
    const relay = new Relay(mailbox, store, clock, env.log, committed, bounds.relay);
    this.#renewMs = bounds.renewMs;
    this.#inbound = new Inbound(def, spec.produced, mailbox, env, bounds, recovered);
    this.#outside = new Outside(def, () => store.assertLease(lease));
    this.#locals = new LocalQueue(def.local ?? {}, wake);
    this.#relay = relay;
    this.#handling = new Handling({
      def,
      env,
      bounds,
      patienceMs: spec.patienceMs,
      store,
      lease,
      recovered,
      inbound: this.#inbound,
      outside: this.#outside,
      locals: this.#locals,
      outputs,
      relay,
      headroom: new Headroom(mailbox, outputs, relay, bounds, clock, wake),
      work: this.#work,
    });
  }

  get progress(): Progress {
    const { consumed, marketTime, measured } = this.#handling;
    return { consumed, marketTime, outbox: this.#relay.backlog, measured };
  }

  /** Everything received is handled, acknowledged and published, and nothing is asked of the outside. */
  get idle(): boolean {
    return this.#handling.resting && this.#inbound.empty && this.#locals.length === 0 &&
      this.#relay.backlog === 0;
  }

  /** Lives until it is stopped or something goes wrong. `onReady` is called once input is consumed. */
  async live(onReady: () => void): Promise<void> {
    const { signal } = this.#abort;
    const lives: Promise<unknown>[] = [this.#runRelay(), this.#keepLease()];
    // They may fail while we are still joining; that is looked at below.
    for (const life of lives) life.catch(() => {});
    const cancels: (() => void)[] = [];
    let letGo = () => {};
    try {
      await this.#inbound.join(`${this.def.name}#${this.lease.epoch}`);
      const env = this.#actorEnv();
      const state = await (this.def.start as (env: unknown) => unknown)(env);
      letGo = () => (this.def.stop as ((state: unknown) => void) | undefined)?.(state);
      for (const [name, timer] of Object.entries(this.def.timers ?? {})) {
        if (timer.clock !== "system") continue;
        const fire = () => this.#locals.timer(name, this.env.clock.now());
        cancels.push(this.env.clock.every(timer.everyMs, fire));
      }
      const arrived = () => this.#work.raise();
      lives.push(this.#handling.run(state, signal));
      lives.push(this.#inbound.fetchAll(signal, () => this.#draining, arrived));
      lives.push(this.#runSource(state, env));
      onReady();
      // One part that ends without failing (a source that is exhausted) does not end the actor.
      await Promise.race([firstFailure(lives), this.#stopped()]);
    } finally {
      this.stop();
      for (const cancel of cancels) cancel();
      await this.#inbound.close(1_000);
      await this.#atMost(ENDING_MS, Promise.allSettled(lives));
      await letGo();
    }
  }

  /** Takes in nothing new, finishes and publishes what is under way. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#locals.close();
    this.#work.raise();
    while (!this.#handling.resting && !this.#abort.signal.aborted) {
      await this.#inbound.room.wait(this.env.clock, 20);
    }
    await Promise.race([this.#relay.flushed(), this.#stopped()]);
  }

  /** Ends this life. */
  stop(): void {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort(new InletClosed("the actor is stopping"));
    this.#locals.close();
    this.#relay.stop();
    this.#work.raise();
    this.#inbound.room.raise();
  }

  #actorEnv() {
    const { def, env } = this;
    return {
      config: def.config.parse(this.spec.config),
      recalled: this.recovered.state,
      resources: this.resources,
      clock: env.clock,
      randomness: env.randomness,
      log: env.log,
      signal: this.#abort.signal,
      perform: (name: string, request: unknown, cause: MessageMeta) =>
        this.#outside.reopen({ name, request, cause }),
    };
  }

  async #runRelay(): Promise<void> {
    try {
      await this.#relay.run();
    } catch (error) {
      // A stream that is ahead of us may be a successor's work.
      if (error instanceof StreamAhead) await this.resources.store.assertLease(this.lease);
      throw error;
    }
  }

  async #runSource(state: unknown, env: unknown): Promise<void> {
    type Source = (state: unknown, inlet: unknown, env: unknown) => Promise<void>;
    try {
      await (this.def.source as Source | undefined)?.(state, this.#locals, env);
    } catch (error) {
      if (!(error instanceof InletClosed)) throw error;
    }
  }

  async #keepLease(): Promise<void> {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      await this.env.clock.sleep(this.#renewMs, signal).catch(() => {});
      if (!signal.aborted) await this.resources.store.renewLease(this.lease);
    }
  }

  #stopped(): Promise<void> {
    const { signal } = this.#abort;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) =>
      signal.addEventListener("abort", () => resolve(), { once: true })
    );
  }

  #atMost(ms: number, work: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.env.clock.after(ms, resolve);
      work.finally(() => {
        cancel();
        resolve();
      });
    });
  }
}

function firstFailure(lives: readonly Promise<unknown>[]): Promise<never> {
  return new Promise((_, reject) => {
    for (const life of lives) life.catch(reject);
  });
}
