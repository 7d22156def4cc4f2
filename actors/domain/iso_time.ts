import type { Millis } from "../../runtime/clock/clock.ts";

/** A moment as text: ISO 8601, UTC, with milliseconds. */
export function isoTime(at: Millis): string {
  return new Date(at).toISOString();
}
