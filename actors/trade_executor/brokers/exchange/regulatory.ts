import { z } from "zod";
import { type Decimal, decimal, type Quantity, type Usd, usd } from "../../../domain/money.ts";
import { usdSchema } from "../../../domain/order.ts";
import type { Side } from "../../../domain/signal.ts";

const amount = usdSchema.refine((value) => !decimal(value).isNegative(), {
  error: "must not be negative",
});

/** Fees that a US broker passes on. Rates change about once a year: check them before relying on them. */
export const regulatoryFeesSchema = z.strictObject({
  /** SEC fee: dollars for each million dollars sold. */
  secPerMillion: amount,
  /** FINRA's trading activity fee: dollars for each share sold, and its maximum for an order. */
  tafPerShare: amount,
  tafMax: amount,
  /** Consolidated audit trail: dollars for each share bought or sold. */
  catPerShare: amount,
});
export type RegulatoryFees = z.output<typeof regulatoryFeesSchema>;

/**
 * As Alpaca published them in 2025 (its page "Regulatory fees"), of rates that differ between copies
 * of the page the higher one. It takes no commission besides.
 */
export const ALPACA_REGULATORY_FEES: RegulatoryFees = {
  secPerMillion: usd("27.80"),
  tafPerShare: usd("0.000166"),
  tafMax: usd("8.30"),
  catPerShare: usd("0.000053"),
};

/**
 * Regulatory fees of everything that an order has filled so far, each fee rounded up to a cent for the
 * order. A fill pays what the fees have grown by, so that filling in parts costs no more than at once.
 * (Alpaca rounds the total of a day; rounding each order is never cheaper.)
 */
export function regulatoryFeesOf(
  side: Side,
  shares: Quantity,
  value: Usd,
  fees: RegulatoryFees,
): Usd {
  const cat = upToCent(decimal(fees.catPerShare).times(shares));
  if (side === "buy") return usd(cat);
  const sec = upToCent(decimal(fees.secPerMillion).times(value).dividedBy(1_000_000));
  const full = upToCent(decimal(fees.tafPerShare).times(shares));
  const taf = full.gt(fees.tafMax) ? decimal(fees.tafMax) : full;
  return usd(cat.plus(sec).plus(taf));
}

function upToCent(value: Decimal): Decimal {
  return value.times(100).ceil().dividedBy(100);
}
