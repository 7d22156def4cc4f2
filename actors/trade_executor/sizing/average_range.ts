import { z } from "zod";
import type { Bar } from "../../domain/market.ts";

/** Average true range of a ticker's bars, in dollars a share. */
export const averageRangeSchema = z.strictObject({
  value: z.number().nonnegative(),
  /** Close of the last bar, which the next bar's gap is measured from. */
  close: z.number().positive(),
  /** How many bars it is made of. */
  bars: z.int().positive(),
});
export type AverageRange = z.output<typeof averageRangeSchema>;

/** Wilder's period: J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. */
const PERIOD = 14;

/**
 * The average with one more bar: the mean of the first 14 true ranges, from then on Wilder's
 * smoothing, (13 × average + true range) ÷ 14.
 */
export function widened(range: AverageRange | undefined, bar: Bar): AverageRange {
  const { high, low, close } = bar;
  if (range === undefined) return { value: high - low, close, bars: 1 };
  const trueRange = Math.max(high, range.close) - Math.min(low, range.close);
  const bars = Math.min(range.bars + 1, PERIOD);
  return { value: range.value + (trueRange - range.value) / bars, close, bars };
}

/** The average in the new unit after a split of `ratio` new shares for each old. */
export function splitRange({ value, close, bars }: AverageRange, ratio: number): AverageRange {
  return { value: value / ratio, close: close / ratio, bars };
}

/** The average in dollars; null before it is made of enough bars to mean something. */
export function averageRange(range: AverageRange | undefined): number | null {
  return range === undefined || range.bars < PERIOD ? null : range.value;
}
