import type { Millis } from "../clock/clock.ts";
import { derivedId } from "../clock/ids.ts";

/** Where a span is: what W3C's `traceparent` carries. */
export interface SpanPlace {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  readonly sampled: boolean;
}

/** A span that has ended, as data. */
export interface SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  /** Null: it begins its trace. */
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: "internal" | "producer" | "consumer" | "client";
  /** System time, ms since the epoch. */
  readonly startAt: Millis;
  readonly endAt: Millis;
  /** Spans of other traces without which this one would not be. */
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** Takes spans in, and says which traces are wanted. */
export interface Tracing {
  /** Share of the traces that are recorded, from 0 to 1. */
  readonly ratio: number;
  /** Takes spans of what was committed. Must not throw. */
  emit(spans: readonly SpanRecord[]): void;
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const DIGITS = 8;

/** Reads a `traceparent` (W3C Trace Context, version 00); null for none and for what is none. */
export function readTraceparent(text: string | null): SpanPlace | null {
  const match = text === null ? null : TRACEPARENT.exec(text);
  if (match === null) return null;
  const [, traceId, spanId, flags] = match;
  return { traceId: traceId!, spanId: spanId!, sampled: (parseInt(flags!, 16) & 1) === 1 };
}

/** Writes a `traceparent`. */
export function traceparentOf({ traceId, spanId, sampled }: SpanPlace): string {
  return `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
}

/**
 * The first span of the trace of this name. Its ids derive from the name, so that whoever knows what
 * began a trace can refer to it, and what is done again after a crash is the same span again.
 */
export function rootOf(name: string, ratio: number): SpanPlace {
  const traceId = derivedId("trace", name);
  const share = parseInt(traceId.slice(0, DIGITS), 16) / 16 ** DIGITS;
  return { traceId, spanId: spanIdOf("root", name), sampled: share < ratio };
}

/** The id of a span, derived from what it is about. */
export function spanIdOf(...parts: readonly (string | number)[]): string {
  return derivedId("span", ...parts).slice(0, 16);
}
