import { periodEnds } from "./periods.ts";
import type { Series } from "./sums.ts";

/**
 * Return of every month or year that has bars: from the last bar of the one before (in the first,
 * from the first bar) to its own last bar. Null where equity was gone before.
 */
export function calendarReturns(
  equity: Series,
  stamps: Series,
  period: "month" | "year",
): readonly { readonly period: string; readonly return: number | null }[] {
  let before = equity[0]!;
  return [...periodEnds(stamps, period)].map((end) => {
    const change = equity[end]! / before - 1;
    before = equity[end]!;
    const name = new Date(stamps[end]!).toISOString().slice(0, period === "month" ? 7 : 4);
    return { period: name, return: Number.isFinite(change) ? change : null };
  });
}
