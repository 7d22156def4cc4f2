import type { Millis } from "../../runtime/clock/clock.ts";
import { isDate, newYorkMidnight, newYorkTime } from "./new_york.ts";

/** A moment read from a file, or the rule that its text breaks. */
export type MomentResult =
  | { readonly ok: true; readonly at: Millis; readonly dateOnly: boolean }
  | { readonly ok: false; readonly rule: string; readonly mend: string };

const pattern =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Reads `2014-06-09`, `2014-06-09T09:30[:00[.000]]` (or with a space), with or without an offset
 * (`Z`, `-04:00`). Without an offset the time is New York's; a date alone is its midnight there.
 */
export function readMoment(text: string): MomentResult {
  const match = pattern.exec(text);
  if (match === null) {
    return {
      ok: false,
      rule: "a time is written like 2014-06-09, 2014-06-09T09:30:00 or 2014-06-09T09:30:00-04:00",
      mend: "Write it so; a time without an offset is New York's",
    };
  }
  const [, date = "", hours, minutes, seconds = "0", fraction = "0", offset] = match;
  if (!isDate(date)) return { ok: false, rule: "a date exists", mend: "Correct the date" };
  if (hours === undefined) return { ok: true, at: newYorkMidnight(date), dateOnly: true };
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) {
    return { ok: false, rule: "a time lies between 00:00:00 and 23:59:59", mend: "Correct it" };
  }
  const msOfDay = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 +
    Math.trunc(Number(`0.${fraction}`) * 1000);
  if (offset !== undefined) {
    return {
      ok: true,
      at: Date.parse(`${date}T00:00Z`) + msOfDay - offsetMs(offset),
      dateOnly: false,
    };
  }
  const at = newYorkTime(date, msOfDay);
  if (at !== null) return { ok: true, at, dateOnly: false };
  return {
    ok: false,
    rule: "a time without an offset exists in New York (clocks skip an hour in spring)",
    mend: "Add the offset that was meant",
  };
}

function offsetMs(offset: string): number {
  if (offset.toUpperCase() === "Z") return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}
