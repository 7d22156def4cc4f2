import type { Millis } from "../../runtime/clock/clock.ts";
import { derivedId } from "../../runtime/clock/ids.ts";
import { isFlat, splitHolding } from "../domain/holding.ts";
import type { Bar, Split } from "../domain/market.ts";
import {
  decimal,
  price,
  type Quantity,
  quantity,
  ZERO_QUANTITY,
  ZERO_USD,
} from "../domain/money.ts";
import type { Order } from "../domain/order.ts";
import { splitOrder } from "../domain/order_split.ts";
import type { Signal } from "../domain/signal.ts";
import {
  type Book,
  type BookChange,
  type BookOrder,
  buyingPowerIn,
  equityOf,
  type TickerBook,
  tickerBook,
} from "./book.ts";
import type { RiskLimits } from "./risk/limits.ts";
import { type Denied, review, type RiskApproved } from "./risk/risk.ts";
import { sizeOf, type Sizing } from "./sizing.ts";

/**
 * The executor's decisions. Each function looks at the book, changes nothing, and returns what
 * follows; the change is made by {@link applyChange} once it is kept.
 */

/** How the executor decides: configuration. */
export interface ExecutionRules {
  readonly limits: RiskLimits;
  readonly sizing: Sizing;
}

/** What comes of a signal. */
export type Decision =
  /** Write the intent down, then send the order. */
  | {
    readonly kind: "place";
    readonly order: RiskApproved<Order>;
    readonly intent: BookOrder;
    readonly change: BookChange;
  }
  /** The wish is fulfilled already, or on its way. */
  | { readonly kind: "nothing"; readonly reason: NothingToDo }
  /** Risk refused. */
  | (
    & { readonly kind: "denied"; readonly side: Signal["side"]; readonly quantity: Quantity }
    & Denied
  );

/** Why a signal places nothing. */
export type NothingToDo =
  | "held_already"
  | "order_working"
  | "nothing_to_close"
  /** No price of the ticker is known yet. */
  | "no_price";

/** The id of the order for a signal: the same for every run, new for every attempt. */
export function clientOrderIdOf(signalId: string, attempt: number): string {
  return `pb-${derivedId("order", signalId, attempt)}`;
}

/** Marks the ticker to the bar's close. A bar that is not later than the last changes nothing. */
export function onBar(book: Book, bar: Bar): BookChange | null {
  const part = tickerBook(book, bar.ticker);
  if (part.mark !== null && bar.at <= part.mark.at) return null;
  return { account: null, ticker: { ...part, mark: { price: bar.close, at: bar.at } } };
}

/**
 * What to do about the side that a signal wishes. Held already or on its way: nothing. The opposite
 * side held: close all of it. Nothing held: open a position, short only where that is allowed.
 * @param at market time, of which the order is
 * @param now what it is judged by; in paper and live the later of market and system time
 */
export function onSignal(
  book: Book,
  signal: Signal,
  at: Millis,
  rules: ExecutionRules,
  now: Millis = at,
): Decision {
  const part = tickerBook(book, signal.ticker);
  if (part.orders.length > 0) return { kind: "nothing", reason: "order_working" };
  const held = decimal(part.holding.quantity);
  const closes = !held.isZero() && held.isNegative() === (signal.side === "buy");
  if (!closes && !held.isZero()) return { kind: "nothing", reason: "held_already" };
  if (!closes && signal.side === "sell" && !rules.limits.allowShort) {
    return { kind: "nothing", reason: "nothing_to_close" };
  }
  if (part.mark === null) return { kind: "nothing", reason: "no_price" };
  const referencePrice = price(part.mark.price);
  const equity = equityOf(book);
  const shares = closes ? quantity(held.abs()) : sizeOf(equity, referencePrice, rules.sizing);
  const attempt = 1;
  const order: Order = {
    clientOrderId: clientOrderIdOf(signal.signalId, attempt),
    signalId: signal.signalId,
    ticker: signal.ticker,
    side: signal.side,
    type: "market",
    // An entry is as good as its moment; an exit is wanted until it is done.
    timeInForce: closes ? "gtc" : "day",
    quantity: shares,
    referencePrice,
    decidedAt: at,
  };
  const verdict = review({
    order,
    now,
    timeframe: signal.timeframe,
    expiresAt: signal.expiresAt,
    pricedAt: part.mark.at,
    equity,
    buyingPower: buyingPowerIn(book),
    held: part.holding.quantity,
    otherPositions: countOthers(book, signal.ticker),
    exitedAt: part.exitedAt,
  }, rules.limits);
  if (!verdict.approved) {
    return { kind: "denied", side: signal.side, quantity: shares, ...verdict.denied };
  }
  const intent: BookOrder = {
    ...order,
    attempt,
    status: "intended",
    orderId: null,
    filledQuantity: ZERO_QUANTITY,
    filledValue: ZERO_USD,
    fees: ZERO_USD,
  };
  return {
    kind: "place",
    order: verdict.order,
    intent,
    change: { account: null, ticker: { ...part, orders: [...part.orders, intent] } },
  };
}

/** Brings what is held, priced and ordered of the ticker to the new unit. Equity does not move. */
export function onSplit(book: Book, { ticker, ratio }: Split): BookChange {
  const part = tickerBook(book, ticker);
  return {
    account: null,
    ticker: {
      ...part,
      holding: splitHolding(part.holding, ratio),
      mark: part.mark && { ...part.mark, price: part.mark.price / ratio },
      orders: part.orders.map((order) => splitOrder(order, ratio)),
    },
  };
}

function countOthers(book: Book, ticker: string): number {
  let count = 0;
  for (const part of book.tickers.values()) {
    if (part.ticker !== ticker && isExposed(part)) count++;
  }
  return count;
}

function isExposed({ holding, orders }: TickerBook): boolean {
  return !isFlat(holding) || orders.length > 0;
}
