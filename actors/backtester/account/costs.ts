import type { Commission, Slippage } from "../../domain/account_profile.ts";

export {
  type Commission,
  commissionSchema,
  type Slippage,
  slippageSchema,
} from "../../domain/account_profile.ts";

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
