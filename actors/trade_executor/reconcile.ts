import type { DifferenceRow } from "../../db/tables/reconciliation.ts";
import { decimal, type Usd } from "../domain/money.ts";
import type { ExecutionReport } from "../domain/order.ts";
import type { Book, BookOrder } from "./book.ts";
import { tickerBook } from "./book.ts";
import type { BrokerOrder, BrokerPosition, KnownOrder } from "./brokers/broker.ts";

/** What the broker says of the account, gathered while nothing of ours was under way. */
export interface BrokerFacts {
  /** Of each order that the book has open: what became of it; null: the broker knows none. */
  readonly orders: readonly {
    readonly known: KnownOrder;
    readonly reports: readonly ExecutionReport[] | null;
  }[];
  readonly open: readonly BrokerOrder[];
  readonly positions: readonly BrokerPosition[];
  /** Why the account takes no orders; null: it does. */
  readonly blocked: string | null;
}

/** A difference between book and broker, and what follows. The broker is right about facts. */
export type Difference = Pick<
  DifferenceRow,
  "kind" | "ticker" | "order_id" | "expected" | "found" | "action"
>;

/** What follows from the orders. */
export interface OrderFindings {
  readonly differences: readonly Difference[];
  /** Executions and endings that were missed, in order. */
  readonly reports: readonly ExecutionReport[];
  /** Orders that the broker has, whose acceptance was never heard of. */
  readonly accepted: readonly string[];
  /** Orders of which the broker knows nothing: to be sent again under their ids. */
  readonly sendAgain: readonly BookOrder[];
}

/** Every order id of ours begins so; see `clientOrderIdOf`. */
export const OURS = /^pb-/;

/** What the broker is asked about, and the money as it was when it was asked. */
export interface Look {
  readonly orders: readonly KnownOrder[];
  readonly cash: Usd;
}

/** A look at the broker from the book as it is now. */
export function lookFrom(book: Book): Look {
  return { orders: knownOrders(book), cash: book.account.cash };
}

/** The orders of the book that are open, as the broker is asked about them. */
export function knownOrders(book: Book): KnownOrder[] {
  return [...book.tickers.values()].flatMap(({ orders }) =>
    orders.map(({ clientOrderId, status, filledQuantity, filledValue }) => ({
      clientOrderId,
      status,
      filledQuantity,
      filledValue,
    }))
  );
}

/** Compares the orders. What was missed is booked before positions are compared. */
export function compareOrders(book: Book, facts: BrokerFacts): OrderFindings {
  const differences: Difference[] = [];
  const reports: ExecutionReport[] = [];
  const accepted: string[] = [];
  const sendAgain: BookOrder[] = [];
  const orders = new Map(
    [...book.tickers.values()].flatMap((part) => part.orders).map((o) => [o.clientOrderId, o]),
  );
  for (const { known, reports: told } of facts.orders) {
    const order = orders.get(known.clientOrderId);
    if (order === undefined) continue;
    const about = { ticker: order.ticker, order_id: order.clientOrderId };
    const expected = `${order.status}, ${order.filledQuantity} filled`;
    const isUnanswered = order.status === "intended" || order.status === "submitted";
    if (told === null) {
      // Known as accepted, and unknown to the broker: a lookup alone proves nothing. Sending the same
      // order again is harmless where it was accepted, and mends it where it was not.
      const found = "no such order";
      const kind = "unanswered_order";
      differences.push({ kind, ...about, expected, found, action: "sent_again" });
      sendAgain.push(order);
      continue;
    }
    if (isUnanswered) {
      const found = "the order is there";
      const kind = "unanswered_order";
      differences.push({ kind, ...about, expected, found, action: "taken_as_accepted" });
      accepted.push(order.clientOrderId);
    }
    if (told.length === 0) continue;
    const { status, cumulativeQuantity } = told.at(-1)!;
    const found = `${status}, ${cumulativeQuantity} filled`;
    differences.push({ kind: "missed_report", ...about, expected, found, action: "booked" });
    reports.push(...told);
  }
  for (const order of facts.open) {
    if (orders.has(order.clientOrderId) || isExitOfOurs(order.clientOrderId, orders)) continue;
    const isOurs = OURS.test(order.clientOrderId);
    differences.push({
      kind: isOurs ? "unknown_order" : "foreign_order",
      ticker: order.ticker,
      order_id: order.clientOrderId,
      expected: "no such order",
      found: `${order.side} ${order.quantity}, ${order.status}`,
      action: isOurs ? "trading_paused" : "left_alone",
    });
  }
  return { differences, reports, accepted, sendAgain };
}

/** What follows from the positions, once what was missed is booked. */
export interface PositionFindings {
  readonly differences: readonly Difference[];
  /** Tickers in which somebody else holds shares: we do not trade them. */
  readonly foreign: readonly string[];
}

/**
 * Compares what is held. Shares in a ticker that we hold nothing of are foreign, and left alone; any
 * other difference cannot be explained, and pauses trading.
 */
export function comparePositions(book: Book, facts: BrokerFacts): PositionFindings {
  const differences: Difference[] = [];
  const foreign: string[] = [];
  const theirs = new Map(facts.positions.map(({ ticker, quantity }) => [ticker, quantity]));
  const tickers = new Set([...theirs.keys(), ...book.tickers.keys()]);
  for (const ticker of [...tickers].sort()) {
    const expected = tickerBook(book, ticker).holding.quantity;
    const found = theirs.get(ticker) ?? "0";
    if (decimal(expected).eq(found)) continue;
    const isForeign = decimal(expected).isZero() && tickerBook(book, ticker).orders.length === 0;
    if (isForeign) foreign.push(ticker);
    differences.push({
      kind: isForeign ? "foreign_position" : "position",
      ticker,
      order_id: null,
      expected: `${expected} shares`,
      found: `${found} shares`,
      action: isForeign ? "left_alone" : "trading_paused",
    });
  }
  return { differences, foreign };
}

/** Whether trading may go on after these differences. */
export function isClean(differences: readonly Difference[]): boolean {
  return differences.every(({ action }) => action !== "trading_paused");
}

/** Exits carry the name of their entry. */
function isExitOfOurs(id: string, orders: ReadonlyMap<string, BookOrder>): boolean {
  const entry = id.replace(/-(tp|sl)$/, "");
  return entry !== id && OURS.test(entry) && !orders.has(id);
}
