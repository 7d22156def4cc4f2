import { z } from "zod";
import {
  decimal,
  fillPrice,
  notional,
  type Price,
  type Quantity,
  type Usd,
  usd,
} from "../../../domain/money.ts";
import { usdSchema } from "../../../domain/order.ts";
import type { Side } from "../../../domain/signal.ts";

const nonNegativeUsd = usdSchema.refine((amount) => !decimal(amount).isNegative(), {
  error: "must not be negative",
});

/**
 * What trading costs on the simulated exchange, and what the account may do. The defaults are on the
 * cautious side for liquid US shares: half a typical spread and a little impact on every fill, and
 * the per-share commission of a retail broker's fixed schedule.
 */
export const exchangeRulesSchema = z.strictObject({
  /** Every fill is this much worse than the bar's open, in hundredths of a percent. */
  slippageBps: z.number().nonnegative().max(1000).default(1),
  /** Dollars for each share of a fill. */
  feePerShare: nonNegativeUsd.default(usd("0.005")),
  /** Dollars for an order, with its first fill. */
  feePerOrder: nonNegativeUsd.default(usd(0)),
  /** Share of a fill's value. */
  feeFraction: z.number().nonnegative().max(0.1).default(0),
  /** Whether what is not held may be sold. */
  allowShort: z.boolean().default(false),
});
export type ExchangeRules = z.output<typeof exchangeRulesSchema>;

/** Price of a fill that begins at `open`: worse for the trader by the slippage. */
export function slipped(open: number, side: Side, { slippageBps }: ExchangeRules): Price {
  const move = decimal(slippageBps).dividedBy(10_000);
  const factor = side === "buy" ? move.plus(1) : move.negated().plus(1);
  return fillPrice(factor.times(open), side);
}

/** Fee of one fill. */
export function feeOf(
  shares: Quantity,
  price: Price,
  isFirst: boolean,
  { feePerShare, feePerOrder, feeFraction }: ExchangeRules,
): Usd {
  const forShares = decimal(feePerShare).times(shares);
  const forValue = decimal(notional(shares, price)).times(feeFraction);
  return usd(forShares.plus(forValue).plus(isFirst ? feePerOrder : 0));
}
