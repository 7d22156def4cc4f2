import { z } from "zod";
import type { Millis } from "./clock/clock.ts";

/** The reserved message type of a watermark: "everything later on this stream has a later `at`". */
export const WATERMARK = "watermark";

const text = z.string().min(1).max(256);

/**
 * The message that every mailbox carries. The payload is validated by the stream's own schema, on
 * publish and on consume.
 */
export const envelopeSchema = z.strictObject({
  /** Identity of the message, derived from its cause where it has one. */
  id: text,
  /** Message type within the stream. */
  type: text,
  /** Version of the stream's payload schemas. */
  version: z.int().positive(),
  /** Market time at which the fact became knowable, in milliseconds since the epoch. */
  at: z.int(),
  /** Gapless number within the stream's partition; equals the mailbox entry's number. */
  seq: z.int().nonnegative(),
  /** Partition key: the ticker where there is one. Order is kept within a key. */
  key: z.string().max(256),
  /** The message that caused this one. */
  causationId: text.nullable(),
  /** The first message of the chain. */
  correlationId: text,
  /** W3C trace context. */
  traceparent: z.string().max(64).nullable(),
  payload: z.unknown(),
});

/** See {@link envelopeSchema}. */
export interface Envelope<Payload = unknown> {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly at: Millis;
  readonly seq: number;
  readonly key: string;
  readonly causationId: string | null;
  readonly correlationId: string;
  readonly traceparent: string | null;
  readonly payload: Payload;
}

/** An entry that is not an envelope. Its bytes go to the dead-letter stream as they came. */
export class UnreadableEnvelope extends Error {
  override readonly name = "UnreadableEnvelope";
}

/** Largest encoded envelope, in bytes; a larger one is a defect of its producer. */
export const ENVELOPE_BYTES_MAX = 1_048_576;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** The JSON text of an envelope. Throws a RangeError over {@link ENVELOPE_BYTES_MAX}. */
export function envelopeText(envelope: Envelope): string {
  const text = JSON.stringify(envelope);
  // A UTF-16 unit takes at most three bytes; only a text near the bound needs to be counted.
  if (text.length * 3 > ENVELOPE_BYTES_MAX && encoder.encode(text).length > ENVELOPE_BYTES_MAX) {
    throw new RangeError(
      `message ${envelope.id} has ${text.length} characters; an envelope holds at most ` +
        `${ENVELOPE_BYTES_MAX} bytes`,
    );
  }
  return text;
}

/** The bytes of an envelope: UTF-8 JSON. */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  return encoder.encode(envelopeText(envelope));
}

/** Reads an envelope; throws {@link UnreadableEnvelope} with the rule that was broken. */
export function decodeEnvelope(bytes: Uint8Array): Envelope {
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(bytes));
  } catch (cause) {
    throw new UnreadableEnvelope("the entry is not UTF-8 JSON", { cause });
  }
  const parsed = envelopeSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UnreadableEnvelope(
      `the entry is not an envelope: ${issue?.path.join(".") || "value"}: ${issue?.message}`,
    );
  }
  return parsed.data;
}
