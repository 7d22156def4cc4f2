import type { Series } from "./sums.ts";

const DAY_MS = 86_400_000;
/** 1970-01-05 was a Monday. */
const MONDAY_OFFSET = 3;
/** Bars whose distance says how long a bar is. */
const LOOKED_AT = 100;

/** How returns are spread over the calendar. */
export interface Sampling {
  /** Usual distance of bars, in milliseconds: the median of the last hundred. */
  readonly stepMs: number;
  readonly period: "day" | "week" | "month" | "year";
  /** Periods in a year. */
  readonly perYear: number;
}

/**
 * The period over which returns are taken (a day, unless the bars themselves are weeks, months or
 * years) and how many make a year: 252 trading days, or 365 where bars fall on weekends too. The
 * reference engine's rule.
 * @param stamps starts of the bars by the clock on the wall, in milliseconds
 */
export function samplingOf(stamps: Series): Sampling {
  const stepMs = medianStep(stamps);
  const days = Math.floor(stepMs / DAY_MS);
  if (days === 7) return { stepMs, period: "week", perYear: 52 };
  if (days === 31) return { stepMs, period: "month", perYear: 12 };
  if (days === 365) return { stepMs, period: "year", perYear: 1 };
  let weekends = 0;
  for (let i = 0; i < stamps.length; i++) {
    if ((Math.floor(stamps[i]! / DAY_MS) + MONDAY_OFFSET) % 7 >= 5) weekends++;
  }
  const perYear = weekends / stamps.length > 2 / 7 * 0.6 ? 365 : 252;
  return { stepMs, period: "day", perYear };
}

function medianStep(stamps: Series): number {
  const steps: number[] = [];
  for (let i = Math.max(1, stamps.length - LOOKED_AT + 1); i < stamps.length; i++) {
    steps.push(stamps[i]! - stamps[i - 1]!);
  }
  if (steps.length === 0) return NaN;
  steps.sort((a, b) => a - b);
  const half = steps.length / 2;
  return (steps[Math.ceil(half) - 1]! + steps[Math.floor(half)]!) / 2;
}

/** Index of the last bar of each period that has bars, in order. */
export function periodEnds(stamps: Series, period: Sampling["period"]): Int32Array {
  const { length } = stamps;
  const ends = new Int32Array(length);
  let count = 0;
  for (let i = 0, until = -Infinity; i < length; i++) {
    if (stamps[i]! >= until) {
      if (i > 0) ends[count++] = i - 1;
      until = endOf(stamps[i]!, period);
    }
  }
  if (length > 0) ends[count++] = length - 1;
  return ends.slice(0, count);
}

function endOf(stamp: number, period: Sampling["period"]): number {
  const day = Math.floor(stamp / DAY_MS);
  if (period === "day") return (day + 1) * DAY_MS;
  // A week ends with its Sunday.
  if (period === "week") return (day + 7 - (day + MONDAY_OFFSET) % 7) * DAY_MS;
  const date = new Date(stamp);
  return period === "month"
    ? Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
    : Date.UTC(date.getUTCFullYear() + 1, 0);
}

/**
 * Return from each period's end to the next, as shares; the first period has none. Where equity is
 * gone for good there is no return any more.
 */
export function periodReturns(equity: Series, ends: Int32Array): Float64Array {
  const returns = new Float64Array(Math.max(0, ends.length - 1));
  let count = 0;
  for (let i = 1; i < ends.length; i++) {
    const change = equity[ends[i]!]! / equity[ends[i - 1]!]! - 1;
    if (!Number.isNaN(change)) returns[count++] = change;
  }
  return returns.subarray(0, count);
}
