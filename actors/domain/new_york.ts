import type { Millis } from "../../runtime/clock/clock.ts";

/** The time zone of the exchanges whose sessions count here. */
export const NEW_YORK = "America/New_York";

const DAY_MS = 86_400_000;

interface CivilDay {
  readonly date: Temporal.PlainDate;
  /** Midnight in New York, milliseconds since the epoch. */
  readonly startsAt: Millis;
  readonly lengthMs: number;
}

const days = new Map<string, CivilDay | null>();

function civilDay(date: string): CivilDay | null {
  const known = days.get(date);
  if (known !== undefined) return known;
  let day: CivilDay | null = null;
  if (/^\d{4}-\d{2}-\d{2}$/.test(date)) {
    try {
      const plain = Temporal.PlainDate.from(date);
      const midnight = plain.toZonedDateTime(NEW_YORK);
      const next = plain.add({ days: 1 }).toZonedDateTime(NEW_YORK);
      day = {
        date: plain,
        startsAt: midnight.epochMilliseconds,
        lengthMs: next.epochMilliseconds - midnight.epochMilliseconds,
      };
    } catch {
      day = null; // the 30th of February and its like
    }
  }
  days.set(date, day);
  return day;
}

/** Whether the text is a date that exists, `YYYY-MM-DD`. */
export function isDate(date: string): boolean {
  return civilDay(date) !== null;
}

/** 00:00 New York of a date. Throws a RangeError for a date that does not exist. */
export function newYorkMidnight(date: string): Millis {
  const day = civilDay(date);
  if (day === null) throw new RangeError(`expected a date like 2014-06-09, found "${date}"`);
  return day.startsAt;
}

/**
 * The moment of a wall-clock time in New York; null where that time does not exist (in the hour
 * that is skipped in spring, or on a date that is none). Of a time that comes twice in autumn, the
 * first.
 * @param msOfDay milliseconds after midnight by the clock on the wall
 */
export function newYorkTime(date: string, msOfDay: number): Millis | null {
  const day = civilDay(date);
  if (day === null || msOfDay < 0 || msOfDay >= DAY_MS) return null;
  if (day.lengthMs === DAY_MS) return day.startsAt + msOfDay;
  const wall = day.date.toPlainDateTime().add({ milliseconds: msOfDay });
  const zoned = wall.toZonedDateTime(NEW_YORK, { disambiguation: "earlier" });
  return zoned.toPlainDateTime().equals(wall) ? zoned.epochMilliseconds : null;
}

/** The date that New York has at a moment, `YYYY-MM-DD`. */
export function newYorkDate(at: Millis): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(NEW_YORK).toPlainDate()
    .toString();
}
