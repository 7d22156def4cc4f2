import { z } from "zod";

const dollars = z.number().nonnegative().max(1_000_000);

/** What a broker takes for each order. */
export const commissionSchema = z.strictObject({
  /** Share of the fill's value; negative for a rebate. */
  fraction: z.number().min(-0.1).max(0.1).default(0),
  /** Dollars for each share. */
  perShare: dollars.default(0),
  /** Dollars for each order. */
  perOrder: dollars.default(0),
  /** The least that an order costs, in dollars. */
  minimum: dollars.default(0),
});
export type Commission = z.output<typeof commissionSchema>;

/** How much worse than the bar's open an order is filled. */
export const slippageSchema = z.discriminatedUnion("model", [
  z.strictObject({ model: z.literal("none") }),
  /** A fixed share of the price, in hundredths of a percent. */
  z.strictObject({ model: z.literal("bps"), bps: z.number().nonnegative().max(5_000) }),
  /** Half the quoted spread, in dollars for a share. */
  z.strictObject({ model: z.literal("half_spread"), spread: z.number().nonnegative().max(1_000) }),
  /**
   * Impact that grows with the square of the share of the bar's volume that the order takes: price
   * moves by `impact` x share². (Zipline's VolumeShareSlippage, whose default impact is 0.1.)
   */
  z.strictObject({
    model: z.literal("volume_share"),
    impact: z.number().nonnegative().max(10).default(0.1),
  }),
]);
export type Slippage = z.output<typeof slippageSchema>;

/** Commission of one order of `units` at `price` for each, in dollars. */
export function commissionOf(units: number, price: number, schedule: Commission): number {
  const size = Math.abs(units);
  if (size === 0) return 0;
  // In this order, as the reference engine rounds it.
  const variable = schedule.perOrder + size * price * schedule.fraction;
  const commission = variable + size * schedule.perShare;
  // Without a minimum a rebate stays a rebate.
  return schedule.minimum > 0 ? Math.max(schedule.minimum, commission) : commission;
}

/** Whether the schedule takes a share of the value and nothing else. */
export function isFractionOnly({ perShare, perOrder, minimum }: Commission): boolean {
  return perShare === 0 && perOrder === 0 && minimum === 0;
}

/**
 * Price of a fill that would be at `open` without slippage: higher for a buyer, lower for a seller,
 * never below zero.
 * @param signed units traded, negative for a sale
 * @param volume units that the bar traded in all
 */
export function slippedPrice(
  open: number,
  signed: number,
  volume: number,
  slippage: Slippage,
): number {
  if (slippage.model === "none" || signed === 0) return open;
  const against = signed > 0 ? 1 : -1;
  if (slippage.model === "bps") return open * (1 + against * slippage.bps / 10_000);
  if (slippage.model === "half_spread") return Math.max(0, open + against * slippage.spread / 2);
  // An order larger than the bar's volume is charged as one of its whole volume would be.
  const share = volume > 0 ? Math.min(1, Math.abs(signed) / volume) : 1;
  return Math.max(0, open * (1 + against * slippage.impact * share * share));
}
