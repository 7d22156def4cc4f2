import assert from "node:assert/strict";
import { skipLoudly } from "../../runtime/testing/skip.ts";
import {
  isOpen,
  nextSession,
  previousSession,
  sessionAt,
  sessionOf,
  sessionWithin,
} from "./calendar.ts";
import { newYorkDate, newYorkMidnight, newYorkTime } from "./new_york.ts";

const RECORD = new URL("../../../shared/data/calendar/", import.meta.url);
const at = (iso: string) => Temporal.Instant.from(iso).epochMilliseconds;

function recorded(file: string): string[] | null {
  try {
    return Deno.readTextFileSync(new URL(file, RECORD)).trim().split(/\r?\n/).slice(1);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

const holidays = recorded("nyse_holidays.csv");
const earlyCloses = recorded("nyse_early_closes.csv");

const equalsRecord = "the calendar equals the recorded one on every day from 1998 to 2028";
if (holidays === null || earlyCloses === null) {
  skipLoudly(equalsRecord, "recordings", "put the recorded calendar into ../shared/data/calendar");
} else {
  Deno.test(equalsRecord, () => {
    const closed = new Set(holidays);
    const early = new Map(earlyCloses.map((line) => line.split(",") as [string, string]));
    let date = Temporal.PlainDate.from("1998-01-01");
    while (date.year <= 2028) {
      const text = date.toString();
      const session = sessionOf(text);
      const expected = date.dayOfWeek > 5 || closed.has(text) ? null : {
        date: text,
        open: date.toZonedDateTime({ timeZone: "America/New_York", plainTime: "09:30" })
          .epochMilliseconds,
        close: date.toZonedDateTime({
          timeZone: "America/New_York",
          plainTime: early.get(text) ?? "16:00",
        }).epochMilliseconds,
      };
      assert.deepEqual(session, expected, text);
      date = date.add({ days: 1 });
    }
  });
}

Deno.test("a session is open from its open up to, and without, its close", () => {
  const session = sessionOf("2014-06-09")!;
  assert.equal(session.open, at("2014-06-09T13:30:00Z"));
  assert.equal(session.close, at("2014-06-09T20:00:00Z"));
  assert.ok(!isOpen(session.open - 1));
  assert.ok(isOpen(session.open));
  assert.ok(isOpen(session.close - 1));
  assert.ok(!isOpen(session.close));
  assert.equal(sessionAt(session.open), session);
});

Deno.test("daylight saving moves the open by an hour in UTC and not in New York", () => {
  assert.equal(sessionOf("2024-03-08")!.open, at("2024-03-08T14:30:00Z"));
  assert.equal(sessionOf("2024-03-11")!.open, at("2024-03-11T13:30:00Z"));
  assert.equal(sessionOf("2024-11-01")!.open, at("2024-11-01T13:30:00Z"));
  assert.equal(sessionOf("2024-11-04")!.open, at("2024-11-04T14:30:00Z"));
});

Deno.test("the sessions around a moment skip weekends, holidays and long closures", () => {
  const saturday = at("2014-06-07T12:00:00Z");
  assert.equal(nextSession(saturday).date, "2014-06-09");
  assert.equal(previousSession(saturday).date, "2014-06-06");
  const monday = sessionOf("2014-06-09")!;
  assert.equal(nextSession(monday.open - 1), monday);
  assert.equal(nextSession(monday.open).date, "2014-06-10");
  assert.equal(previousSession(monday.close), monday);
  assert.equal(previousSession(monday.close - 1).date, "2014-06-06");
  assert.equal(nextSession(at("2001-09-10T21:00:00Z")).date, "2001-09-17");
});

Deno.test("a stretch of time finds the session it shares a moment with", () => {
  const monday = sessionOf("2014-06-09")!;
  assert.equal(sessionWithin(monday.open - 1_800_000, monday.open + 1), monday);
  assert.equal(sessionWithin(monday.open - 1_800_000, monday.open), null);
  assert.equal(sessionWithin(monday.close, monday.close + 3_600_000), null);
  assert.equal(sessionWithin(monday.close - 1, monday.close + 3_600_000), monday);
});

Deno.test("New York's wall clock is read with its skipped and its repeated hour", () => {
  const hours = (n: number) => n * 3_600_000;
  assert.equal(newYorkTime("2024-03-10", hours(2.5)), null);
  assert.equal(newYorkTime("2024-03-10", hours(3)), at("2024-03-10T07:00:00Z"));
  assert.equal(newYorkTime("2024-11-03", hours(1)), at("2024-11-03T05:00:00Z"));
  assert.equal(newYorkTime("2024-02-30", 0), null);
  assert.equal(newYorkMidnight("2014-06-09"), at("2014-06-09T04:00:00Z"));
  assert.equal(newYorkDate(at("2014-06-10T03:59:59Z")), "2014-06-09");
  assert.throws(() => newYorkMidnight("2014-6-9"), /expected a date/);
});
