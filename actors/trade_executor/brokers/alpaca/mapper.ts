import type { trading } from "@alpacahq/alpaca-trade-api";
import { z } from "zod";
import {
  decimal,
  negate,
  type Price,
  type Quantity,
  quantity,
  type Usd,
  usd,
} from "../../../domain/money.ts";
import type { Order, OrderLeg, OrderStatus } from "../../../domain/order.ts";
import type { Side } from "../../../domain/signal.ts";
import type {
  BrokerAccount,
  BrokerPosition,
  CashMovement,
  OrderChanges,
  RejectionCode,
} from "../broker.ts";
import { BrokerUnavailable } from "../broker.ts";

/** The one place that knows how Alpaca spells orders, positions and refusals. */

/** An error body; the code may be missing. */
export const errorSchema = z.object({ code: z.number().nullish(), message: z.string().max(2_000) });

/** Decimals are text; some answers have been seen with numbers. */
const amount = z.union([
  z.string().regex(/^-?\d+(\.\d+)?$/),
  z.number().finite().transform(String),
]);
const instant = z.string().transform((text, ctx) => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) ctx.addIssue({ code: "custom", message: `no time: ${text.slice(0, 40)}` });
  return at;
});
const wireOrderSchema = z.object({
  id: z.string().min(1).max(64),
  client_order_id: z.string().max(256),
  submitted_at: instant.nullish(),
  created_at: instant,
  filled_at: instant.nullish(),
  expired_at: instant.nullish(),
  canceled_at: instant.nullish(),
  failed_at: instant.nullish(),
  replaced_at: instant.nullish(),
  symbol: z.string().min(1).max(32),
  side: z.enum(["buy", "sell"]),
  type: z.string(),
  status: z.string(),
  order_class: z.string().nullish(),
  qty: amount.nullish(),
  filled_qty: amount,
  filled_avg_price: amount.nullish(),
  limit_price: amount.nullish(),
  stop_price: amount.nullish(),
  trail_price: amount.nullish(),
  trail_percent: amount.nullish(),
  time_in_force: z.string(),
  extended_hours: z.boolean().nullish(),
  get legs() {
    return z.array(wireOrderSchema).nullish();
  },
});

/** An order of Alpaca's, read. */
export type AlpacaOrder = z.output<typeof wireOrderSchema>;

/** One execution as the activities tell it. */
const fillSchema = z.object({
  id: z.string().min(1).max(200),
  order_id: z.string(),
  qty: amount,
  price: amount,
  cum_qty: amount,
  transaction_time: instant,
});
/** See above: `cum_qty` is what its order had filled after it. */
export type AlpacaFill = z.output<typeof fillSchema>;

const tradeSchema = fillSchema.extend({
  symbol: z.string().min(1).max(32),
  side: z.enum(["buy", "sell", "sell_short"]),
});
/** A trade of the account's, whoever ordered it. */
export type AlpacaTrade = z.output<typeof tradeSchema>;

const activitySchema = z.object({
  id: z.string().min(1).max(200),
  activity_type: z.string().max(20),
  activity_sub_type: z.string().max(20).nullish(),
  date: instant.nullish(),
  created_at: instant.nullish(),
  net_amount: amount.nullish(),
  symbol: z.string().max(32).nullish(),
  description: z.string().nullish(),
  status: z.string().nullish(),
});

const positionSchema = z.object({ symbol: z.string(), qty: amount, cost_basis: amount });
const accountSchema = z.object({
  account_number: z.string().min(1).max(64),
  status: z.string(),
  cash: amount,
  equity: amount,
  buying_power: amount,
  trading_blocked: z.boolean().nullish(),
  account_blocked: z.boolean().nullish(),
  trade_suspended_by_user: z.boolean().nullish(),
});

function read<T extends z.ZodType>(what: string, schema: T, json: unknown): z.output<T> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join(".") || "the whole";
  throw new BrokerUnavailable(
    `Alpaca's answer has another shape than promised: ${what}, ${where}: ${issue?.message}.`,
  );
}

/** An order. Throws {@link BrokerUnavailable} where it has another shape than promised. */
export const readOrder = (json: unknown): AlpacaOrder => read("an order", wireOrderSchema, json);
/** A page of orders; see {@link readOrder}. */
export const readOrders = (json: unknown): AlpacaOrder[] =>
  read("orders", z.array(wireOrderSchema).max(500), json);
/** A page of executions; see {@link readOrder}. */
export const readFills = (json: unknown): AlpacaFill[] =>
  read("fills", z.array(fillSchema).max(100), json);

/** A page of trades; see {@link readOrder}. */
export const readTrades = (json: unknown): AlpacaTrade[] =>
  read("trades", z.array(tradeSchema).max(100), json);

/** A page of activities that are no trades: those that moved money, and the id of the last of all. */
export function readActivities(json: unknown) {
  const found = read("activities", z.array(activitySchema).max(100), json);
  const movements = found.flatMap((each): CashMovement[] => {
    const net = decimal(each.net_amount ?? 0);
    // One that is pending or was called off has moved nothing.
    const isBooked = !["pending", "canceled"].includes(each.status ?? "executed");
    if (net.isZero() || !isBooked) return [];
    const { id, activity_type: type, activity_sub_type: subType, symbol, description } = each;
    const words = [type, subType, symbol, description].filter((word) => word).join(" ");
    return [{
      id,
      at: each.created_at ?? each.date ?? 0,
      kind: kindOf(type, net.isNegative()),
      amount: usd(net),
      about: words.slice(0, 200),
      ticker: symbol || null,
      order: null,
    }];
  });
  return { movements, count: found.length, last: found.at(-1)?.id };
}

function kindOf(type: string, isLess: boolean): CashMovement["kind"] {
  if (type === "CSD" || type === "CSW" || type === "TRANS") {
    return isLess ? "withdrawal" : "deposit";
  }
  if (/FEE$/.test(type)) return "fee";
  if (type.startsWith("DIV")) return "dividend";
  return type.startsWith("INT") ? "interest" : "other";
}

/** A trade as a movement of cash. */
export function movementOf(trade: AlpacaTrade, order: string): CashMovement {
  const value = usd(decimal(trade.price).times(trade.qty));
  const isBuy = trade.side === "buy";
  return {
    id: trade.id,
    at: trade.transaction_time,
    kind: "trade",
    amount: isBuy ? negate(value) : value,
    about: `${trade.side} ${trade.qty} ${trade.symbol} at ${trade.price}`,
    ticker: trade.symbol,
    order,
  };
}

/** The account as we see one. */
export function readAccount(json: unknown): BrokerAccount {
  const account = read("the account", accountSchema, json);
  const blocks = [
    account.account_blocked ? "the account is blocked" : null,
    account.trading_blocked ? "trading is blocked" : null,
    account.trade_suspended_by_user ? "its owner has suspended trading" : null,
    account.status === "ACTIVE" ? null : `its status is ${account.status.slice(0, 40)}`,
  ].filter((each) => each !== null);
  return {
    accountId: account.account_number,
    cash: usd(account.cash),
    equity: usd(account.equity),
    buyingPower: usd(account.buying_power),
    blocked: blocks.length === 0 ? null : blocks.join(", "),
  };
}

/** Positions in order of ticker. */
export function readPositions(json: unknown): BrokerPosition[] {
  return read("positions", z.array(positionSchema).max(10_000), json)
    .map(({ symbol, qty, cost_basis }) => {
      const shares = quantity(qty);
      const cost = decimal(cost_basis).abs();
      const signed = decimal(shares).isNegative() ? cost.negated() : cost;
      return { ticker: symbol, quantity: shares, cost: usd(signed) };
    })
    .sort((a, b) => a.ticker < b.ticker ? -1 : 1);
}

const ENDINGS: Readonly<Record<string, OrderStatus>> = {
  filled: "filled",
  canceled: "cancelled",
  expired: "expired",
  replaced: "replaced",
  rejected: "rejected",
};

/** Our word for a status. Every other one, known or new, means that the order is still alive. */
export function statusOf(order: Pick<AlpacaOrder, "status" | "filled_qty">): OrderStatus {
  const ended = ENDINGS[order.status];
  if (ended !== undefined) return ended;
  return decimal(order.filled_qty).gt(0) ? "partially_filled" : "accepted";
}

/** Which exit of its group a leg is. */
export function legOf(order: AlpacaOrder): OrderLeg {
  return order.type === "limit" ? "take_profit" : "stop_loss";
}

/** Value of an order's fills, as its average price has it. */
export function valueOf(order: AlpacaOrder): Usd {
  return usd(decimal(order.filled_avg_price ?? 0).times(order.filled_qty));
}

/** When it ended, or was filled last. */
export function endedAt(order: AlpacaOrder): number {
  return order.canceled_at ?? order.expired_at ?? order.failed_at ?? order.replaced_at ??
    order.filled_at ?? order.created_at;
}

/** The request for an order; money and quantities stay decimal text. */
export function postRequest(order: Order): trading.PostOrderRequest {
  const { side } = order;
  const bracket = order.type === "trailing_stop" ? undefined : order.bracket;
  const oco = order.type === "limit" ? order.oco : undefined;
  const exit = oco === undefined ? (side === "buy" ? "sell" : "buy") : side;
  const stop = (bracket ?? oco)?.stopLoss;
  const profit = oco !== undefined && order.type === "limit"
    ? { limitPrice: order.limitPrice }
    : bracket?.takeProfit;
  const orderClass = oco !== undefined
    ? "oco"
    : bracket === undefined
    ? "simple"
    : profit !== undefined && stop !== undefined
    ? "bracket"
    : "oto";
  return {
    symbol: order.ticker,
    side,
    type: order.type,
    timeInForce: order.timeInForce,
    qty: order.quantity,
    clientOrderId: order.clientOrderId,
    ...orderClass === "simple" ? {} : { orderClass },
    ...order.type === "limit" || order.type === "stop_limit"
      ? oco === undefined ? { limitPrice: onTick(order.limitPrice, side) } : {}
      : {},
    ...order.type === "stop" || order.type === "stop_limit"
      ? { stopPrice: onTick(order.stopPrice, null) }
      : {},
    ...order.type === "trailing_stop"
      ? order.trail.by === "amount"
        ? { trailPrice: onTick(order.trail.amount, null) }
        : { trailPercent: decimal(order.trail.fraction).times(100).toFixed() }
      : {},
    ...order.extendedHours ? { extendedHours: true } : {},
    ...profit === undefined ? {} : { takeProfit: { limitPrice: onTick(profit.limitPrice, exit) } },
    ...stop === undefined ? {} : {
      stopLoss: {
        stopPrice: onTick(stop.stopPrice, null),
        ...stop.limitPrice === undefined ? {} : { limitPrice: onTick(stop.limitPrice, exit) },
      },
    },
  };
}

/** The request for other terms of an order that has not filled anything yet. */
export function patchRequest(order: AlpacaOrder, changes: OrderChanges): trading.PatchOrderRequest {
  const { limitPrice, stopPrice, trail } = changes;
  return {
    clientOrderId: changes.clientOrderId,
    ...changes.quantity === undefined ? {} : { qty: changes.quantity },
    ...limitPrice === undefined ? {} : { limitPrice: onTick(limitPrice, order.side) },
    ...stopPrice === undefined ? {} : { stopPrice: onTick(stopPrice, null) },
    ...trail === undefined ? {} : {
      trail: trail.by === "amount"
        ? onTick(trail.amount, null)
        : decimal(trail.fraction).times(100).toFixed(),
    },
  };
}

/** The request for what is left of an order under other terms, once it has been cancelled. */
export function restRequest(
  order: AlpacaOrder,
  changes: OrderChanges,
  left: Quantity,
): trading.PostOrderRequest {
  const { limitPrice, stopPrice, trailPrice, ...ids } = {
    trailPrice: order.trail_price,
    limitPrice: changes.limitPrice === undefined
      ? order.limit_price
      : onTick(changes.limitPrice, order.side),
    stopPrice: changes.stopPrice === undefined ? order.stop_price : onTick(changes.stopPrice, null),
    clientOrderId: changes.clientOrderId,
  };
  const { trail } = changes;
  return {
    ...ids,
    symbol: order.symbol,
    side: order.side,
    type: order.type as trading.OrderType,
    timeInForce: order.time_in_force as trading.TimeInForce,
    qty: left,
    ...limitPrice ? { limitPrice } : {},
    ...stopPrice && order.type !== "trailing_stop" ? { stopPrice } : {},
    ...trail?.by === "amount"
      ? { trailPrice: onTick(trail.amount, null) }
      : trail?.by === "fraction"
      ? { trailPercent: decimal(trail.fraction).times(100).toFixed() }
      : trailPrice
      ? { trailPrice }
      : order.trail_percent
      ? { trailPercent: order.trail_percent }
      : {},
    ...order.extended_hours ? { extendedHours: true } : {},
  };
}

/**
 * A price as Alpaca takes it: cents from a dollar up, hundredths of a cent below. A limit is never
 * rounded to the worse (`side`), a stop to the nearest (null).
 */
export function onTick(each: Price, side: Side | null): string {
  const places = decimal(each).gte(1) ? 2 : 4;
  const rounding = side === null ? 4 : side === "buy" ? 3 : 2;
  return decimal(each).toDecimalPlaces(places, rounding).toFixed();
}

/** Why Alpaca refused an order, in our words. The texts may change: what is not known is `other`. */
export function rejectionOf(status: number, message: string): RejectionCode {
  const text = message.toLowerCase();
  if (text.includes("buying power")) return "buying_power";
  if (text.includes("insufficient qty")) return "insufficient_quantity";
  if (text.includes("not allowed to short") || text.includes("cannot be sold short")) {
    return "short_not_allowed";
  }
  if (text.includes("wash trade")) return "opposite_order";
  if (/not authorized to trade|blocked|suspended|restricted/.test(text)) return "account_blocked";
  return status === 422 || status === 400 ? "invalid_order" : "other";
}

/** Whether a refusal says that the id was used before: the order was accepted then. */
export function isDuplicate(status: number, message: string): boolean {
  return status === 422 && /client_order_id must be unique/i.test(message);
}
