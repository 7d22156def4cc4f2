import type { Millis } from "../../../../runtime/clock/clock.ts";
import { sessionOf } from "../../../domain/calendar.ts";
import type { Bar } from "../../../domain/market.ts";
import { newYorkDate } from "../../../domain/new_york.ts";

/** Trading before the open begins at 04:00 New York. */
const BEFORE_OPEN_MS = 5.5 * 3_600_000;

/** Trading after the close ends four hours later: 20:00, or 17:00 after an early close. */
const AFTER_CLOSE_MS = 4 * 3_600_000;

/** Whether trading goes on at a moment, so that bars are to be expected. */
export function isTrading(at: Millis, extendedHours: boolean): boolean {
  const session = sessionOf(newYorkDate(at));
  if (session === null) return false;
  const margins = extendedHours ? [BEFORE_OPEN_MS, AFTER_CLOSE_MS] : [0, 0];
  return at >= session.open - margins[0]! && at < session.close + margins[1]!;
}

/** Whether a bar belongs to the hours that are watched: it shares a moment with them. */
export function isWithinHours(bar: Bar, extendedHours: boolean): boolean {
  return isTrading(bar.startsAt, extendedHours) || isTrading(bar.at - 1, extendedHours);
}
