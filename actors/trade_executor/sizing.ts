import { z } from "zod";
import {
  decimal,
  type Price,
  type Quantity,
  quantity,
  type Usd,
  ZERO_QUANTITY,
} from "../domain/money.ts";

/** How large a position is opened: configuration. */
export const sizingSchema = z.strictObject({
  /** Share of equity that goes into one position. */
  equityFraction: z.number().positive().max(1).default(0.1),
  /** Whether parts of a share are bought; whole shares otherwise. */
  fractional: z.boolean().default(false),
});
export type Sizing = z.output<typeof sizingSchema>;

/**
 * A fixed fraction of equity at a price per share, rounded down to whole shares unless parts are
 * allowed. Zero where the fraction buys none or equity is gone.
 */
export function sizeOf(equity: Usd, price: Price, sizing: Sizing): Quantity {
  const amount = decimal(equity).times(sizing.equityFraction);
  if (!amount.isPositive() || decimal(price).lte(0)) return ZERO_QUANTITY;
  const shares = amount.dividedBy(price);
  return quantity(sizing.fractional ? shares : shares.floor());
}
