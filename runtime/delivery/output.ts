import type { Millis } from "../clock/clock.ts";
import { derivedId } from "../clock/ids.ts";
import { type Envelope, envelopeText, WATERMARK } from "../envelope.ts";
import type { StreamDef } from "../stream.ts";
import type { OutboxRow, OutputPosition } from "./store.ts";

/** One output stream of an actor: numbers its messages without gaps and keeps its promises. */
export class Output {
  readonly stream: string;
  #committed: OutputPosition;
  #seq: number;
  #watermark: Millis | null;

  constructor(readonly def: StreamDef, from: OutputPosition | undefined) {
    if (def.producers !== "one") {
      throw new TypeError(`${def.name} has many producers; append to its mailbox instead`);
    }
    this.stream = def.name;
    this.#committed = from ?? { seq: 0, watermark: null };
    this.#seq = this.#committed.seq;
    this.#watermark = this.#committed.watermark;
  }

  /** Everything published later is later than this. */
  get watermark(): Millis | null {
    return this.#watermark;
  }

  /** What this batch changed; null when nothing. */
  get change(): (OutputPosition & { readonly before: number }) | null {
    if (this.#seq === this.#committed.seq) return null;
    return { before: this.#committed.seq, seq: this.#seq, watermark: this.#watermark };
  }

  /** The batch is committed. */
  commit(): void {
    this.#committed = { seq: this.#seq, watermark: this.#watermark };
  }

  /** Numbers a message. Throws when it is not later than what was promised. */
  row(message: Omit<Envelope, "seq" | "version">): OutboxRow {
    if (this.#watermark !== null && message.at <= this.#watermark) {
      throw new RangeError(
        `a ${message.type} of ${this.stream} at ${message.at} comes after everything up to ` +
          `${this.#watermark} was promised to be complete`,
      );
    }
    return this.#append({ ...message, version: this.def.version });
  }

  /** A watermark, if it says something new. */
  promise(at: Millis): OutboxRow | null {
    if (this.#watermark !== null && at <= this.#watermark) return null;
    this.#watermark = at;
    const id = derivedId(WATERMARK, this.stream, at);
    return this.#append({
      id,
      type: WATERMARK,
      version: this.def.version,
      at,
      key: "",
      causationId: null,
      correlationId: id,
      traceparent: null,
      payload: null,
    });
  }

  #append(message: Omit<Envelope, "seq">): OutboxRow {
    const seq = ++this.#seq;
    const body = envelopeText({ ...message, seq });
    const { id: messageId, type, at, key } = message;
    return { stream: this.stream, seq, key, messageId, type, at, body };
  }
}
