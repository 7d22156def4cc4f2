import type { Millis } from "../../../runtime/clock/clock.ts";
import type { Timeframe } from "../../domain/market.ts";
import { decimal, type Price, type Quantity, type Usd } from "../../domain/money.ts";
import type { Order } from "../../domain/order.ts";
import type { Intent } from "./ledger.ts";

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
  /** The ticker's last price. */
  readonly lastPrice: Price | null;
  /** The price that the signal was decided on; null where an operator decided. */
  readonly signalPrice: Price | null;
  /** Whether its exchange has halted the ticker, as far as we were told. */
  readonly halted: boolean;
  readonly equity: Usd;
  /** Equity when the session opened, and when its week did. */
  readonly sessionOpenEquity: Usd | null;
  readonly weekOpenEquity: Usd | null;
  /** The highest equity seen. */
  readonly peakEquity: Usd | null;
  /** Money for new positions, what working orders will take already taken off. */
  readonly buyingPower: Usd;
  /** Value of all that is held and of working entries, without this order: added, and with signs. */
  readonly grossExposure: Usd;
  readonly netExposure: Usd;
  /** The gross exposure within each group that the ticker belongs to. */
  readonly groups: readonly { readonly name: string; readonly exposure: Usd }[];
  /** Shares held of the ticker, signed. */
  readonly held: Quantity;
  /** Other tickers that are held, or will be once working orders are filled. */
  readonly otherPositions: number;
  /** When the ticker was last left; null: never. */
  readonly exitedAt: Millis | null;
  /** Losing round trips in a row, and when the last of them ended. */
  readonly lossStreak: number;
  readonly lastLossAt: Millis | null;
  /** Entries of the last while, oldest first. */
  readonly intents: readonly Intent[];
  /** Value of the entries of this session. */
  readonly sessionOrdered: Usd;
}

/** Whether the order works against what is held: it only makes the exposure smaller. */
export function reducesExposure({ order, held }: Pick<RiskFacts, "order" | "held">): boolean {
  const shares = decimal(held);
  return order.side === "sell" ? shares.gt(0) : shares.lt(0);
}
