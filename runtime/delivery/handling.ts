import type { Context, Effects, MessageMeta, Outcome } from "../actor.ts";
import type { Millis } from "../clock/clock.ts";
import { derivedId } from "../clock/ids.ts";
import type { StreamDef } from "../stream.ts";
import { BatchBuilder, type EffectRequest, MessageEffects } from "./batch.ts";
import type { HandlingParts } from "./handling_parts.ts";
import type { Received } from "./input.ts";
import { MarketTimers } from "./market_timers.ts";
import { HandlingMeter, type Measured } from "./measured.ts";
import { chooseNext, frontier } from "./merge.ts";
import { fromStream, metaOf } from "./message.ts";
import { MessageTrace } from "./message_trace.ts";

type Handler = (state: unknown, message: unknown, ctx: Context<StreamDef, Effects<never>>) =>
  | Outcome
  | Promise<Outcome>;

/** What is to be handled next, and how. */
interface Work {
  /** In a batch of its own: it may be what kills the actor. */
  readonly solo: boolean;
  /** Market time of a message that comes in its order; null: it does not. */
  readonly at: Millis | null;
  run(batch: BatchBuilder): Promise<void>;
}

/** Shortest pause before a message that waits for another, or for room, is tried again, in ms. */
const BLOCKED_MS_MIN = 10;

/** Market time that one promise covers at most, in ms. */
const PROMISE_MS_MAX = 3_600_000;

/** The handling loop of an incarnation: one message after another, one commit per batch. */
export class Handling {
  readonly #choose: typeof chooseNext;
  readonly #timers: MarketTimers;
  readonly #meter: HandlingMeter;
  #state: unknown;
  #ordinal: number;
  #marketTime: Millis | null = null;
  /** Of market time, of the message handled last. */
  #hour: number | null = null;
  #localCount = 0;
  #waitingSince: { stream: string; since: number } | null = null;
  #blockedUntil = 0;
  #resting = false;

  constructor(private readonly parts: HandlingParts) {
    this.#choose = parts.env.choose ?? chooseNext;
    this.#timers = new MarketTimers(parts.def, parts.recovered.state);
    this.#ordinal = parts.recovered.consumed;
    this.#meter = new HandlingMeter(parts.patienceMs !== null);
  }

  /** What was measured since this life began. */
  get measured(): Measured {
    return this.#meter.counts;
  }

  /** Messages consumed in the actor's life. */
  get consumed(): number {
    return this.#ordinal;
  }

  /** Whether nothing can be done before something new comes. */
  get resting(): boolean {
    return this.#resting;
  }

  // ---- one batch after another ----

  /** Handles what comes until the signal aborts. */
  async run(state: unknown, signal: AbortSignal): Promise<void> {
    this.#state = state;
    await this.parts.outside.performOpen(state);
    while (!signal.aborted) {
      if (await this.#turn(signal)) continue;
      this.#resting = true;
      this.parts.inbound.room.raise();
      await this.parts.work.wait(this.parts.env.clock, this.#waitingSince === null ? 1_000 : 10);
      this.#resting = false;
    }
  }

  /** Handles and commits one batch; false when there was nothing to do. */
  async #turn(signal: AbortSignal): Promise<boolean> {
    const { clock } = this.parts.env;
    const batch = new BatchBuilder(this.parts.outputs);
    const startedAt = clock.monotonic();
    let worked = false;
    while (batch.handled < this.parts.bounds.batchMax && !batch.ended) {
      const work = await this.#next();
      if (work === null || (work.solo && batch.handled > 0)) break;
      if (work.at !== null) this.#promiseBefore(work.at, batch);
      await work.run(batch);
      worked = true;
      if (signal.aborted) return false;
      if (work.solo || clock.monotonic() - startedAt >= this.parts.bounds.batchMs) break;
    }
    this.#promise(batch);
    for (const input of this.parts.inbound.inputs.values()) {
      batch.deliveries.push(...input.takeSettled());
    }
    if (batch.empty) {
      await this.parts.inbound.acknowledge();
      return worked;
    }
    await this.#commit(batch);
    this.parts.inbound.room.raise();
    await this.parts.outside.perform(this.#state, batch.requests);
    return true;
  }

  #promise(batch: BatchBuilder): void {
    if (this.parts.def.watermarks === "manual") return;
    const reached = this.#reached(batch.requests);
    if (reached !== null) batch.promise(reached);
  }

  /**
   * Whatever goes on in another hour of market time first promises what it has reached. Promises are
   * otherwise left to the batch's end; but where a stream flows back, consumers may have to know that an
   * hour is over before they can go on to the next, and a promise that stands behind the first message
   * of that hour would never be seen. The batch before need not have known what is known now.
   */
  #promiseBefore(at: Millis, batch: BatchBuilder): void {
    const hour = Math.floor(at / PROMISE_MS_MAX);
    if (this.#hour === null || hour > this.#hour) this.#promise(batch);
    this.#hour = hour;
  }

  async #commit(batch: BatchBuilder): Promise<void> {
    await this.parts.store.commit(this.parts.lease, batch.build(this.parts.inbound.positions()));
    for (const output of this.parts.outputs.values()) output.commit();
    this.parts.relay.offer(batch.outbox);
    this.parts.inbound.settle(batch.deliveries);
    await this.parts.inbound.acknowledge();
    for (const settled of batch.settled) settled();
    if (batch.spans.length > 0) this.parts.env.tracing?.emit(batch.spans);
  }

  async #next(): Promise<Work | null> {
    if (this.parts.outside.length > 0) {
      return { solo: false, at: null, run: (batch) => this.#runAnswer(batch) };
    }
    if (this.#blockedUntil > this.parts.env.clock.now()) return null;
    if (this.parts.inbound.strays.length > 0) {
      return { solo: true, at: null, run: (batch) => this.#runStray(batch) };
    }
    const head = this.#nextMerged();
    if (head !== null) {
      const { delivery: { redelivered: solo }, envelope: { at } } = head;
      return { solo, at, run: (batch) => this.#runMerged(batch, head) };
    }
    if (this.parts.locals.length > 0 && await this.parts.headroom.there()) {
      return { solo: false, at: null, run: (batch) => this.#runLocal(batch) };
    }
    return null;
  }

  /** The head that the merge allows, or, where patience is bounded and over, the first to be there. */
  #nextMerged(): Received | null {
    const choice = this.#choose(this.parts.inbound.merged.map((input) => input.mergeInput));
    if (choice.kind === "empty") {
      this.#waitingSince = null;
      return null;
    }
    const head = this.parts.inbound.inputs.get(choice.stream)!.head!;
    if (choice.kind === "take") {
      this.#waitingSince = null;
      return head;
    }
    if (this.parts.patienceMs === null) return null;
    const now = this.parts.env.clock.now();
    if (this.#waitingSince?.stream !== choice.stream) {
      this.#waitingSince = { stream: choice.stream, since: now };
    }
    if (now - this.#waitingSince.since < this.parts.patienceMs) return null;
    this.#waitingSince = null;
    return head;
  }

  // ---- one message ----

  async #runMerged(batch: BatchBuilder, head: Received): Promise<void> {
    const { delivery, envelope } = head;
    const input = this.parts.inbound.inputs.get(delivery.stream)!;
    const outcome = await this.#attempt(head, async () => {
      for (const due of this.#timers.dueBy(envelope.at)) {
        const id = derivedId(this.parts.def.name, "timer", due.name, due.dueAt);
        const meta = { id, at: envelope.at, key: "", correlationId: id, traceparent: null };
        const message = { ...meta, from: "timer", type: due.name, dueAt: due.dueAt };
        if (due.fires) await this.#tell(batch, meta, message);
        batch.state.set(due.stateKey, due.dueAt);
      }
      return await this.#invoke(batch, metaOf(head), fromStream(head), -Infinity);
    });
    if (outcome === "stays") return;
    const taken = input.take();
    // Delivered again meanwhile, as what was parked can be.
    if (taken !== head) this.parts.inbound.fileStray(input, taken);
    batch.handled++;
    if (outcome === "parked" || outcome === "dead") return;
    this.#marketTime = Math.max(this.#marketTime ?? envelope.at, envelope.at);
    this.#consumed(batch, head);
  }

  /** A repeat, a parked message come due, or a replayed dead letter: outside the merge. */
  async #runStray(batch: BatchBuilder): Promise<void> {
    const { strays } = this.parts.inbound;
    const seen = await this.parts.store.consumed(
      this.parts.def.name,
      strays.map(({ envelope }) => envelope.id),
    );
    const repeats = strays.filter(({ envelope }) => seen.has(envelope.id));
    if (repeats.length > 0) {
      for (const repeat of repeats) {
        this.parts.inbound.dropStray(repeat);
        this.parts.inbound.finish(repeat);
        batch.deliveries.push(repeat.delivery);
      }
      return;
    }
    const stray = strays[0]!;
    const atLeast = this.#earliest();
    const outcome = await this.#attempt(
      stray,
      () => this.#invoke(batch, metaOf(stray), fromStream(stray), atLeast),
    );
    if (outcome === "stays") return;
    this.parts.inbound.dropStray(stray);
    if (outcome !== "consumed") return;
    batch.handled++;
    this.#consumed(batch, stray);
  }

  /** Handles a stream's message, unless it must wait or has been given up. */
  async #attempt(
    received: Received,
    handle: () => Promise<Outcome>,
  ): Promise<"consumed" | "parked" | "dead" | "stays"> {
    const { stream, key, seq } = received.delivery;
    const waitsUntil = this.parts.inbound.held.behind(stream, key, seq);
    if (waitsUntil !== null) {
      const soon = this.parts.env.clock.now() + BLOCKED_MS_MIN;
      return await this.#putOff(received, Math.max(waitsUntil, soon));
    }
    if (!(await this.parts.inbound.begin(received.delivery))) {
      this.parts.inbound.finish(received);
      return "dead";
    }
    const outcome = await handle();
    if (outcome.kind !== "retry") return "consumed";
    this.parts.env.log.info(`a message is put off for ${outcome.afterMs} ms: ${outcome.reason}`, {
      message: received.envelope.id,
    });
    return await this.#putOff(received, this.parts.env.clock.now() + outcome.afterMs);
  }

  /** Parks the message with its key, or holds everything back. */
  async #putOff(received: Received, dueAt: Millis): Promise<"parked" | "stays"> {
    if (this.parts.def.order === "by-key" && await this.parts.inbound.park(received, dueAt)) {
      return "parked";
    }
    const now = this.parts.env.clock.now();
    this.#blockedUntil = Math.max(dueAt, now + BLOCKED_MS_MIN);
    this.parts.env.clock.after(this.#blockedUntil - now, () => this.parts.work.raise());
    return "stays";
  }

  async #runAnswer(batch: BatchBuilder): Promise<void> {
    const { meta, message } = this.parts.outside.shift()!;
    // What asked may itself have come late.
    await this.#tell(batch, meta, message, this.#earliest());
    batch.handled++;
    if (this.parts.outside.length === 0) batch.ended = true;
  }

  async #runLocal(batch: BatchBuilder): Promise<void> {
    const item = this.parts.locals.shift()!;
    const id = derivedId(
      this.parts.def.name,
      this.parts.lease.epoch,
      "local",
      item.type,
      ++this.#localCount,
    );
    const at = Math.max(this.#marketTime ?? 0, this.#earliest());
    const meta = { id, at, key: "", correlationId: id, traceparent: null };
    const message = item.from === "timer"
      ? { ...meta, from: "timer", type: item.type, dueAt: item.payload }
      : { ...meta, from: "local", type: item.type, payload: item.payload };
    await this.#tell(batch, meta, message);
    batch.handled++;
    batch.settled.push(item.settled);
  }

  /** Hands over a message that does not come from a stream, and so cannot be put off. */
  async #tell(
    batch: BatchBuilder,
    meta: MessageMeta,
    message: unknown,
    atLeast = -Infinity,
  ): Promise<void> {
    const outcome = await this.#invoke(batch, meta, message, atLeast);
    if (outcome.kind !== "retry") return;
    throw new TypeError(
      `${this.parts.def.name} answered "retry" (${outcome.reason}) to a timer, a local message or an ` +
        `effect's answer; only messages of a stream can be put off`,
    );
  }

  async #invoke(
    batch: BatchBuilder,
    cause: MessageMeta,
    message: unknown,
    atLeast: Millis,
  ): Promise<Outcome> {
    const manual = this.parts.def.watermarks === "manual";
    const { clock, tracing, log } = this.parts.env;
    const { name } = this.parts.def;
    const trace = tracing === undefined
      ? null
      : new MessageTrace(tracing, clock, name, cause, message as { from: string; type: string });
    const { outputs } = this.parts;
    const effects = new MessageEffects(name, cause, atLeast, outputs, manual, log, trace);
    const startedAt = clock.monotonic();
    const answer = (this.parts.def.handle as Handler)(this.#state, message, effects);
    const outcome = answer instanceof Promise ? await answer : answer;
    this.#meter.handled(clock.monotonic() - startedAt);
    if (outcome.kind === "done") batch.add(effects);
    if (outcome.kind === "discard") {
      this.parts.env.log.info(`discarded a message: ${outcome.reason}`, { message: cause.id });
    }
    return outcome;
  }

  #consumed(batch: BatchBuilder, received: Received): void {
    const { delivery, envelope } = received;
    const { stream, seq } = delivery;
    this.#meter.taken(delivery.redelivered, this.parts.env.clock.now() - envelope.at);
    batch.inbox.push({ messageId: envelope.id, stream, seq, ordinal: ++this.#ordinal });
    batch.deliveries.push(delivery);
    this.parts.inbound.finish(received);
  }

  // ---- market time ----

  /** The market time that can be promised downstream. */
  get marketTime(): Millis | null {
    return this.#reached();
  }

  #reached(open: readonly EffectRequest[] = []): Millis | null {
    if (this.parts.def.watermarks === "manual") return this.#promised();
    if (!this.parts.inbound.clear) return this.#promised();
    const held = [
      ...this.parts.inbound.held.times(),
      ...this.parts.outside.times(),
      ...open.map((request) => request.cause.at),
    ];
    return frontier(this.parts.inbound.merged.map((input) => input.mergeInput), held);
  }

  /** The earliest market time that may still be published. */
  #earliest(): Millis {
    return (this.#promised() ?? -Infinity) + 1;
  }

  /** The market time that was promised: whatever is published now must be later. */
  #promised(): Millis | null {
    let promised: Millis | null = null;
    for (const { watermark } of this.parts.outputs.values()) {
      if (watermark !== null) promised = Math.max(promised ?? watermark, watermark);
    }
    return promised;
  }
}
