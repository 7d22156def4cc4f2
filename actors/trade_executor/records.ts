import { accountState, fills, orders, positions } from "../../db/tables/execution.ts";
import { orderStates, signalDecisions } from "../../db/tables/lineage.ts";
import { riskRejections } from "../../db/tables/signals.ts";
import type { RowWriter } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import { averageCost } from "../domain/holding.ts";
import { isoTime } from "../domain/iso_time.ts";
import { decimal, type Price, type Usd } from "../domain/money.ts";
import { type Order, signalIdOf, type Trade } from "../domain/order.ts";
import type { AccountBook, BookOrder, TickerBook } from "./book.ts";
import type { Reasoning } from "./core.ts";
import type { Denied } from "./risk/risk.ts";

/** Records an order in its present state. `reason`: why it ended, where the broker says. */
export function writeOrder(
  ctx: RowWriter,
  account: string,
  order: BookOrder,
  closing: boolean,
  updatedAt: Millis,
  reason: string | null = null,
): void {
  ctx.write(orders, {
    order_id: order.clientOrderId,
    client_order_id: order.clientOrderId,
    signal_id: signalIdOf(order),
    attempt: order.attempt,
    account,
    ticker: order.ticker,
    side: order.side,
    kind: order.type,
    time_in_force: order.timeInForce,
    quantity: order.quantity,
    reference_price: order.referencePrice,
    ...termsOf(order),
    closing,
    status: order.status,
    filled_quantity: order.filledQuantity,
    average_price: averagePrice(order),
    broker_order_id: order.orderId,
    reason,
    at: isoTime(order.decidedAt),
    // What a broker says right after a restart is of the market time that was committed last.
    updated_at: isoTime(Math.max(updatedAt, order.decidedAt)),
  });
}

/** The columns that only some types of order have. Exits are rows of their own once they are booked. */
function termsOf(order: Order) {
  const { type } = order;
  const trail = type === "trailing_stop" ? order.trail : null;
  return {
    limit_price: type === "limit" || type === "stop_limit" ? order.limitPrice : null,
    stop_price: type === "stop" || type === "stop_limit" ? order.stopPrice : null,
    trail_amount: trail?.by === "amount" ? trail.amount : null,
    trail_fraction: trail?.by === "fraction" ? decimal(trail.fraction).toFixed() : null,
    extended_hours: order.extendedHours ?? false,
    parent_order_id: null,
    leg: null,
  };
}

/** Records an execution. */
export function writeFill(ctx: RowWriter, trade: Trade, at: Millis): void {
  ctx.write(fills, {
    fill_id: trade.tradeId,
    order_id: trade.clientOrderId,
    signal_id: signalIdOf(trade),
    ticker: trade.ticker,
    side: trade.side,
    quantity: trade.lastQuantity,
    price: trade.lastPrice,
    fee: trade.fee,
    cumulative_quantity: trade.cumulativeQuantity,
    at: isoTime(at),
    executed_at: isoTime(trade.executedAt),
  });
}

/** Records what is held of a ticker. */
export function writePosition(
  ctx: RowWriter,
  account: string,
  part: TickerBook,
  updatedAt: Millis,
): void {
  ctx.write(positions, {
    account,
    ticker: part.ticker,
    quantity: part.holding.quantity,
    average_price: averageCost(part.holding),
    realised_pnl: part.realised,
    fees: part.fees,
    mark: part.mark === null ? null : decimal(part.mark.price).toFixed(),
    opened_at: part.openedAt === null ? null : isoTime(part.openedAt),
    updated_at: isoTime(updatedAt),
  });
}

/** Records the money. */
export function writeAccount(
  ctx: RowWriter,
  account: string,
  { startingCash, cash }: AccountBook,
  updatedAt: Millis,
): void {
  ctx.write(accountState, {
    account,
    starting_cash: startingCash,
    cash,
    updated_at: isoTime(updatedAt),
  });
}

/** Records why risk refused an order. */
export function writeRejection(
  ctx: RowWriter,
  { signalId, ticker, side, quantity }: Order,
  { rule, limit, value }: Denied,
  at: Millis,
): void {
  ctx.write(riskRejections, {
    rejection_id: signalId,
    signal_id: signalId,
    ticker,
    side,
    quantity,
    at: isoTime(at),
    rule,
    limit_value: limit,
    actual_value: value,
    message: `${rule}: the limit is ${limit}, the value ${value}`,
  });
}

/** What became of a signal, as it is recorded for whoever asks later. */
export type Told =
  | { readonly outcome: "placed" | "refused"; readonly order: Order; readonly why: Reasoning }
  | { readonly outcome: "nothing"; readonly reason: string };

/**
 * Records what was made of a signal, check by check.
 * @param judgedAt the time that risk judged by
 */
export function writeDecision(
  ctx: RowWriter,
  signalId: string,
  told: Told,
  at: Millis,
  judgedAt: Millis,
): void {
  const why = told.outcome === "nothing" ? null : told.why;
  ctx.write(signalDecisions, {
    signal_id: signalId,
    at: isoTime(at),
    judged_at: isoTime(judgedAt),
    outcome: told.outcome,
    reason: told.outcome === "nothing" ? told.reason : null,
    checks: (why?.checks ?? []).map((check) => ({ ...check })),
    sizing: told.outcome === "nothing" ? null : sizingOf(told.order, told.why),
  });
}

function sizingOf({ quantity, referencePrice }: Order, { size, method, equity }: Reasoning) {
  if (size === null) return null;
  const { wished, capped, tightest } = size;
  return {
    method,
    equity,
    price: referencePrice,
    wished,
    quantity,
    tightest: { ...tightest },
    capped,
  };
}

/** Records a state that an order has reached. `knownAt` is system time. */
export function writeOrderState(
  ctx: RowWriter,
  { clientOrderId, status, filledQuantity }: BookOrder,
  times: { readonly at: Millis; readonly knownAt: Millis },
  told: { readonly reportId: string | null; readonly reason: string | null },
): void {
  ctx.write(orderStates, {
    order_id: clientOrderId,
    status,
    filled_quantity: filledQuantity,
    at: isoTime(times.at),
    known_at: isoTime(times.knownAt),
    report_id: told.reportId,
    reason: told.reason,
  });
}

function averagePrice({ filledQuantity, filledValue }: BookOrder): Usd | Price | null {
  const filled = decimal(filledQuantity);
  return filled.isZero() ? null : (decimal(filledValue).dividedBy(filled).toFixed() as Price);
}
