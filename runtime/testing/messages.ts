import type { Millis } from "../clock/clock.ts";
import { derivedId } from "../clock/ids.ts";
import { encodeEnvelope, type Envelope, WATERMARK } from "../envelope.ts";
import type { Delivery } from "../mailbox/mailbox.ts";

/** What a test says of a message; the rest is filled in. */
export interface MessageSketch {
  readonly seq: number;
  readonly at: Millis;
  /** Default `thing`. */
  readonly type?: string;
  /** Default the empty key. */
  readonly key?: string;
  readonly payload?: unknown;
  readonly id?: string;
  /** Version of the stream's schemas; default 1. */
  readonly version?: number;
  readonly traceparent?: string | null;
}

/** An envelope with the parts that matter to a test; its id is derived from stream and seq. */
export function envelopeOf(stream: string, sketch: MessageSketch): Envelope {
  const id = sketch.id ?? derivedId(stream, sketch.seq);
  return {
    id,
    type: sketch.type ?? "thing",
    version: sketch.version ?? 1,
    at: sketch.at,
    seq: sketch.seq,
    key: sketch.key ?? "",
    causationId: null,
    correlationId: id,
    traceparent: sketch.traceparent ?? null,
    payload: sketch.payload ?? null,
  };
}

/** A message as a mailbox delivers it. */
export function deliveryOf(
  stream: string,
  sketch: MessageSketch & { readonly redelivered?: boolean },
): Delivery {
  const { seq, key = "", redelivered = false } = sketch;
  const body = encodeEnvelope(envelopeOf(stream, sketch));
  return { stream, seq, key, body, attempts: 0, redelivered };
}

/** A watermark as a mailbox delivers it. */
export function watermarkOf(stream: string, seq: number, at: Millis): Delivery {
  return deliveryOf(stream, { seq, at, type: WATERMARK });
}
