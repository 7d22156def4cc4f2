import type { AnyActorDef } from "../actor.ts";
import type { Millis } from "../clock/clock.ts";
import {
  type Consumer,
  type Delivery,
  type Mailbox,
  MailboxUnavailable,
} from "../mailbox/mailbox.ts";
import { Held } from "./held.ts";
import type { HostBounds, HostEnvironment } from "./host_options.ts";
import { Input, type Received } from "./input.ts";
import { Service } from "./service.ts";
import { Signal } from "./signal.ts";
import type { InputPosition, Recovered } from "./store.ts";

/** How long a receive waits that leaves out full inputs, in ms: they may have room again soon. */
const PARTIAL_WAIT_MS = 20;

/** The mailbox side of an incarnation: what it has received, holds and has to acknowledge. */
export class Inbound {
  readonly inputs = new Map<string, Input>();
  /** Those that are merged by market time. */
  readonly merged: Input[] = [];
  /** Repeats, parked messages come due and replayed dead letters, in order of arrival. */
  readonly strays: Received[] = [];
  readonly held = new Held();
  /** Raised when there may be room for more, or nothing more is to be taken in. */
  readonly room = new Signal();
  #consumer: Consumer | null = null;
  #unacked: Delivery[] = [];
  /** Strays that are finished: their keys are free once that is acknowledged. */
  #finished: Received[] = [];
  readonly #service: Service;
  readonly #begun = new WeakSet<Delivery>();
  /** Streams, with our position, of which a predecessor may have held what has not come yet. */
  readonly #unclear = new Map<string, number>();

  constructor(
    private readonly def: AnyActorDef,
    produced: readonly string[],
    private readonly mailbox: Mailbox,
    private readonly env: HostEnvironment,
    private readonly bounds: HostBounds,
    recovered: Recovered,
  ) {
    this.#service = new Service(mailbox, def.name, env.clock);
    for (const stream of def.consumes) {
      // Whoever sends what many may send is not among the actors: it can come at any time.
      if (stream.producers === "one" && !produced.includes(stream.name)) continue;
      const input = new Input(stream, recovered.inputs.get(stream.name));
      this.inputs.set(stream.name, input);
      if (input.merged) this.merged.push(input);
      this.#unclear.set(stream.name, input.position.seq);
    }
  }

  /**
   * Whether everything is known that was taken before its time: parked messages are told when we
   * join, but those that a predecessor had in hand only come with the first deliveries.
   */
  get clear(): boolean {
    return this.#unclear.size === 0;
  }

  /** Whether nothing that was received waits to be handled or acknowledged. */
  get empty(): boolean {
    if (this.strays.length > 0 || this.#unacked.length > 0) return false;
    for (const input of this.inputs.values()) if (input.length > 0) return false;
    return true;
  }

  /** How far each input is handled. */
  positions(): Map<string, InputPosition> {
    const positions = new Map<string, InputPosition>();
    for (const input of this.inputs.values()) positions.set(input.stream, input.position);
    return positions;
  }

  /** Becomes the group's only member: takes over what a predecessor held. */
  async join(consumer: string): Promise<void> {
    const streams = [...this.inputs.keys()];
    if (streams.length === 0) return;
    const group = this.def.name;
    for (const stream of streams) await this.mailbox.ensureGroup(stream, group);
    const { attemptsMax } = this.bounds;
    this.#consumer = await this.mailbox.consume({
      streams,
      group,
      consumer,
      exclusive: true,
      attemptsMax,
    });
    for (const stream of streams) await this.#holdParked(stream);
  }

  /** Receives until the signal aborts; nothing new while `draining()`. */
  async fetchAll(signal: AbortSignal, draining: () => boolean, arrived: () => void): Promise<void> {
    const consumer = this.#consumer;
    if (consumer === null) return;
    while (!signal.aborted) {
      const streams = draining() || this.strays.length >= this.bounds.bufferMax
        ? []
        : [...this.inputs.values()]
          .filter((input) => input.length < this.bounds.bufferMax)
          .map((input) => input.stream);
      if (streams.length === 0) {
        await this.room.wait(this.env.clock, 1_000);
        continue;
      }
      const unclear = streams.some((stream) => this.#unclear.has(stream));
      const waitMs = unclear ? 0 : streams.length < this.inputs.size ? PARTIAL_WAIT_MS : 1_000;
      const max = this.bounds.batchMax * 2;
      let deliveries: Delivery[];
      try {
        deliveries = await consumer.receive({ streams, max, waitMs, signal });
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof MailboxUnavailable)) throw error;
        this.#note("receiving", error);
        await this.env.clock.sleep(250, signal).catch(() => {});
        continue;
      }
      if (signal.aborted) return;
      if (deliveries.length > 0) this.#service.served();
      else await this.#service.quiet(streams);
      // What is in our hands is not delivered again: failing half-way must end this life.
      for (const delivery of deliveries) await this.#file(consumer, delivery);
      const cleared = this.#clearUp(streams, deliveries, max);
      if (deliveries.length > 0 || cleared) arrived();
    }
  }

  /** What was taken over comes before what is new; true when that has changed what is clear. */
  #clearUp(streams: readonly string[], deliveries: readonly Delivery[], max: number): boolean {
    if (this.clear) return false;
    if (deliveries.length < max) { for (const stream of streams) this.#unclear.delete(stream); }
    for (const { stream, seq } of deliveries) {
      if (seq > (this.#unclear.get(stream) ?? Infinity)) this.#unclear.delete(stream);
    }
    return this.clear;
  }

  async #file(consumer: Consumer, delivery: Delivery): Promise<void> {
    const input = this.inputs.get(delivery.stream)!;
    const arrival = input.accept(delivery);
    if (arrival.kind === "stray") this.fileStray(input, arrival.received);
    if (arrival.kind === "unreadable") {
      await consumer.reject(delivery, arrival.reason);
      this.env.log.warn(`entry ${delivery.seq} of ${delivery.stream} was dead-lettered`, {
        reason: arrival.reason,
      });
    }
  }

  /** Lets a message be handled outside the merge. A repeat of one that waits replaces it: we own it. */
  fileStray(input: Input, received: Received): void {
    const { stream, key, seq } = received.delivery;
    const same = this.strays.findIndex(({ delivery }) =>
      delivery.stream === stream && delivery.seq === seq
    );
    if (same >= 0) this.strays[same] = received;
    else this.strays.push(received);
    if (this.held.has(stream, key, seq)) return;
    this.held.add(stream, key, { seq, at: input.merged ? received.envelope.at : null, dueAt: 0 });
  }

  /** A stray needs no more handling; one that has come again meanwhile stays. */
  dropStray(received: Received): void {
    const index = this.strays.indexOf(received);
    if (index >= 0) this.strays.splice(index, 1);
  }

  /**
   * Counts the attempt where it may have been handled before. False when its attempts are used up:
   * it is dead-lettered then.
   */
  async begin(delivery: Delivery): Promise<boolean> {
    if (!delivery.redelivered || this.#begun.has(delivery)) return true;
    this.#begun.add(delivery);
    if (await this.#consumer!.begin(delivery)) return true;
    const name = `entry ${delivery.seq} of ${delivery.stream}`;
    if (delivery.attempts < this.bounds.attemptsMax) {
      throw new MailboxUnavailable(`${name} is no longer in our hands`);
    }
    this.env.log.error(`${name} failed ${delivery.attempts} times and was dead-lettered`);
    return false;
  }

  /** Parks a message until `dueAt`; false when there is no room for it. */
  async park({ delivery, envelope }: Received, dueAt: Millis): Promise<boolean> {
    const { stream, key, seq } = delivery;
    if (!(await this.#consumer!.park(delivery, dueAt))) return false;
    const merged = this.inputs.get(stream)!.merged;
    this.held.add(stream, key, { seq, at: merged ? envelope.at : null, dueAt });
    return true;
  }

  /** A message is dealt with for good; its place is kept until that is acknowledged. */
  finish(received: Received): void {
    const { stream, key, seq } = received.delivery;
    if (this.held.has(stream, key, seq)) this.#finished.push(received);
  }

  /** Deliveries whose effects are committed. */
  settle(deliveries: readonly Delivery[]): void {
    this.#unacked.push(...deliveries);
  }

  /** What cannot be acknowledged now stays for the next time; redelivered, the inbox knows it. */
  async acknowledge(): Promise<void> {
    const deliveries = this.#unacked;
    const finished = this.#finished;
    if (this.#consumer === null || deliveries.length + finished.length === 0) return;
    this.#unacked = [];
    this.#finished = [];
    try {
      if (deliveries.length > 0) await this.#consumer.ack(deliveries);
      for (const { stream, key, seq } of finished.map((received) => received.delivery)) {
        // Successors that the mailbox has parked on arrival hold the watermark in their turn.
        await this.#holdParked(stream);
        this.held.delete(stream, key, seq);
      }
    } catch (error) {
      if (!(error instanceof MailboxUnavailable)) throw error;
      this.#unacked.push(...deliveries);
      this.#finished.push(...finished);
      this.#note("acknowledging", error);
    }
  }

  async close(deadlineMs: number): Promise<void> {
    await this.#consumer?.close(deadlineMs).catch((error) =>
      this.#note("closing the mailbox", error)
    );
  }

  async #holdParked(stream: string): Promise<void> {
    const input = this.inputs.get(stream)!;
    for (const { seq, key, dueAt, body } of await this.#consumer!.parked(stream)) {
      const envelope = input.peek(body);
      // An unreadable one is dead-lettered when it comes; nothing waits for it.
      if (envelope === null) continue;
      this.held.add(stream, key, { seq, at: input.merged ? envelope.at : null, dueAt });
    }
  }

  #note(what: string, error: unknown): void {
    this.env.log.warn(`${what} did not work: ${error instanceof Error ? error.message : error}`);
  }
}
