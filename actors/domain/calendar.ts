import type { Millis } from "../../runtime/clock/clock.ts";
import { newYorkTime } from "./new_york.ts";
import { closesEarly, isClosed } from "./nyse_rules.ts";

/** One trading session, 09:30 to 16:00 New York (13:00 on days of early close). */
export interface Session {
  /** Its date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly open: Millis;
  /** The first moment at which it is over: a session is [open, close). */
  readonly close: Millis;
}

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const OPEN_MS = (9 * 60 + 30) * MINUTE_MS;
const CLOSE_MS = 16 * 60 * MINUTE_MS;
const EARLY_CLOSE_MS = 13 * 60 * MINUTE_MS;
/** No closure has ever been longer (ten days, with a margin). */
const LONGEST_CLOSURE_DAYS = 14;

const epoch = Temporal.PlainDate.from("1970-01-01");
const sessions = new Map<number, Session | null>();

// Sessions lie within one UTC day whose date is New York's: a day number finds them at once.
function ofDay(day: number): Session | null {
  const known = sessions.get(day);
  if (known !== undefined) return known;
  const date = epoch.add({ days: day });
  let session: Session | null = null;
  if (!isClosed(date)) {
    const text = date.toString();
    const open = newYorkTime(text, OPEN_MS);
    const close = newYorkTime(text, closesEarly(date) ? EARLY_CLOSE_MS : CLOSE_MS);
    // Clocks change on Sunday nights, so these times exist.
    if (open !== null && close !== null) session = { date: text, open, close };
  }
  sessions.set(day, session);
  return session;
}

const dayOf = (at: Millis) => Math.floor(at / DAY_MS);

/** The session of a date (`YYYY-MM-DD`); null where the exchange stays closed. */
export function sessionOf(date: string): Session | null {
  return ofDay(epoch.until(Temporal.PlainDate.from(date)).days);
}

/** The session that is open at a moment; null outside sessions. */
export function sessionAt(at: Millis): Session | null {
  const session = ofDay(dayOf(at));
  return session !== null && at >= session.open && at < session.close ? session : null;
}

/** Whether a session is open at a moment: from its open up to, and without, its close. */
export function isOpen(at: Millis): boolean {
  return sessionAt(at) !== null;
}

/** The first session that opens after `at`. */
export function nextSession(at: Millis): Session {
  return search(at, 1, (session) => session.open > at);
}

/** The last session that was over at `at`. */
export function previousSession(at: Millis): Session {
  return search(at, -1, (session) => session.close <= at);
}

/** The session that closes first at or after `at`. */
export function sessionClosing(at: Millis): Session {
  return sessionAt(at - 1) ?? nextSession(at - 1);
}

/** The session whose part [startsAt, endsAt) shares at least a moment with; null where none does. */
export function sessionWithin(startsAt: Millis, endsAt: Millis): Session | null {
  for (let day = dayOf(startsAt); day * DAY_MS < endsAt; day++) {
    const session = ofDay(day);
    if (session !== null && startsAt < session.close && endsAt > session.open) return session;
  }
  return null;
}

function search(at: Millis, step: 1 | -1, wanted: (session: Session) => boolean): Session {
  for (let i = 0; i <= LONGEST_CLOSURE_DAYS; i++) {
    const session = ofDay(dayOf(at) + step * i);
    if (session !== null && wanted(session)) return session;
  }
  throw new Error(`no session within ${LONGEST_CLOSURE_DAYS} days of ${at}`);
}
