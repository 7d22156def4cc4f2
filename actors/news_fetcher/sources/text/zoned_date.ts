import type { Millis } from "../../../../runtime/clock/clock.ts";

/**
 * A moment out of a feed's date, only where date, time and zone are stated: RFC 822 as amended by
 * RFC 2822 (`Thu, 16 Jul 2026 18:00:00 EDT`) or ISO 8601 / RFC 3339 (`2026-07-16T18:00:00-04:00`).
 * Anything else is null. Zone names are those of RFC 822; its military letters but Z are null, for
 * they were used the wrong way round (RFC 2822, 4.3), and so are names like BST or IST, which mean
 * several zones.
 */
export function zonedDate(text: string): Millis | null {
  const trimmed = text.trim();
  if (trimmed.length > 64) return null;
  const iso = ISO.exec(trimmed);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second = "0", fraction = "0", zone = ""] = iso;
    const ms = Math.trunc(Number(`0.${fraction}`) * 1000);
    return moment([year, month, day, hour, minute, second].map(Number), ms, zone);
  }
  const rfc = RFC_822.exec(trimmed);
  if (rfc === null) return null;
  const [, day, monthName = "", year = "", hour, minute, second = "0", zone = ""] = rfc;
  const month = MONTHS.indexOf(monthName.slice(0, 3).toLowerCase()) + 1;
  const parts = [fullYear(year), month, Number(day), Number(hour), Number(minute), Number(second)];
  return moment(parts, 0, zone);
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?(Z|[+-]\d{2}(?::?\d{2})?)$/i;

const RFC_822 =
  /^(?:[a-z]{3,9}\.?,?\s+)?(\d{1,2})[\s-]+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?[\s-]+(\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s+([a-z]{1,3}|(?:GMT|UTC)?[+-]\d{2}:?\d{2})(?:\s*\([^)]*\))?$/i;

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** Minutes east of Greenwich. */
const ZONES: Readonly<Record<string, number>> = {
  Z: 0,
  UT: 0,
  UTC: 0,
  GMT: 0,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
};

/** RFC 2822, 4.3: 00 to 49 are this century, 50 to 99 the last. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

function moment(parts: readonly number[], ms: number, zone: string): Millis | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const east = minutesEast(zone);
  // A leap second, 60, is the next minute's first.
  if (east === null || hour > 23 || minute > 59 || second > 60) return null;
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return midnight + ((hour * 60 + minute - east) * 60 + second) * 1000 + ms;
}

function minutesEast(zone: string): number | null {
  const named = ZONES[zone.toUpperCase()];
  if (named !== undefined) return named;
  const match = /([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (match === null) return null;
  const [, sign, hours, minutes = "0"] = match;
  const total = Number(hours) * 60 + Number(minutes);
  // The world's zones lie between -12:00 and +14:00.
  if (Number(minutes) > 59 || total > 14 * 60) return null;
  return sign === "-" ? -total : total;
}
