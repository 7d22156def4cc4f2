import type { Holding } from "./holding.ts";
import { decimal, type Usd, usd } from "./money.ts";

/**
 * Money for new positions of a cash account: cash, less what working entries will take, less twice
 * the proceeds of every short (what was received for it, and as much again as a margin). Never
 * below zero.
 */
export function buyingPowerOf(
  cash: Usd,
  holdings: Iterable<Holding>,
  reserved: Iterable<Usd>,
): Usd {
  let free = decimal(cash);
  for (const { cost } of holdings) {
    const paid = decimal(cost);
    if (paid.isNegative()) free = free.plus(paid.times(2));
  }
  for (const amount of reserved) free = free.minus(amount);
  return free.isNegative() ? usd(0) : usd(free);
}
