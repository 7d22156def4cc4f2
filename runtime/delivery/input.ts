import type { Millis } from "../clock/clock.ts";
import { decodeEnvelope, type Envelope, UnreadableEnvelope, WATERMARK } from "../envelope.ts";
import type { Delivery } from "../mailbox/mailbox.ts";
import type { StreamDef } from "../stream.ts";
import type { MergeInput, OrderKey } from "./merge.ts";
import type { InputPosition } from "./store.ts";

/** A delivery with its message read. */
export interface Received {
  readonly delivery: Delivery;
  readonly envelope: Envelope;
  readonly order: OrderKey;
}

/** Where an arrival belongs. */
export type Arrival =
  /** In the queue, to be merged; or a watermark's repeat, which is only to be acknowledged. */
  | { readonly kind: "queued" }
  /** At or before the position: a repeat, a parked message come due, or a replayed dead letter. */
  | { readonly kind: "stray"; readonly received: Received }
  /** Not a message that this stream can carry. */
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * One input stream of an actor: its queue, its position (everything up to it is handled or parked)
 * and its watermark. Watermarks take effect, and move the position, at their place in the queue.
 */
export class Input {
  readonly stream: string;
  readonly rank: number;
  /** Operator-like streams with many producers are not merged by market time. */
  readonly merged: boolean;
  #queue: Received[] = [];
  #position: number;
  #watermark: Millis | null;
  #settled: Delivery[] = [];

  constructor(readonly def: StreamDef, from: InputPosition | undefined) {
    this.stream = def.name;
    this.rank = def.rank;
    this.merged = def.producers === "one";
    this.#position = from?.seq ?? 0;
    this.#watermark = from?.watermark ?? null;
  }

  get length(): number {
    return this.#queue.length;
  }

  get position(): InputPosition {
    return { seq: this.#position, watermark: this.#watermark };
  }

  get head(): Received | null {
    return this.#queue[0] ?? null;
  }

  get mergeInput(): MergeInput {
    return {
      stream: this.stream,
      rank: this.rank,
      head: this.#queue[0]?.order ?? null,
      watermark: this.#watermark,
    };
  }

  /** Files an arrival. */
  accept(delivery: Delivery): Arrival {
    let envelope: Envelope;
    try {
      envelope = this.#read(delivery.body);
    } catch (error) {
      if (!(error instanceof UnreadableEnvelope)) throw error;
      return { kind: "unreadable", reason: error.message };
    }
    const order = { at: envelope.at, rank: this.rank, key: envelope.key, seq: delivery.seq };
    const received = { delivery, envelope, order };
    if (!this.merged) return { kind: "stray", received };
    if (delivery.seq <= this.#position) {
      if (envelope.type !== WATERMARK) return { kind: "stray", received };
      this.#settled.push(delivery);
      return { kind: "queued" };
    }
    this.#enqueue(received);
    this.#passWatermarks();
    return { kind: "queued" };
  }

  /** The message of an entry that has not been delivered yet; null when it will be unreadable. */
  peek(body: Uint8Array): Envelope | null {
    try {
      return this.#read(body);
    } catch (error) {
      if (error instanceof UnreadableEnvelope) return null;
      throw error;
    }
  }

  /** Removes the head, which has been handled or parked. */
  take(): Received {
    const head = this.#queue.shift();
    if (head === undefined) throw new Error(`${this.stream} has no message to take`);
    this.#position = Math.max(this.#position, head.delivery.seq);
    this.#passWatermarks();
    return head;
  }

  /** Deliveries of watermarks that were passed: to be acknowledged with the next commit. */
  takeSettled(): Delivery[] {
    return this.#settled.splice(0);
  }

  /** A repeat of what is queued already (the mailbox lost and refilled it) replaces it: it is the one we own. */
  #enqueue(received: Received): void {
    const seq = received.delivery.seq;
    let index = this.#queue.length;
    while (index > 0 && this.#queue[index - 1]!.delivery.seq > seq) index--;
    const repeated = index > 0 && this.#queue[index - 1]!.delivery.seq === seq;
    this.#queue.splice(repeated ? index - 1 : index, repeated ? 1 : 0, received);
  }

  #passWatermarks(): void {
    while (this.#queue.length > 0 && this.#queue[0]!.envelope.type === WATERMARK) {
      const { delivery, envelope } = this.#queue.shift()!;
      this.#position = Math.max(this.#position, delivery.seq);
      this.#watermark = Math.max(this.#watermark ?? envelope.at, envelope.at);
      this.#settled.push(delivery);
    }
  }

  #read(body: Uint8Array): Envelope {
    const envelope = decodeEnvelope(body);
    if (envelope.type === WATERMARK) return envelope;
    const schema = this.def.types[envelope.type];
    if (schema === undefined) {
      throw new UnreadableEnvelope(`${this.stream} carries no message type "${envelope.type}"`);
    }
    if (envelope.version !== this.def.version) {
      throw new UnreadableEnvelope(
        `version ${envelope.version} of ${this.stream} is not known here; this is version ${this.def.version}`,
      );
    }
    const payload = schema.safeParse(envelope.payload);
    if (!payload.success) {
      const issue = payload.error.issues[0];
      throw new UnreadableEnvelope(
        `${envelope.type} of ${this.stream}: ${
          issue?.path.join(".") || "payload"
        }: ${issue?.message}`,
      );
    }
    return { ...envelope, payload: payload.data };
  }
}
