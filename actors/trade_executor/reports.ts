import { execute, isFlat, PositionFlip } from "../domain/holding.ts";
import {
  decimal,
  negate,
  notional,
  quantity,
  sumUsd,
  type Usd,
  ZERO_USD,
} from "../domain/money.ts";
import type { ExecutionReport, OrderStatus, Trade } from "../domain/order.ts";
import { type Book, type BookChange, type BookOrder, type TickerBook } from "./book.ts";
import type { SubmitResult } from "./brokers/broker.ts";
import { become, isBehind, isTerminal, mayBecome } from "./lifecycle.ts";
import { afterFill } from "./risk/ledger.ts";

/** What comes of something that the broker said of an order. */
export type Heard =
  | {
    readonly kind: "applied";
    readonly change: BookChange;
    /** The order in its new version, for its row. */
    readonly order: BookOrder;
    /** What is published; null where there is nothing to tell yet (an acceptance). */
    readonly trade: Trade | null;
    /** Profit or loss that the execution realised, before fees. */
    readonly realised: Usd;
  }
  /** Its status cannot follow the present one: it is recorded, and changes nothing. */
  | {
    readonly kind: "refused";
    readonly ticker: string;
    readonly clientOrderId: string;
    readonly from: OrderStatus;
    readonly to: OrderStatus;
  }
  /** It is known already: a repetition, or older than what is known. */
  | { readonly kind: "ignored"; readonly reason: "unknown_order" | "known_already" }
  /** It contradicts the book: something was missed. The book must be reconciled with the broker. */
  | { readonly kind: "contradiction"; readonly reason: string };

/** Takes in the answer to an order that was sent. A duplicate was accepted before. */
export function onSubmitResult(book: Book, clientOrderId: string, result: SubmitResult): Heard {
  const found = find(book, clientOrderId);
  if (found === null) return { kind: "ignored", reason: "unknown_order" };
  const { part, order } = found;
  const sent = order.status === "intended" ? become(order.status, "submitted") : order.status;
  const answer = result.outcome === "rejected" ? "rejected" : "accepted";
  // A fill may have been heard of before the acceptance.
  if (!mayBecome(sent, answer)) return refusal(order, sent, answer);
  const updated: BookOrder = {
    ...order,
    status: answer,
    orderId: result.outcome === "accepted" ? result.orderId : order.orderId,
  };
  return {
    kind: "applied",
    change: { account: null, ticker: withOrder(part, updated) },
    order: updated,
    trade: null,
    realised: ZERO_USD,
  };
}

/** Takes in that an order was sent, and that nobody knows what became of it. */
export function onUnknownResult(book: Book, clientOrderId: string): Heard {
  const found = find(book, clientOrderId);
  if (found === null) return { kind: "ignored", reason: "unknown_order" };
  const { part, order } = found;
  if (!mayBecome(order.status, "submitted")) return { kind: "ignored", reason: "known_already" };
  const updated: BookOrder = { ...order, status: become(order.status, "submitted") };
  const change = { account: null, ticker: withOrder(part, updated) };
  return { kind: "applied", change, order: updated, trade: null, realised: ZERO_USD };
}

/** Ends an order that never arrived at the broker and is not wanted any more. */
export function onForgotten(book: Book, clientOrderId: string): Heard {
  const found = find(book, clientOrderId);
  if (found === null) return { kind: "ignored", reason: "unknown_order" };
  const { part, order } = found;
  const updated: BookOrder = { ...order, status: become(order.status, "cancelled") };
  const change = { account: null, ticker: withOrder(part, updated) };
  return { kind: "applied", change, order: updated, trade: null, realised: ZERO_USD };
}

/**
 * Books an execution report: fills at weighted average cost, fees, the order's status. The same
 * report again, or one that is older than what is known, changes nothing.
 */
export function onReport(book: Book, report: ExecutionReport): Heard {
  const found = find(book, report.clientOrderId);
  if (found === null) return { kind: "ignored", reason: "unknown_order" };
  const { part, order } = found;
  const known = decimal(order.filledQuantity);
  const last = decimal(report.lastQuantity);
  const cumulative = decimal(report.cumulativeQuantity);
  if (cumulative.lt(known) || cumulative.eq(known) && last.gt(0)) {
    return { kind: "ignored", reason: "known_already" };
  }
  if (!known.plus(last).eq(cumulative)) {
    return {
      kind: "contradiction",
      reason:
        `order ${order.clientOrderId} has ${known} filled, ${last} more make not ${cumulative}`,
    };
  }
  const sent = order.status === "intended" ? become(order.status, "submitted") : order.status;
  if (!mayBecome(sent, report.status)) return refusal(order, sent, report.status);
  const updated: BookOrder = {
    ...order,
    status: report.status,
    orderId: report.orderId,
    filledQuantity: report.cumulativeQuantity,
    filledValue: sumUsd(order.filledValue, notional(report.lastQuantity, report.lastPrice)),
    fees: sumUsd(order.fees, report.fee),
  };
  const trade = tradeOf(order.signalId, report);
  if (last.isZero()) {
    const change = { account: null, ticker: withOrder(part, updated) };
    return { kind: "applied", change, order: updated, trade, realised: ZERO_USD };
  }
  try {
    const executed = execute(part.holding, {
      side: report.side,
      quantity: quantity(last),
      price: report.lastPrice,
    });
    const cash = sumUsd(book.account.cash, executed.cash, negate(report.fee));
    const ticker: TickerBook = {
      ...withOrder(part, updated),
      holding: executed.holding,
      realised: sumUsd(part.realised, executed.realised),
      fees: sumUsd(part.fees, report.fee),
      openedAt: isFlat(executed.holding) ? null : part.openedAt ?? report.at,
      exitedAt: isFlat(executed.holding) ? report.at : part.exitedAt,
    };
    const risk = afterFill(book.risk, {
      ticker: part.ticker,
      result: sumUsd(executed.realised, negate(report.fee)),
      isFlat: isFlat(executed.holding),
      at: report.at,
    });
    const change = { account: { ...book.account, cash }, ticker, risk };
    return { kind: "applied", change, order: updated, trade, realised: executed.realised };
  } catch (error) {
    if (!(error instanceof PositionFlip)) throw error;
    return { kind: "contradiction", reason: error.message };
  }
}

/** A status that cannot follow: old news, or something that is to be recorded. */
function refusal(
  { ticker, clientOrderId }: BookOrder,
  from: OrderStatus,
  to: OrderStatus,
): Heard {
  return isBehind(to, from)
    ? { kind: "ignored", reason: "known_already" }
    : { kind: "refused", ticker, clientOrderId, from, to };
}

function find(
  book: Book,
  clientOrderId: string,
): { readonly part: TickerBook; readonly order: BookOrder } | null {
  for (const part of book.tickers.values()) {
    const order = part.orders.find((candidate) => candidate.clientOrderId === clientOrderId);
    if (order !== undefined) return { part, order };
  }
  return null;
}

/** The ticker's part with the order in its new version; a terminal one leaves the book. */
function withOrder(part: TickerBook, order: BookOrder): TickerBook {
  const orders = part.orders.flatMap((candidate) => {
    if (candidate.clientOrderId !== order.clientOrderId) return [candidate];
    return isTerminal(order.status) ? [] : [order];
  });
  return { ...part, orders };
}

function tradeOf(signalId: string, report: ExecutionReport): Trade {
  return {
    tradeId: report.reportId,
    orderId: report.orderId,
    clientOrderId: report.clientOrderId,
    signalId,
    ticker: report.ticker,
    side: report.side,
    status: report.status,
    lastQuantity: report.lastQuantity,
    lastPrice: report.lastPrice,
    fee: report.fee,
    cumulativeQuantity: report.cumulativeQuantity,
    quantity: report.quantity,
    executedAt: report.executedAt,
  };
}
