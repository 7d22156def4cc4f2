import type { Millis } from "../../../runtime/clock/clock.ts";
import { averageCost } from "../../domain/holding.ts";
import { decimal, price, ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import { operatorSignalId, type Order } from "../../domain/order.ts";
import { type Book, type BookChange, type BookOrder, tickerBook } from "../book.ts";
import type { ExecutionRules } from "../core.ts";
import { factsOf } from "../risk/gather.ts";
import { type Denied, review, type RiskApproved } from "../risk/risk.ts";
import { type Action, type Clearing, closingIdOf } from "./clearing.ts";

/** A closing order that may be sent, or why it may not. */
export type ClosingOrder =
  | {
    readonly approved: true;
    readonly order: RiskApproved<Order>;
    readonly intent: BookOrder;
    readonly change: BookChange;
  }
  | { readonly approved: false; readonly denied: Denied };

/**
 * The market order that closes what a clearing has found to be held. It has no age and no signal, and
 * passes the same review as every other order.
 * @param at market time, of which the order is
 */
export function closingOrder(
  book: Book,
  clearing: Clearing,
  action: Extract<Action, { kind: "close" }>,
  rules: ExecutionRules,
  at: Millis,
): ClosingOrder {
  const { ticker, side, quantity, attempt } = action;
  const part = tickerBook(book, ticker);
  const order: Order = {
    clientOrderId: closingIdOf(clearing.commandId, ticker, attempt),
    signalId: operatorSignalId(clearing.commandId),
    ticker,
    side,
    type: "market",
    // Brokers take fractions for the day alone; what is left then is sent anew.
    timeInForce: decimal(quantity).isInteger() ? "gtc" : "day",
    quantity,
    referencePrice: price(part.mark?.price ?? averageCost(part.holding) ?? 0),
    decidedAt: at,
  };
  const decided = { timeframe: "1m", expiresAt: at, price: null } as const;
  const verdict = review(factsOf(book, order, decided, at, rules), rules.limits);
  if (!verdict.approved) return { approved: false, denied: verdict.denied };
  const intent: BookOrder = {
    ...order,
    attempt,
    status: "intended",
    orderId: null,
    filledQuantity: ZERO_QUANTITY,
    filledValue: ZERO_USD,
    fees: ZERO_USD,
  };
  const change = { account: null, ticker: { ...part, orders: [...part.orders, intent] } };
  return { approved: true, order: verdict.order, intent, change };
}
