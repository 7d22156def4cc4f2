import { z } from "zod";
import { rollingMean } from "../market/rolling_mean.ts";
import { BUY, type OrderColumn, SELL } from "../account/orders.ts";

/** Parameters of the reference strategy. */
export const smaCrossParamsSchema = z.strictObject({
  /** Bars in the fast average. */
  fast: z.int().min(1).max(10_000).default(10),
  /** Bars in the slow average. */
  slow: z.int().min(2).max(10_000).default(20),
}).refine(({ fast, slow }) => fast < slow, { error: "must be smaller than slow", path: ["fast"] });
export type SmaCrossParams = z.output<typeof smaCrossParamsSchema>;

/**
 * Orders of the reference strategy for a whole column of closes: buy at the close at which the fast
 * average has crossed above the slow one, sell where it has crossed below (strictly below at one bar
 * and strictly above at the next, or the reverse). The order of a bar looks at that bar and earlier
 * ones only. Decisions begin one bar after the longer average that the column can fill is there.
 */
export function smaCrossOrders(close: Float64Array, { fast, slow }: SmaCrossParams): OrderColumn {
  const { length } = close;
  const warmUp = Math.max(...[fast, slow].map((period) => period <= length ? period - 1 : 0));
  const orders = new Int8Array(length);
  const quick = rollingMean(close, fast);
  const calm = rollingMean(close, slow);
  for (let i = warmUp + 1; i < length; i++) {
    const before = quick[i - 1]! - calm[i - 1]!;
    const now = quick[i]! - calm[i]!;
    if (before < 0 && now > 0) orders[i] = BUY;
    else if (before > 0 && now < 0) orders[i] = SELL;
  }
  return { orders, warmUp };
}
