import type { Millis } from "../../runtime/clock/clock.ts";
import { nextSession, sessionClosing } from "../domain/calendar.ts";

/**
 * Where the learning engine stands between two closes. What was learned by a session's close applies
 * from the next session's open, and everything before that open can go on without the engine: its
 * promise always reaches to just before the open at which it may speak next.
 */

/** Whether a session has closed since `before` (null: nothing was seen yet). */
export function hasClosed(before: Millis | null, at: Millis): boolean {
  return before !== null && at > sessionClosing(before).close;
}

/** The open from which on what is learned at the close of the session that closes next will apply. */
export function appliesFrom(at: Millis): Millis {
  return nextSession(sessionClosing(at).open).open;
}

/** Everything up to here can go on without the engine. */
export function promiseAt(at: Millis): Millis {
  return appliesFrom(at) - 1;
}
