import { z } from "zod";
import type { Millis } from "../../../../runtime/clock/clock.ts";
import { derivedId } from "../../../../runtime/clock/ids.ts";
import { decimal, price, quantity, usd, ZERO_QUANTITY, ZERO_USD } from "../../../domain/money.ts";
import type { ExecutionReport, OrderStatus } from "../../../domain/order.ts";
import { isTerminal } from "../../lifecycle.ts";
import type { KnownOrder } from "../broker.ts";
import { type AlpacaFill, type AlpacaOrder, endedAt, statusOf, valueOf } from "./mapper.ts";

/**
 * What is told of an order, from whichever source it comes: an execution is named by its order and the
 * quantity filled after it, an ending by its order and status. So the stream, the activities and the
 * order itself give the same report the same id, and a repetition is known as one.
 */

/** An update of the stream. */
export const updateSchema = z.object({
  event: z.string(),
  order: z.unknown(),
  timestamp: z.string().nullish(),
  price: z.string().nullish(),
  qty: z.string().nullish(),
});
export type AlpacaUpdate = z.output<typeof updateSchema>;

const ENDING_EVENTS: Readonly<Record<string, OrderStatus>> = {
  canceled: "cancelled",
  expired: "expired",
  rejected: "rejected",
  replaced: "replaced",
};

/** The report that an update makes; null where it changes nothing that we keep. */
export function reportOfUpdate(
  update: AlpacaUpdate,
  order: AlpacaOrder,
  name: string,
  now: Millis,
): ExecutionReport | null {
  const at = Date.parse(update.timestamp ?? "") || now;
  const ending = ENDING_EVENTS[update.event];
  if (ending !== undefined) return endReport(order, name, ending, at, now);
  if (update.event !== "fill" && update.event !== "partial_fill") return null;
  if (!update.qty || !update.price) return null;
  return fillReport(order, name, {
    cumulative: order.filled_qty,
    last: update.qty,
    price: update.price,
    isWhole: update.event === "fill",
    executedAt: at,
  }, now);
}

/** What became of an order between what is known of it and what Alpaca shows now. */
export function reportsBetween(
  known: KnownOrder,
  order: AlpacaOrder,
  fills: readonly AlpacaFill[],
  now: Millis,
): ExecutionReport[] {
  const status = statusOf(order);
  const name = known.clientOrderId;
  const reports: ExecutionReport[] = [];
  for (const fill of missingFills(known, order, fills)) {
    const isWhole = status === "filled" && decimal(fill.cum_qty).eq(order.filled_qty);
    const { cum_qty: cumulative, qty: last, price, transaction_time: executedAt } = fill;
    reports.push(fillReport(order, name, { cumulative, last, price, isWhole, executedAt }, now));
  }
  if (isTerminal(status) && status !== "filled" && status !== known.status) {
    reports.push(endReport(order, name, status, endedAt(order), now));
  }
  return reports;
}

/**
 * The executions that lead from the known quantity to the present one. Where the activities have a
 * gap (they lag behind), one execution at the average price stands for all that is missing.
 */
function missingFills(
  known: KnownOrder,
  order: AlpacaOrder,
  fills: readonly AlpacaFill[],
): readonly AlpacaFill[] {
  const from = decimal(known.filledQuantity);
  const to = decimal(order.filled_qty);
  if (to.lte(from)) return [];
  const own = fills.filter(({ order_id, cum_qty }) =>
    order_id === order.id && decimal(cum_qty).gt(from) && decimal(cum_qty).lte(to)
  ).sort((a, b) => decimal(a.cum_qty).cmp(b.cum_qty));
  let reached = from;
  for (const fill of own) {
    if (!reached.plus(fill.qty).eq(fill.cum_qty)) break;
    reached = decimal(fill.cum_qty);
  }
  if (reached.eq(to)) return own;
  const missing = to.minus(from);
  const value = decimal(valueOf(order)).minus(known.filledValue);
  return [{
    id: "average of what is missing",
    order_id: order.id,
    qty: missing.toFixed(),
    price: price(value.dividedBy(missing)),
    cum_qty: to.toFixed(),
    transaction_time: endedAt(order),
  }];
}

/** The quantity ordered; an order by money has none until it is filled. */
const ordered = (order: AlpacaOrder) => quantity(order.qty ?? order.filled_qty);

function fillReport(
  order: AlpacaOrder,
  name: string,
  fill: {
    readonly cumulative: string;
    readonly last: string;
    readonly price: string;
    readonly isWhole: boolean;
    readonly executedAt: Millis;
  },
  now: Millis,
): ExecutionReport {
  const cumulative = quantity(fill.cumulative);
  return {
    reportId: derivedId("alpaca fill", order.id, cumulative),
    orderId: order.id,
    clientOrderId: name,
    ticker: order.symbol,
    side: order.side,
    status: fill.isWhole ? "filled" : "partially_filled",
    lastQuantity: quantity(fill.last),
    lastPrice: price(fill.price),
    // Alpaca takes no commission; regulatory fees are charged to the account at the end of the day.
    fee: usd(0),
    cumulativeQuantity: cumulative,
    quantity: ordered(order),
    executedAt: fill.executedAt,
    at: Math.max(now, fill.executedAt),
    reason: null,
  };
}

function endReport(
  order: AlpacaOrder,
  name: string,
  status: OrderStatus,
  executedAt: Millis,
  now: Millis,
): ExecutionReport {
  return {
    reportId: derivedId("alpaca end", order.id, status),
    orderId: order.id,
    clientOrderId: name,
    ticker: order.symbol,
    side: order.side,
    status,
    lastQuantity: ZERO_QUANTITY,
    lastPrice: price(0),
    fee: ZERO_USD,
    cumulativeQuantity: quantity(order.filled_qty),
    quantity: ordered(order),
    executedAt,
    at: Math.max(now, executedAt),
    reason: status === "rejected" ? "Alpaca rejected it after it had been accepted" : null,
  };
}
