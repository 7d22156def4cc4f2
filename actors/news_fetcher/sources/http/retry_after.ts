import type { Millis } from "../../../../runtime/clock/clock.ts";

/** Nobody is obeyed for longer than a day: by then it is a mistake, or a way to silence a source. */
export const WAIT_MS_MAX = 24 * 3_600_000;

/**
 * How long an answer's `Retry-After` asks to be left alone (RFC 9110, 10.2.3: seconds, or a date);
 * null without one, or where it cannot be read. Never negative, at most {@link WAIT_MS_MAX}.
 */
export function retryAfterMs(value: string | undefined, now: Millis): number | null {
  const text = value?.trim() ?? "";
  if (text === "") return null;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  if (Number.isNaN(ms)) return null;
  return Math.min(WAIT_MS_MAX, Math.max(0, Math.round(ms)));
}
