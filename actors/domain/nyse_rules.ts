/**
 * Which days the New York Stock Exchange is closed, or closes early, by its own rules (NYSE Rule
 * 7.2 and the holiday notices that preceded it), valid from 1998 on. Exceptional closures cannot be
 * ruled out in advance, so the past ones are a list.
 */

const MONDAY = 1;
const THURSDAY = 4;
const FRIDAY = 5;
const SATURDAY = 6;
const SUNDAY = 7;

/** Closed for mourning or disaster. */
const exceptionalClosures: ReadonlySet<string> = new Set([
  // Attacks of September 11
  "2001-09-11",
  "2001-09-12",
  "2001-09-13",
  "2001-09-14",
  // President Reagan
  "2004-06-11",
  // President Ford
  "2007-01-02",
  // Hurricane Sandy
  "2012-10-29",
  "2012-10-30",
  // President G. H. W. Bush
  "2018-12-05",
  // President Carter
  "2025-01-09",
]);

const exceptionalEarlyCloses: ReadonlySet<string> = new Set(["2003-12-26"]);

function nth(year: number, month: number, weekday: number, n: number): Temporal.PlainDate {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  return first.add({ days: (weekday - first.dayOfWeek + 7) % 7 + 7 * (n - 1) });
}

function lastMonday(year: number, month: number): Temporal.PlainDate {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  const last = first.with({ day: first.daysInMonth });
  return last.subtract({ days: (last.dayOfWeek - MONDAY + 7) % 7 });
}

/** Easter Sunday by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, chapter 8). */
function easter(year: number): Temporal.PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * month + 19) % 32;
  return Temporal.PlainDate.from({ year, month, day });
}

/** A fixed date, kept on Friday where it falls on a Saturday and on Monday where on a Sunday. */
function observed(year: number, month: number, day: number): Temporal.PlainDate {
  const date = Temporal.PlainDate.from({ year, month, day });
  if (date.dayOfWeek === SATURDAY) return date.subtract({ days: 1 });
  if (date.dayOfWeek === SUNDAY) return date.add({ days: 1 });
  return date;
}

function holidaysOf(year: number): ReadonlySet<string> {
  const newYear = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  const days = [
    // A New Year's Day on a Saturday is not made up for: the year's books close on that Friday.
    newYear.dayOfWeek === SUNDAY ? newYear.add({ days: 1 }) : newYear,
    nth(year, 1, MONDAY, 3), // Martin Luther King
    nth(year, 2, MONDAY, 3), // Washington's birthday
    easter(year).subtract({ days: 2 }), // Good Friday
    lastMonday(year, 5), // Memorial Day
    observed(year, 7, 4), // Independence Day
    nth(year, 9, MONDAY, 1), // Labor Day
    nth(year, 11, THURSDAY, 4), // Thanksgiving
    observed(year, 12, 25), // Christmas
  ];
  if (year >= 2022) days.push(observed(year, 6, 19)); // Juneteenth
  return new Set(days.map(String));
}

const holidays = new Map<number, ReadonlySet<string>>();

/** Whether the exchange does not open on that day. */
export function isClosed(date: Temporal.PlainDate): boolean {
  if (date.dayOfWeek >= SATURDAY) return true;
  let ofYear = holidays.get(date.year);
  if (ofYear === undefined) holidays.set(date.year, ofYear = holidaysOf(date.year));
  const text = date.toString();
  return ofYear.has(text) || exceptionalClosures.has(text);
}

/**
 * Whether a day that is open closes at 13:00. The calendar of record that this is held to lists no
 * early closes in 1998, so the rules begin in 1999.
 */
export function closesEarly(date: Temporal.PlainDate): boolean {
  if (exceptionalEarlyCloses.has(date.toString())) return true;
  const { year, month, day, dayOfWeek } = date;
  if (year < 1999) return false;
  if (month === 7) {
    const fourth = date.with({ day: 4 }).dayOfWeek;
    // The eve of Independence Day; until 2012, where the holiday was a Thursday, the Friday after it.
    if (day === 3) return dayOfWeek <= THURSDAY && !fridayAfter(year, fourth);
    return day === 5 && dayOfWeek === FRIDAY && fridayAfter(year, fourth);
  }
  if (month === 11) return date.equals(nth(year, 11, THURSDAY, 4).add({ days: 1 }));
  return month === 12 && day === 24;
}

function fridayAfter(year: number, weekdayOfTheFourth: number): boolean {
  return year < 2013 && weekdayOfTheFourth === THURSDAY;
}
