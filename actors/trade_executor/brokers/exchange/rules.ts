import { z } from "zod";
import {
  type Decimal,
  decimal,
  fillPrice,
  notional,
  type Price,
  price,
  type Quantity,
  quantity,
  type Usd,
  usd,
} from "../../../domain/money.ts";
import { usdSchema } from "../../../domain/order.ts";
import type { Side } from "../../../domain/signal.ts";
import { ALPACA_REGULATORY_FEES, regulatoryFeesOf, regulatoryFeesSchema } from "./regulatory.ts";

const nonNegativeUsd = usdSchema.refine((amount) => !decimal(amount).isNegative(), {
  error: "must not be negative",
});

/**
 * Models of slippage. None; a fixed part of the price (`slippageBps`); half of a spread in dollars;
 * or an impact that grows with the square of the fill's share of the bar's volume, as zipline's
 * VolumeShareSlippage has it (where its price impact is 0.1). Protected prices stay protected: no limit
 * order is filled beyond its limit.
 */
export const slippageSchema = z.discriminatedUnion("model", [
  z.strictObject({ model: z.literal("none") }),
  z.strictObject({ model: z.literal("fixed_bps") }),
  z.strictObject({ model: z.literal("half_spread"), spread: nonNegativeUsd }),
  z.strictObject({
    model: z.literal("volume_share"),
    impact: z.number().nonnegative().max(10).default(0.1),
  }),
]);

/**
 * What trading costs on the simulated exchange, and what the account may do. The defaults are on the
 * cautious side for liquid US shares: half a typical spread and a little impact on every fill, and
 * the per-share commission of a retail broker's fixed schedule.
 */
export const exchangeRulesSchema = z.strictObject({
  /** Of the model `fixed_bps`: how much worse a fill is, in hundredths of a percent. */
  slippageBps: z.number().nonnegative().max(1000).default(1),
  /** Dollars for each share of a fill. */
  feePerShare: nonNegativeUsd.default(usd("0.005")),
  /** Dollars for an order, with its first fill. */
  feePerOrder: nonNegativeUsd.default(usd(0)),
  /** Share of a fill's value. */
  feeFraction: z.number().nonnegative().max(0.1).default(0),
  /** The least commission of an order, in dollars; its regulatory fees come on top. */
  feeMinimum: nonNegativeUsd.default(usd(0)),
  /** The most; null: no maximum. */
  feeMaximum: nonNegativeUsd.nullable().default(null),
  /** Fees passed on to regulators: null for none, `"alpaca"` for that broker's, or rates of one's own. */
  regulatory: z.union([
    z.literal("alpaca").transform(() => ALPACA_REGULATORY_FEES),
    regulatoryFeesSchema,
  ]).nullable().default(null),
  /** How the price of a fill differs from the one that the market showed. */
  slippage: slippageSchema.prefault({ model: "fixed_bps" }),
  /**
   * The largest share of a bar's volume that all orders in its ticker fill together, in whole shares;
   * the rest is left to later bars. Null: no limit.
   */
  participation: z.number().positive().max(1).nullable().default(null),
  /** Yearly cost of borrowed shares, as a share of their value; charged for each night, 1/365 of it. */
  borrowPerYear: z.number().nonnegative().max(10).default(0),
  /** Whether what is not held may be sold. */
  allowShort: z.boolean().default(false),
}).refine(
  ({ feeMinimum, feeMaximum }) => feeMaximum === null || decimal(feeMaximum).gte(feeMinimum),
  { error: "feeMaximum must not be below feeMinimum", path: ["feeMaximum"] },
);
export type ExchangeRules = z.output<typeof exchangeRulesSchema>;

/** Price of a fill at `base`: worse for the trader by the slippage, never zero or less. */
export function slipped(
  base: Decimal | number,
  side: Side,
  { slippage, slippageBps }: ExchangeRules,
  shareOfVolume = 0,
): Price {
  const away = side === "buy" ? decimal(1) : decimal(-1);
  const moved = (share: Decimal | number) => away.times(share).plus(1).times(base);
  switch (slippage.model) {
    case "none":
      return fillPrice(base, side);
    case "fixed_bps":
      return atLeastSmallest(fillPrice(moved(decimal(slippageBps).dividedBy(10_000)), side));
    case "half_spread": {
      const half = decimal(slippage.spread).dividedBy(2).times(away);
      return atLeastSmallest(fillPrice(half.plus(base), side));
    }
    case "volume_share": {
      const squared = decimal(shareOfVolume).pow(2);
      return atLeastSmallest(fillPrice(moved(squared.times(slippage.impact)), side));
    }
  }
}

/** A seller gets something, however large the slippage. */
function atLeastSmallest(each: Price): Price {
  return decimal(each).gt(0) ? each : price("0.000000001");
}

/** What an order has filled and paid. */
export interface Charged {
  readonly shares: Quantity;
  readonly value: Usd;
  readonly fees: Usd;
}

/**
 * Fee of one fill. Minimum and maximum hold for the order: a fill pays what the order's fee has grown
 * by, so that one that is filled in parts pays the minimum once.
 */
export function feeOf(
  side: Side,
  shares: Quantity,
  price: Price,
  before: Charged,
  rules: ExchangeRules,
): Usd {
  const { feePerShare, feePerOrder, feeFraction, feeMinimum, feeMaximum, regulatory } = rules;
  const value = notional(shares, price);
  const isFirst = decimal(before.shares).isZero();
  const commission = decimal(feePerShare).times(shares).plus(decimal(value).times(feeFraction))
    .plus(isFirst ? feePerOrder : 0);
  const all = quantity(decimal(before.shares).plus(shares));
  const allValue = usd(decimal(before.value).plus(value));
  const passedOn = regulatory === null ? decimal(0) : decimal(
    regulatoryFeesOf(side, all, allValue, regulatory),
  ).minus(regulatoryFeesOf(side, before.shares, before.value, regulatory));
  if (decimal(feeMinimum).isZero() && feeMaximum === null) return usd(commission.plus(passedOn));
  const raw = (filled: Quantity, worth: Usd) =>
    decimal(feePerShare).times(filled).plus(decimal(worth).times(feeFraction)).plus(feePerOrder);
  const bounded = (amount: Decimal) => {
    const raised = amount.lt(feeMinimum) ? decimal(feeMinimum) : amount;
    return feeMaximum !== null && raised.gt(feeMaximum) ? decimal(feeMaximum) : raised;
  };
  const paid = isFirst ? decimal(0) : bounded(raw(before.shares, before.value));
  return usd(bounded(raw(all, allValue)).minus(paid).plus(passedOn));
}
