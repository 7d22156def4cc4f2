import type { Millis } from "../../../../runtime/clock/clock.ts";
import {
  nextSession,
  previousSession,
  type Session,
  sessionAt,
  sessionWithin,
} from "../../../domain/calendar.ts";

const BEFORE_OPEN_MS = 5.5 * 3_600_000;
const AFTER_CLOSE_MS = 4 * 3_600_000;

/** A session with the trading before it (from 04:00 New York) and after it (four hours). */
export function extended(session: Session): Session {
  return {
    ...session,
    open: session.open - BEFORE_OPEN_MS,
    close: session.close + AFTER_CLOSE_MS,
  };
}

/** The hours in which an order that is decided at `at` works first. */
export function hoursFor(at: Millis, extendedHours: boolean): Session {
  if (!extendedHours) return sessionAt(at) ?? nextSession(at);
  const last = extended(sessionAt(at) ?? previousSession(at));
  return at < last.close ? last : extended(nextSession(at));
}

/** The hours that share at least a moment with a bar; null where none do. */
export function hoursWithin(
  startsAt: Millis,
  endsAt: Millis,
  extendedHours: boolean,
): Session | null {
  if (!extendedHours) return sessionWithin(startsAt, endsAt);
  const near = [previousSession(startsAt), sessionWithin(startsAt, endsAt), nextSession(startsAt)];
  for (const session of near) {
    if (session === null) continue;
    const hours = extended(session);
    if (startsAt < hours.close && endsAt > hours.open) return hours;
  }
  return null;
}
