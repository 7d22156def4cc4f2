import type { Millis } from "../../runtime/clock/clock.ts";

/** The last moment that has a date. Watermarks may lie beyond: the end of a recorded timeline. */
export const MOMENT_MAX: Millis = 8_640_000_000_000_000;

/** A moment as the API writes it: ISO 8601, UTC, with a Z. Null for none, and for one without a date. */
export function iso(at: Millis | null): string | null {
  return at === null || Math.abs(at) > MOMENT_MAX ? null : new Date(at).toISOString();
}

/** {@link iso} for a moment that is known to have a date. Throws a RangeError for one that has none. */
export function isoOf(at: Millis): string {
  return new Date(at).toISOString();
}
