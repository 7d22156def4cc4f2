import type { AnyActorDef, Context, Effects, HostResources, MessageMeta, Outcome } from "../actor.ts";
import type { Millis } from "../clock/clock.ts";
import { derivedId } from "../clock/ids.ts";
import { type Consumer, type Delivery, MailboxUnavailable } from "../mailbox/mailbox.ts";
import type { StreamDef } from "../stream.ts";
import type { Progress } from "../supervisor/protocol.ts";
import { BatchBuilder, type EffectRequest, MessageEffects } from "./batch.ts";
import { decodeEnvelope } from "../envelope.ts";
import { HOST_BOUNDS, type DeliverySpec, type HostBounds, type HostEnvironment } from "./host_options.ts";
import { InletClosed, LocalQueue } from "./inlet.ts";
import { Input, type Received } from "./input.ts";
import { chooseNext, frontier } from "./merge.ts";
import { Output } from "./output.ts";
import { MarketTimers } from "./market_timers.ts";
import { Relay } from "./relay.ts";
import type { InputPosition, Lease, Recovered } from "./store.ts";
import { Signal } from "./signal.ts";

type Handler = (state: unknown, message: unknown, ctx: Context<StreamDef, Effects<never>>) =>
  | Outcome
  | Promise<Outcome>;
type Performer = (state: unknown, request: unknown) => Promise<unknown>;

/** What is to be handled next, and how. */
interface Work {
  /** In a batch of its own: it may be what kills the actor. */
  readonly solo: boolean;
  run(batch: BatchBuilder): Promise<void>;
}

/**
 * One life of an actor under one lease: from taking over what a predecessor held to its end.
 * Its memory is only what was committed; anything that goes wrong ends it, and the next life
 * starts again from there.
 */
export class Incarnation {
  readonly #bounds: HostBounds;
  readonly #choose: typeof chooseNext;
  readonly #inputs = new Map<string, Input>();
  readonly #merged: Input[] = [];
  readonly #outputs = new Map<string, Output>();
  readonly #strays: Received[] = [];
  readonly #results: { request: EffectRequest; result: unknown; nth: number }[] = [];
  readonly #held = new Map<string, Millis>();
  readonly #work = new Signal();
  readonly #room = new Signal();
  readonly #abort = new AbortController();
  readonly #locals: LocalQueue;
  readonly #relay: Relay;
  readonly #timers: MarketTimers;
  #unacked: Delivery[] = [];
  #state: unknown;
  #ordinal: number;
  #marketTime: Millis | null = null;
  #waitingSince: { stream: string; since: number } | null = null;
  #blockedUntil = 0;
  #roomCheckedAt = -Infinity;
  #roomAhead = false;
  #consumer: Consumer | null = null;
  #draining = false;
  #idle = false;

  constructor(
    private readonly def: AnyActorDef,
    private readonly spec: DeliverySpec,
    private readonly resources: HostResources,
    private readonly env: HostEnvironment,
    readonly lease: Lease,
    private readonly recovered: Recovered,
  ) {
    this.#bounds = { ...HOST_BOUNDS, ...env.bounds };
    this.#choose = env.choose ?? chooseNext;
    for (const stream of def.consumes) {
      if (!spec.produced.includes(stream.name)) continue;
      const input = new Input(stream, recovered.inputs.get(stream.name));
      this.#inputs.set(stream.name, input);
      if (input.merged) this.#merged.push(input);
    }
    const committed = new Map<string, number>();
    for (const stream of def.produces) {
      const from = recovered.outputs.get(stream.name);
      this.#outputs.set(stream.name, new Output(stream, from));
      committed.set(stream.name, from?.seq ?? 0);
    }
    this.#ordinal = recovered.consumed;
    this.#locals = new LocalQueue(def.local ?? {}, () => this.#work.raise());
    this.#timers = new MarketTimers(def, recovered.state);
    const { mailbox, store } = resources;
    this.#relay = new Relay(mailbox, store, env.clock, env.log, committed, this.#bounds.relay);
  }

  get progress(): Progress {
    return {
      consumed: this.#ordinal,
      marketTime: this.#reached(),
      outbox: this.#relay.backlog,
    };
  }

  /** Everything received is handled and published, and nothing is asked of the outside. */
  get idle(): boolean {
    return this.#idle && this.#relay.backlog === 0;
  }

  /** Lives until it is stopped or something goes wrong. `onReady` is called once input is consumed. */
  async live(onReady: () => void): Promise<void> {
    const lives: Promise<unknown>[] = [this.#relay.run(), this.#keepLease()];
    // They may fail while we are still joining; that is looked at below.
    for (const life of lives) life.catch(() => {});
    const cancels: (() => void)[] = [];
    try {
      await this.#join();
      const env = this.#actorEnv();
      this.#state = await (this.def.start as (env: unknown) => unknown)(env);
      for (const [name, timer] of Object.entries(this.def.timers ?? {})) {
        if (timer.clock !== "system") continue;
        const fire = () => this.#locals.timer(name, this.env.clock.now());
        cancels.push(this.env.clock.every(timer.everyMs, fire));
      }
      lives.push(this.#handleAll());
      if (this.#consumer !== null) lives.push(this.#fetchAll(this.#consumer));
      if (this.def.source !== undefined) lives.push(this.#runSource(env));
      onReady();
      // One part that ends without failing (a source that is exhausted) does not end the actor.
      await Promise.race([this.#firstFailure(lives), this.#stopped()]);
    } finally {
      this.stop();
      for (const cancel of cancels) cancel();
      await this.#consumer?.close(1_000).catch((error) => this.#note("closing the mailbox", error));
      await Promise.allSettled(lives);
      if (this.#state !== undefined && this.def.stop !== undefined) {
        await (this.def.stop as (state: unknown) => unknown)(this.#state);
      }
    }
  }

  /** Takes in nothing new, finishes and publishes what is under way. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#locals.close();
    this.#work.raise();
    while (!this.#idle && !this.#abort.signal.aborted) await this.#room.wait(this.env.clock, 20);
    await Promise.race([this.#relay.flushed(), this.#stopped()]);
  }

  /** Ends this life. */
  stop(): void {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort(new InletClosed("the actor is stopping"));
    this.#locals.close();
    this.#relay.stop();
    this.#work.raise();
    this.#room.raise();
  }

  // ---- joining ----

  async #join(): Promise<void> {
    const streams = [...this.#inputs.keys()];
    if (streams.length === 0) return;
    const group = this.def.name;
    const { mailbox } = this.resources;
    for (const stream of streams) await mailbox.ensureGroup(stream, group);
    this.#consumer = await mailbox.consume({
      streams,
      group,
      consumer: `${group}#${this.lease.epoch}`,
      exclusive: true,
      attemptsMax: this.#bounds.attemptsMax,
    });
    for (const stream of streams) {
      for (const parked of await this.#consumer.parked(stream)) {
        this.#held.set(`${stream}/${parked.seq}`, decodeEnvelope(parked.body).at);
      }
    }
  }

  #actorEnv() {
    const { def, env } = this;
    const config = def.config.parse(this.spec.config);
    return {
      config,
      recalled: this.recovered.state,
      resources: this.resources,
      clock: env.clock,
      randomness: env.randomness,
      log: env.log,
      signal: this.#abort.signal,
      perform: (name: string, request: unknown, cause: MessageMeta) =>
        this.#pending.push({ name, request, cause }),
    };
  }

  /** Effects to perform before anything else is handled: those that a predecessor left open. */
  readonly #pending: EffectRequest[] = [];

  // ---- receiving ----

  async #fetchAll(consumer: Consumer): Promise<void> {
    while (!this.#abort.signal.aborted) {
      const streams = this.#draining ? [] : [...this.#inputs.values()]
        .filter((input) => input.length < this.#bounds.bufferMax)
        .map((input) => input.stream);
      if (streams.length === 0 || this.#strays.length >= this.#bounds.bufferMax) {
        await this.#room.wait(this.env.clock, 1_000);
        continue;
      }
      try {
        const deliveries = await consumer.receive({
          streams,
          max: this.#bounds.batchMax * 2,
          waitMs: 1_000,
          signal: this.#abort.signal,
        });
        for (const delivery of deliveries) await this.#file(consumer, delivery);
        if (deliveries.length > 0) this.#work.raise();
      } catch (error) {
        if (this.#abort.signal.aborted) return;
        if (!(error instanceof MailboxUnavailable)) throw error;
        this.#note("receiving", error);
        await this.env.clock.sleep(250, this.#abort.signal).catch(() => {});
      }
    }
  }

  async #file(consumer: Consumer, delivery: Delivery): Promise<void> {
    const arrival = this.#inputs.get(delivery.stream)!.accept(delivery);
    if (arrival.kind === "stray") this.#strays.push(arrival.received);
    else if (arrival.kind === "settled") this.#unacked.push(arrival.delivery);
    else if (arrival.kind === "unreadable") {
      await consumer.reject(delivery, arrival.reason);
      this.env.log.warn(`entry ${delivery.seq} of ${delivery.stream} was dead-lettered`, {
        reason: arrival.reason,
      });
    }
  }

  // ---- handling ----

  async #handleAll(): Promise<void> {
    if (this.#pending.length > 0) await this.#performAll(this.#pending.splice(0));
    while (!this.#abort.signal.aborted) {
      const worked = await this.#turn();
      if (worked) continue;
      this.#idle = true;
      this.#room.raise();
      await this.#work.wait(this.env.clock, this.#waitingSince === null ? 1_000 : 10);
      this.#idle = false;
    }
  }

  /** Handles and commits one batch; false when there was nothing to do. */
  async #turn(): Promise<boolean> {
    const { clock } = this.env;
    const batch = new BatchBuilder(this.#outputs);
    const startedAt = clock.monotonic();
    let worked = false;
    while (batch.handled < this.#bounds.batchMax && !batch.ended) {
      const work = await this.#next();
      if (work === null || (work.solo && batch.handled > 0)) break;
      await work.run(batch);
      worked = true;
      if (this.#abort.signal.aborted) return false;
      if (work.solo || clock.monotonic() - startedAt >= this.#bounds.batchMs) break;
    }
    if (this.def.watermarks !== "manual") {
      const reached = this.#reached(batch.requests);
      if (reached !== null) batch.promise(reached);
    }
    for (const input of this.#inputs.values()) batch.deliveries.push(...input.takeSettled());
    if (batch.empty) return worked;
    await this.#commit(batch);
    this.#room.raise();
    if (batch.requests.length > 0) await this.#performAll(batch.requests);
    return true;
  }

  async #commit(batch: BatchBuilder): Promise<void> {
    const positions = new Map<string, InputPosition>();
    for (const input of this.#inputs.values()) positions.set(input.stream, input.position);
    await this.resources.store.commit(this.lease, batch.build(positions));
    for (const output of this.#outputs.values()) output.commit();
    this.#relay.offer(batch.outbox);
    this.#unacked.push(...batch.deliveries);
    await this.#acknowledge();
    for (const settled of batch.settled) settled();
  }

  /** What cannot be acknowledged now stays for the next commit; redelivered, the inbox knows it. */
  async #acknowledge(): Promise<void> {
    if (this.#unacked.length === 0 || this.#consumer === null) return;
    const deliveries = this.#unacked;
    this.#unacked = [];
    try {
      await this.#consumer.ack(deliveries);
    } catch (error) {
      if (!(error instanceof MailboxUnavailable)) throw error;
      this.#unacked = deliveries;
      this.#note("acknowledging", error);
    }
  }

  async #next(): Promise<Work | null> {
    const result = this.#results[0];
    if (result !== undefined) return { solo: false, run: (batch) => this.#runResult(batch) };
    if (this.#blockedUntil > this.env.clock.now()) return null;
    if (this.#strays.length > 0) return { solo: true, run: (batch) => this.#runStray(batch) };
    const head = this.#nextMerged();
    if (head !== null) {
      return { solo: head.delivery.redelivered, run: (batch) => this.#runMerged(batch, head) };
    }
    if (this.#locals.length > 0 && await this.#hasRoomAhead()) {
      return { solo: false, run: (batch) => this.#runLocal(batch) };
    }
    return null;
  }

  /** The head that the merge allows, or, where patience is bounded and over, the first to be there. */
  #nextMerged(): Received | null {
    const choice = this.#choose(this.#merged.map((input) => input.mergeInput));
    if (choice.kind === "empty") {
      this.#waitingSince = null;
      return null;
    }
    const head = this.#inputs.get(choice.stream)!.head!;
    if (choice.kind === "take") {
      this.#waitingSince = null;
      return head;
    }
    if (this.spec.patienceMs === null) return null;
    const now = this.env.clock.now();
    if (this.#waitingSince?.stream !== choice.stream) {
      this.#waitingSince = { stream: choice.stream, since: now };
    }
    if (now - this.#waitingSince.since < this.spec.patienceMs) return null;
    this.#waitingSince = null;
    return head;
  }

  async #runMerged(batch: BatchBuilder, head: Received): Promise<void> {
    const { delivery, envelope } = head;
    const input = this.#inputs.get(delivery.stream)!;
    if (delivery.redelivered && !(await this.#consumer!.begin(delivery))) {
      input.take();
      batch.handled++;
      this.#dead(delivery);
      return;
    }
    for (const due of this.#timers.dueBy(envelope.at)) {
      const id = derivedId(this.def.name, "timer", due.name, due.dueAt);
      const meta = { id, at: envelope.at, key: "", correlationId: id, traceparent: null };
      const message = { ...meta, from: "timer", type: due.name, dueAt: due.dueAt };
      if (due.fires) await this.#invoke(batch, meta, message, -Infinity);
      batch.state.set(due.stateKey, due.dueAt);
    }
    const outcome = await this.#invoke(batch, envelope, fromStream(head), -Infinity);
    if (outcome.kind === "retry" && !(await this.#putOff(head, outcome))) return;
    input.take();
    this.#marketTime = Math.max(this.#marketTime ?? envelope.at, envelope.at);
    batch.handled++;
    if (outcome.kind === "retry") return;
    this.#consumed(batch, head);
  }

  /** A repeat, a parked message come due, or a replayed dead letter: outside the merge. */
  async #runStray(batch: BatchBuilder): Promise<void> {
    const stray = this.#strays[0]!;
    const { delivery, envelope } = stray;
    const slot = `${delivery.stream}/${delivery.seq}`;
    const seen = await this.resources.store.consumed(this.def.name, [envelope.id]);
    if (seen.has(envelope.id)) {
      this.#strays.shift();
      this.#held.delete(slot);
      batch.deliveries.push(delivery);
      return;
    }
    if (delivery.redelivered && !(await this.#consumer!.begin(delivery))) {
      this.#strays.shift();
      this.#held.delete(slot);
      this.#dead(delivery);
      return;
    }
    let atLeast = -Infinity;
    for (const output of this.#outputs.values()) {
      if (output.watermark !== null) atLeast = Math.max(atLeast, output.watermark + 1);
    }
    const outcome = await this.#invoke(batch, envelope, fromStream(stray), atLeast);
    if (outcome.kind === "retry" && !(await this.#putOff(stray, outcome))) return;
    this.#strays.shift();
    batch.handled++;
    if (outcome.kind === "retry") return;
    this.#held.delete(slot);
    this.#consumed(batch, stray);
  }

  async #runResult(batch: BatchBuilder): Promise<void> {
    const { request, result, nth } = this.#results.shift()!;
    const { cause, name } = request;
    const id = derivedId(this.def.name, cause.id, "effect", name, nth);
    const meta = { ...cause, id };
    await this.#invoke(
      batch,
      meta,
      { ...meta, from: "effect", type: name, request: request.request, result },
      -Infinity,
    );
    batch.handled++;
    if (this.#results.length === 0) batch.ended = true;
  }

  async #runLocal(batch: BatchBuilder): Promise<void> {
    const item = this.#locals.shift()!;
    const id = derivedId(this.def.name, this.lease.epoch, "local", item.type, ++this.#localCount);
    const at = this.#marketTime ?? 0;
    const meta = { id, at, key: "", correlationId: id, traceparent: null };
    const message = item.from === "timer"
      ? { ...meta, from: "timer", type: item.type, dueAt: item.payload }
      : { ...meta, from: "local", type: item.type, payload: item.payload };
    await this.#invoke(batch, meta, message, -Infinity);
    batch.handled++;
    batch.settled.push(item.settled);
  }
  #localCount = 0;

  async #invoke(
    batch: BatchBuilder,
    cause: MessageMeta,
    message: unknown,
    atLeast: Millis,
  ): Promise<Outcome> {
    const manual = this.def.watermarks === "manual";
    const effects = new MessageEffects(
      this.def.name,
      cause,
      atLeast,
      this.#outputs,
      manual,
      this.env.log,
    );
    const answer = (this.def.handle as Handler)(this.#state, message, effects);
    const outcome = answer instanceof Promise ? await answer : answer;
    if (outcome.kind === "done") batch.add(effects);
    if (outcome.kind === "discard") {
      this.env.log.info(`discarded a message: ${outcome.reason}`, { message: cause.id });
    }
    return outcome;
  }

  /** Parks the message with its key, or holds everything back; true when it is parked. */
  async #putOff(received: Received, outcome: { afterMs: number; reason: string }): Promise<boolean> {
    const { delivery, envelope } = received;
    const dueAt = this.env.clock.now() + outcome.afterMs;
    this.env.log.info(`a message is put off for ${outcome.afterMs} ms: ${outcome.reason}`, {
      message: envelope.id,
    });
    if (this.def.order === "by-key" && await this.#consumer!.park(delivery, dueAt)) {
      this.#held.set(`${delivery.stream}/${delivery.seq}`, envelope.at);
      return true;
    }
    this.#blockedUntil = dueAt;
    this.env.clock.after(outcome.afterMs, () => this.#work.raise());
    return false;
  }

  #consumed(batch: BatchBuilder, received: Received): void {
    const { delivery, envelope } = received;
    batch.inbox.push({
      messageId: envelope.id,
      stream: delivery.stream,
      seq: delivery.seq,
      ordinal: ++this.#ordinal,
    });
    batch.deliveries.push(delivery);
  }

  #dead(delivery: Delivery): void {
    this.env.log.error(
      `entry ${delivery.seq} of ${delivery.stream} failed ${this.#bounds.attemptsMax} times and was dead-lettered`,
    );
  }

  /** The market time that can be promised downstream. */
  #reached(open: readonly EffectRequest[] = []): Millis | null {
    if (this.def.watermarks === "manual") {
      let least: Millis | null = null;
      for (const output of this.#outputs.values()) least = output.watermark;
      return least;
    }
    const held = [...this.#held.values(), ...open.map((request) => request.cause.at)];
    for (const { request } of this.#results) held.push(request.cause.at);
    return frontier(this.#merged.map((input) => input.mergeInput), held);
  }

  // ---- the outside ----

  async #performAll(requests: readonly EffectRequest[]): Promise<void> {
    for (const [nth, request] of requests.entries()) {
      await this.resources.store.assertLease(this.lease);
      const performer = this.def.effects?.[request.name] as Performer | undefined;
      if (performer === undefined) {
        throw new TypeError(`${this.def.name} has no outside effect "${request.name}"`);
      }
      const result = await performer(this.#state, request.request);
      this.#results.push({ request, result, nth });
    }
  }

  async #runSource(env: unknown): Promise<void> {
    const source = this.def.source as (state: unknown, inlet: unknown, env: unknown) => Promise<void>;
    try {
      await source(this.#state, this.#locals, env);
    } catch (error) {
      if (!(error instanceof InletClosed)) throw error;
    }
  }

  /** Whether consumers of our streams keep up: only then is more taken in from outside. */
  async #hasRoomAhead(): Promise<boolean> {
    if (this.#relay.backlog >= this.#bounds.outboxMax) return false;
    const now = this.env.clock.monotonic();
    if (now - this.#roomCheckedAt < ROOM_CHECK_MS && this.#roomAhead) return true;
    this.#roomAhead = true;
    for (const output of this.#outputs.values()) {
      if (!output.def.feedback && await this.#behind(output.stream)) this.#roomAhead = false;
    }
    this.#roomCheckedAt = now;
    if (!this.#roomAhead) this.env.clock.after(ROOM_RETRY_MS, () => this.#work.raise());
    return this.#roomAhead;
  }

  async #behind(stream: string): Promise<boolean> {
    try {
      const { groups } = await this.resources.mailbox.depth(stream);
      return groups.some((group) => group.depth >= this.#bounds.depthMax);
    } catch (error) {
      if (error instanceof MailboxUnavailable) return true;
      throw error;
    }
  }

  async #keepLease(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      await this.env.clock.sleep(this.#bounds.renewMs, this.#abort.signal).catch(() => {});
      if (!this.#abort.signal.aborted) await this.resources.store.renewLease(this.lease);
    }
  }

  #stopped(): Promise<void> {
    const { signal } = this.#abort;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  }

  #firstFailure(lives: readonly Promise<unknown>[]): Promise<never> {
    return new Promise((_, reject) => {
      for (const life of lives) life.catch(reject);
    });
  }

  #note(what: string, error: unknown): void {
    this.env.log.warn(`${what} did not work: ${error instanceof Error ? error.message : error}`);
  }
}

/** How long an answer about room downstream is believed, in ms. */
const ROOM_CHECK_MS = 2;
/** How soon a lack of room is looked at again, in ms. */
const ROOM_RETRY_MS = 5;

function fromStream({ delivery, envelope }: Received): unknown {
  const { id, at, key, correlationId, traceparent, type, payload } = envelope;
  return { from: delivery.stream, type, payload, id, at, key, correlationId, traceparent };
}
