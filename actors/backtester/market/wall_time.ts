import type { BarColumns } from "../../domain/bar_columns.ts";
import { NEW_YORK } from "../../domain/new_york.ts";

const DAY_MS = 86_400_000;

/**
 * What a clock on a wall in New York shows at each moment, as if it were UTC: milliseconds since
 * 1970-01-01T00:00 on that wall. The moments must be in order of time; the offset is looked up only
 * where it changes.
 */
export function newYorkWallTimes(at: Float64Array): Float64Array {
  const wall = new Float64Array(at.length);
  let from = Infinity;
  let until = -Infinity;
  let offset = 0;
  for (let i = 0; i < at.length; i++) {
    const moment = at[i]!;
    if (moment >= until || moment < from) {
      const zoned = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(NEW_YORK);
      offset = zoned.offsetNanoseconds / 1e6;
      from = moment;
      until = zoned.getTimeZoneTransition("next")?.epochMilliseconds ?? Infinity;
    }
    wall[i] = moment + offset;
  }
  return wall;
}

/**
 * How the rows of a file stamp their bars: the start of each bar by New York's clock (see
 * {@link newYorkWallTimes}), midnight for daily bars.
 */
export function barStamps(columns: BarColumns): Float64Array {
  const stamps = newYorkWallTimes(columns.startsAt);
  if (columns.timeframe !== "1d") return stamps;
  for (let i = 0; i < stamps.length; i++) stamps[i] = Math.floor(stamps[i]! / DAY_MS) * DAY_MS;
  return stamps;
}

/** A stamp as text: ISO 8601 without an offset, `1998-01-02T09:00:00`. */
export function stampText(stamp: number): string {
  const text = new Date(stamp).toISOString();
  return text.endsWith(".000Z") ? text.slice(0, 19) : text.slice(0, -1);
}
