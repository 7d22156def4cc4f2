import type { Side, Signal, Vote } from "../../domain/signal.ts";
import type { Trade } from "../../domain/order.ts";

/** A fill of an order of its own. */
export function tradeOf(
  number: number,
  side: Side,
  quantity: string,
  price: string,
  fee = "0",
  more: Partial<Trade> = {},
): Trade {
  return {
    tradeId: `t${number}`,
    orderId: `o${number}`,
    clientOrderId: `c${number}`,
    signalId: `s${number}`,
    ticker: "AAPL",
    side,
    status: "filled",
    lastQuantity: quantity,
    lastPrice: price,
    fee,
    cumulativeQuantity: quantity,
    quantity,
    executedAt: 0,
    ...more,
  };
}

/** A vote for a side at full strength. */
export function voteOf(strategy: string, direction: Vote["direction"], weight: number): Vote {
  return { strategy, direction, strength: 1, weight, reason: { code: "test", numbers: {} } };
}

/** A signal of the ticker AAPL. */
export function signalOf(signalId: string, side: Side, votes: readonly Vote[]): Signal {
  return {
    signalId,
    ticker: "AAPL",
    timeframe: "1m",
    side,
    score: side === "buy" ? 0.5 : -0.5,
    threshold: 0.3,
    price: 100,
    expiresAt: Number.MAX_SAFE_INTEGER,
    votes: [...votes],
  };
}
