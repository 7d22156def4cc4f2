import type { Millis } from "../../../runtime/clock/clock.ts";
import type { Timeframe } from "../../domain/market.ts";
import { decimal, type Quantity, type Usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";

/** Everything that the rules may look at. What is not known is null, and never passes. */
export interface RiskFacts {
  readonly order: Order;
  /** Market time; in paper and live the later of it and system time. */
  readonly now: Millis;
  readonly timeframe: Timeframe;
  /** Until when the signal may trade. */
  readonly expiresAt: Millis;
  /** When the ticker's last price became known. */
  readonly pricedAt: Millis | null;
  readonly equity: Usd;
  /** Money for new positions, what working orders will take already taken off. */
  readonly buyingPower: Usd;
  /** Shares held of the ticker, signed. */
  readonly held: Quantity;
  /** Other tickers that are held, or will be once working orders are filled. */
  readonly otherPositions: number;
  /** When the ticker was last left; null: never. */
  readonly exitedAt: Millis | null;
}

/** Whether the order works against what is held: it only makes the exposure smaller. */
export function reducesExposure({ order, held }: Pick<RiskFacts, "order" | "held">): boolean {
  const shares = decimal(held);
  return order.side === "sell" ? shares.gt(0) : shares.lt(0);
}
