import type { Millis } from "../../runtime/clock/clock.ts";
import { nextSession, previousSession, type Session, sessionClosing } from "../domain/calendar.ts";
import type { Tick } from "../domain/market.ts";

/** A moment of market time. */
export interface TimelineTick {
  readonly at: Millis;
  readonly phase: Tick["phase"];
}

/** How long after a session's close its tick comes: everything of the session is known by then. */
const CLOSING_MS = 1;

/**
 * The moments that market time takes in replay and demo. It keeps no cursor: whoever steps says
 * where it stands, so that a restart goes on from the stored market time. Between two sessions there
 * is always a tick a millisecond after the close, traded or not: what a session has taught is weighed
 * then, and the next session does not begin before it is known.
 */
export interface Timeline {
  /**
   * The next moments after `after` (null: from the beginning), `count` at most. None: time is at its
   * end, which the last tick, of phase `end`, has said.
   */
  next(after: Millis | null, count: number): TimelineTick[];
}

/**
 * The timeline of a recording: its moments and the closes between them, all of them trading, and one
 * tick of phase `end` a millisecond after the last.
 * @param recorded distinct and in order
 */
export function recordedTimeline(recorded: Float64Array): Timeline {
  const last = recorded.at(-1);
  const moments = withClosings(recorded);
  return {
    next(after, count) {
      const ticks: TimelineTick[] = [];
      for (let i = after === null ? 0 : firstAfter(moments, after); i < moments.length; i++) {
        if (ticks.length === count) return ticks;
        ticks.push({ at: moments[i]!, phase: "trading" });
      }
      if (last !== undefined && ticks.length < count && (after === null || after <= last)) {
        ticks.push({ at: last + 1, phase: "end" });
      }
      return ticks;
    },
  };
}

/** Where a demo begins and how it steps. */
export interface DemoStart {
  /** Trading begins with the first session that opens at or after this moment. */
  readonly from: Millis;
  /** Sessions of history before it, of phase `warmup`. */
  readonly seedSessions: number;
  /** Length of a step, in milliseconds: that of a bar. */
  readonly stepMs: number;
}

/** An endless timeline: every step of every session, closed hours skipped. */
export function demoTimeline({ from, seedSessions, stepMs }: DemoStart): Timeline {
  const tradingSession = nextSession(from - 1);
  let first = tradingSession;
  for (let i = 0; i < seedSessions; i++) first = previousSession(first.open);
  return {
    next(after, count) {
      const ticks: TimelineTick[] = [];
      let session: Session = after === null ? first : sessionClosing(after);
      for (; ticks.length < count; session = nextSession(session.open)) {
        const phase = session.open < tradingSession.open ? "warmup" : "trading";
        const seen = after === null || after < session.open ? 0 : after - session.open;
        let at = session.open + (Math.floor(seen / stepMs) + 1) * stepMs;
        for (; at <= session.close && ticks.length < count; at += stepMs) ticks.push({ at, phase });
        if (ticks.length < count) ticks.push({ at: session.close + CLOSING_MS, phase });
      }
      return ticks;
    },
  };
}

/**
 * A timeline that follows a clock: the last full step that lies `lagMs` back, as soon as it is later
 * than what was told. Steps that were missed are not told one by one.
 */
export function systemTimeline(
  now: () => Millis,
  { stepMs, lagMs }: { readonly stepMs: number; readonly lagMs: number },
): Timeline {
  return {
    next(after) {
      const at = Math.floor((now() - lagMs) / stepMs) * stepMs;
      return after !== null && at <= after ? [] : [{ at, phase: "trading" }];
    },
  };
}

function firstAfter(moments: Float64Array, after: Millis): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (moments[middle]! <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

function withClosings(moments: Float64Array): Float64Array {
  if (moments.length === 0) return moments;
  const closings: Millis[] = [];
  let session = sessionClosing(moments[0]!);
  for (; session.close + CLOSING_MS < moments.at(-1)!; session = nextSession(session.open)) {
    closings.push(session.close + CLOSING_MS);
  }
  const all = new Float64Array(moments.length + closings.length);
  all.set(moments);
  all.set(closings, moments.length);
  all.sort();
  return all.filter((at, i) => i === 0 || at !== all[i - 1]);
}
