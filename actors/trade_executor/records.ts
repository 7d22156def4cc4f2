import { accountState, fills, orders, positions } from "../../db/tables/execution.ts";
import { riskRejections } from "../../db/tables/signals.ts";
import type { RowWriter } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import { averageCost } from "../domain/holding.ts";
import { isoTime } from "../domain/iso_time.ts";
import { decimal, type Price, type Usd } from "../domain/money.ts";
import type { Order, Trade } from "../domain/order.ts";
import type { Signal } from "../domain/signal.ts";
import type { AccountBook, BookOrder, TickerBook } from "./book.ts";
import type { Decision } from "./core.ts";

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
    signal_id: order.signalId,
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
    signal_id: trade.signalId,
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

/** Records why risk refused a signal. */
export function writeRejection(
  ctx: RowWriter,
  signal: Signal,
  denied: Extract<Decision, { kind: "denied" }>,
  at: Millis,
): void {
  const { rule, limit, value, side, quantity } = denied;
  ctx.write(riskRejections, {
    rejection_id: signal.signalId,
    signal_id: signal.signalId,
    ticker: signal.ticker,
    side,
    quantity,
    at: isoTime(at),
    rule,
    limit_value: limit,
    actual_value: value,
    message: `${rule}: the limit is ${limit}, the value ${value}`,
  });
}

function averagePrice({ filledQuantity, filledValue }: BookOrder): Usd | Price | null {
  const filled = decimal(filledQuantity);
  return filled.isZero() ? null : (decimal(filledValue).dividedBy(filled).toFixed() as Price);
}
