import type { MessageMeta } from "../actor.ts";
import type { Received } from "./input.ts";

/** What every message has, from the envelope that it came in. */
export function metaOf({ envelope }: Received): MessageMeta {
  const { id, at, key, correlationId, traceparent } = envelope;
  return { id, at, key, correlationId, traceparent };
}

/** The message of a stream as its handler sees it. */
export function fromStream(received: Received): unknown {
  const { delivery, envelope } = received;
  const { type, payload } = envelope;
  return { ...metaOf(received), from: delivery.stream, type, payload };
}
