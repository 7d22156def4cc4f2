import type { AnyActorDef } from "../actor.ts";
import type { Millis } from "../clock/clock.ts";
import { settle } from "../clock/virtual.ts";
import { StoreUnavailable, type Table, type TableRow } from "../delivery/store.ts";
import { decodeEnvelope, encodeEnvelope, type Envelope, WATERMARK } from "../envelope.ts";
import { type DeadLetter, MailboxUnavailable, type StreamEntry } from "../mailbox/mailbox.ts";
import type { LogRecord } from "../telemetry/log.ts";
import type { Lifeline, PortCall } from "./lifeline.ts";
import { envelopeOf } from "./messages.ts";
import { type ActorSetup, World, type WorldOptions } from "./world.ts";

/** A message that a scenario gives to an actor. */
export interface Given {
  readonly stream: string;
  readonly type: string;
  readonly payload: unknown;
  /** Market time. */
  readonly at: Millis;
  /** Default the empty key. */
  readonly key?: string;
  /** Default derived from stream and number. */
  readonly id?: string;
  /** Default none. */
  readonly traceparent?: string | null;
}

/** Something that goes wrong around one call of one actor, once. */
export interface Mishap {
  readonly actor?: string;
  /** The call, for example `store.commit`, `mailbox.publish`, `consumer.ack`, `consumer.receive`. */
  readonly call: string;
  /** `before`: the call has no effect. `after`: it has, but its caller never learns of it. */
  readonly when: "before" | "after";
  /** The incarnation dies or hangs there, or the call throws. */
  readonly what: "crash" | "hang" | Error;
  /** How many such calls pass first. Default 0. */
  readonly skip?: number;
}

/**
 * Actors in a test: real hosts over mailboxes and a database in memory, in virtual time. Nothing
 * sleeps and nothing happens by itself: each step of a scenario returns when everything that could
 * follow from it without time passing has followed.
 *
 * ```ts
 * const bench = await testActor(signalGenerator, { config: { threshold: 0.3 } });
 * await bench.give({ stream: "market:bars", type: "bar", payload: bar, at: 60_000, key: "AAPL" });
 * await bench.watermark("clock:market", 60_000);
 * assert.equal(bench.published("signals:generated").length, 1);
 * ```
 */
export class ActorBench {
  /** What lies beneath, for what the bench has no words for. */
  readonly world: World;
  /** Backends that answer every call with "unavailable". */
  readonly away = new Set<"store" | "mailbox">();
  readonly #mishaps: { mishap: Mishap; skip: number }[] = [];
  readonly #frozen: Lifeline[] = [];

  constructor(setups: readonly ActorSetup[], options: WorldOptions = {}) {
    this.world = new World(setups, {
      ...options,
      policies: (incarnation) => [
        {
          before: (call, lifeline) => {
            this.#refuse(call);
            return this.#meet(call, "before", incarnation.actor, lifeline);
          },
          after: async (call, answer, lifeline) => {
            await this.#meet(call, "after", incarnation.actor, lifeline);
            return answer;
          },
        },
        ...options.policies?.(incarnation) ?? [],
      ],
    });
  }

  /** Starts every actor and waits until they have nothing to do. */
  async start(): Promise<void> {
    for (const actor of this.world.actors) this.world.start(actor);
    await settle();
  }

  /**
   * Publishes messages on streams whose producers are not part of the test, and lets the actors
   * handle them. Several are published together, so that they can share a batch.
   */
  async give(...messages: readonly Given[]): Promise<void> {
    for (const message of messages) this.#publish(message);
    this.#announce(messages.map(({ stream }) => stream));
    await settle();
  }

  /** Promises on a stream that everything later is later than `at`. */
  async watermark(stream: string, at: Millis): Promise<void> {
    this.#publish({ stream, type: WATERMARK, payload: null, at });
    this.#announce([stream]);
    await settle();
  }

  /** Appends bytes that need not be a message. */
  async giveBytes(stream: string, key: string, body: Uint8Array): Promise<void> {
    this.world.broker.stream(stream).append([{ key, body }]);
    this.#announce([stream]);
    await settle();
  }

  /** Lets `ms` of system time pass. */
  async advance(ms: number): Promise<void> {
    await this.world.clock.advance(ms);
  }

  /** Messages of a stream in order, without watermarks. */
  published(stream: string): Envelope[] {
    return this.#envelopes(stream).filter(({ type }) => type !== WATERMARK);
  }

  /** The latest promise on a stream; null without one. */
  promised(stream: string): Millis | null {
    return this.#envelopes(stream).findLast(({ type }) => type === WATERMARK)?.at ?? null;
  }

  /** Rows of a table in key order. */
  rows<Row extends TableRow>(table: Table<Row>): readonly Row[] {
    return this.world.store.rows(table);
  }

  /** What could not be handled. */
  deadLetters(stream: string): DeadLetter[] {
    return this.world.broker.stream(stream).dead.list(0, 1_000);
  }

  /** Entries of a stream that an actor has not acknowledged. */
  unacknowledged(stream: string, actor = this.#only()): number {
    const { groups } = this.world.broker.stream(stream).depth();
    return groups.find(({ group }) => group === actor)?.depth ?? 0;
  }

  get logs(): readonly LogRecord[] {
    return this.world.logs;
  }

  /** Whether an actor's latest incarnation is up: neither ended, nor crashed, nor hanging. */
  alive(actor = this.#only()): boolean {
    const { ended, lifeline } = this.world.running(actor);
    return !ended && lifeline.state === "alive";
  }

  /** Why an actor's latest incarnation ended by itself; null when it did not. */
  failure(actor = this.#only()): Error | null {
    return this.world.running(actor).failure;
  }

  /** Plans a mishap; the first call that fits meets it. */
  plan(mishap: Mishap): void {
    this.#mishaps.push({ mishap, skip: mishap.skip ?? 0 });
  }

  /** Kills an actor where it stands. */
  async crash(actor = this.#only()): Promise<void> {
    this.world.running(actor).lifeline.cut();
    await settle();
  }

  /** Makes an actor hang until {@link thaw}; {@link restart} gives it a successor meanwhile. */
  async hang(actor = this.#only()): Promise<void> {
    const { lifeline } = this.world.running(actor);
    lifeline.freeze();
    this.#frozen.push(lifeline);
    await settle();
  }

  /** Wakes everything that hangs. */
  async thaw(): Promise<void> {
    for (const lifeline of this.#frozen.splice(0)) lifeline.thaw();
    await settle();
  }

  /** Starts an actor's next incarnation, which takes the lease from whoever has it. */
  async restart(actor = this.#only()): Promise<void> {
    this.world.start(actor);
    await settle();
  }

  /** Asks an actor to finish what is under way. Resolves when it has, or after `deadlineMs`. */
  drain(deadlineMs = 5_000, actor = this.#only()): Promise<void> {
    return this.world.running(actor).host.drain(deadlineMs);
  }

  /** Stops everything that still runs, so that nothing is left behind by the test. */
  async stop(): Promise<void> {
    this.away.clear();
    this.#mishaps.length = 0;
    await this.thaw();
    const stops = this.world.actors.map((actor) => this.world.running(actor).host.stop());
    await this.world.clock.advance(10_000);
    for (const actor of this.world.actors) this.world.running(actor).lifeline.cut();
    await Promise.race([Promise.all(stops), settle()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #only(): string {
    const [actor, ...others] = this.world.actors;
    if (actor === undefined || others.length > 0) {
      throw new RangeError(`say which actor is meant: ${this.world.actors.join(", ")}`);
    }
    return actor;
  }

  #publish(given: Given): void {
    const stream = this.world.broker.stream(given.stream);
    const last = stream.lastSeq();
    const version = this.#versionOf(given.stream);
    const body = encodeEnvelope(envelopeOf(given.stream, { ...given, seq: last + 1, version }));
    stream.append([{ key: given.key ?? "", body }]);
  }

  #versionOf(stream: string): number {
    const consumed = this.world.actors.flatMap((actor) => this.world.def(actor).consumes);
    const def = consumed.find(({ name }) => name === stream);
    if (def === undefined) throw new RangeError(`no actor of this test consumes ${stream}`);
    return def.version;
  }

  /** Wakes those who wait for the streams, as a publish through a mailbox does. */
  #announce(streams: readonly string[]): void {
    for (const stream of new Set(streams)) this.world.broker.announce(stream);
  }

  #envelopes(stream: string): Envelope[] {
    const entries: StreamEntry[] = this.world.broker.stream(stream).read(0, Infinity);
    return entries.map(({ body }) => decodeEnvelope(body));
  }

  #refuse({ name }: PortCall): void {
    if (name.startsWith("store.")) {
      if (this.away.has("store")) throw new StoreUnavailable("the database is away");
    } else if (this.away.has("mailbox")) throw new MailboxUnavailable("the mailbox is away");
  }

  #meet(call: PortCall, when: Mishap["when"], actor: string, lifeline: Lifeline): void {
    const index = this.#mishaps.findIndex(({ mishap }) =>
      mishap.call === call.name && mishap.when === when && (mishap.actor ?? actor) === actor
    );
    const planned = this.#mishaps[index];
    if (planned === undefined || planned.skip-- > 0) return;
    this.#mishaps.splice(index, 1);
    const { what } = planned.mishap;
    if (what === "crash") lifeline.cut();
    else if (what === "hang") {
      lifeline.freeze();
      this.#frozen.push(lifeline);
    } else throw what;
  }
}

/** Options of {@link testActor}. */
export interface TestActorOptions extends WorldOptions {
  readonly config?: ActorSetup["config"];
}

/** One actor on a bench of its own, started. All streams that it consumes have a producer: the test. */
export async function testActor(
  def: AnyActorDef,
  options: TestActorOptions = {},
): Promise<ActorBench> {
  const { config = null, ...rest } = options;
  const bench = new ActorBench([{ def, config }], {
    produced: def.consumes.map(({ name }) => name),
    ...rest,
  });
  await bench.start();
  return bench;
}

/** Several actors, connected by the streams that they share, started. */
export async function testTopology(
  setups: readonly ActorSetup[],
  options: WorldOptions = {},
): Promise<ActorBench> {
  const bench = new ActorBench(setups, options);
  await bench.start();
  return bench;
}
