import { sessionWithin } from "../../domain/calendar.ts";
import type { Bar } from "../../domain/market.ts";

/** Whether a bar shares a moment with a regular session. */
export function isWithinSession({ startsAt, at }: Bar): boolean {
  return sessionWithin(startsAt, at) !== null;
}
