import { z } from "zod";
import { millisSchema, tickerSchema } from "./market.ts";
import { decimal, type Price, price, type Quantity, quantity, type Usd, usd } from "./money.ts";
import { sideSchema } from "./signal.ts";

/** A decimal number as text: money and quantities never travel as floats. */
export const decimalSchema = z.string().regex(/^-?\d{1,20}(\.\d{1,18})?$/);

const OPERATOR = "operator:";

/** What stands for the signal of an order that an operator's command leads to. */
export function operatorSignalId(commandId: string): string {
  return `${OPERATOR}${commandId}`;
}

/** The signal that an order goes back to; null: an operator's command. */
export function signalIdOf({ signalId }: { readonly signalId: string }): string | null {
  return signalId.startsWith(OPERATOR) ? null : signalId;
}

/** Where an order stands. The last five are terminal. */
export const orderStatusSchema = z.enum([
  "intended",
  "submitted",
  "accepted",
  "partially_filled",
  "filled",
  "cancelled",
  "rejected",
  "expired",
  "replaced",
]);
export type OrderStatus = z.output<typeof orderStatusSchema>;

/** One execution report of an order of ours, as published on `trades:executed`. */
export const tradeSchema = z.strictObject({
  tradeId: z.string().min(1).max(64),
  orderId: z.string().min(1).max(64),
  clientOrderId: z.string().min(1).max(128),
  /** The signal that the order goes back to. */
  signalId: z.string().min(1).max(64),
  ticker: tickerSchema,
  side: sideSchema,
  status: orderStatusSchema,
  /** Units of this execution. */
  lastQuantity: decimalSchema,
  /** Price of this execution, per unit. */
  lastPrice: decimalSchema,
  /** Costs of this execution, in account currency. */
  fee: decimalSchema,
  /** Units filled so far. */
  cumulativeQuantity: decimalSchema,
  /** Units ordered. */
  quantity: decimalSchema,
  /** When the venue filled it (the envelope's `at` is when it became knowable: the bar's close). */
  executedAt: millisSchema,
});
export type Trade = z.output<typeof tradeSchema>;

/** A decimal number as text that is a dollar amount; canonical once parsed. */
export const usdSchema = decimalSchema.transform((text): Usd => usd(text));
/** The same for shares. */
export const quantitySchema = decimalSchema.transform((text): Quantity => quantity(text));
/** The same for dollars per share. */
export const priceSchema = decimalSchema.transform((text): Price => price(text));

/** A price above zero. */
export const positivePriceSchema = priceSchema.refine((each) => decimal(each).gt(0), {
  error: "a price must be above 0",
});

/** A protective stop; with a limit it becomes a limit order once it is triggered. */
export const stopLossSchema = z.strictObject({
  stopPrice: positivePriceSchema,
  limitPrice: z.exactOptional(positivePriceSchema),
});
export type StopLoss = z.output<typeof stopLossSchema>;

/** The exits of an entry: at least one. They close what the entry has filled, never more. */
export const bracketSchema = z.strictObject({
  takeProfit: z.exactOptional(z.strictObject({ limitPrice: positivePriceSchema })),
  stopLoss: z.exactOptional(stopLossSchema),
}).refine(({ takeProfit, stopLoss }) => takeProfit !== undefined || stopLoss !== undefined, {
  error: "a bracket needs a takeProfit, a stopLoss or both",
});
export type Bracket = z.output<typeof bracketSchema>;

/** How far a trailing stop stays behind the best price: in dollars, or as a share of that price. */
export const trailSchema = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("amount"), amount: positivePriceSchema }),
  z.strictObject({ by: z.literal("fraction"), fraction: z.number().positive().lt(1) }),
]);
export type Trail = z.output<typeof trailSchema>;

const common = z.strictObject({
  /** Ours, derived from the signal and the attempt: the idempotency key. */
  clientOrderId: z.string().min(1).max(128),
  signalId: z.string().min(1).max(64),
  ticker: tickerSchema,
  side: sideSchema,
  /** `day`: ends with the session in which it begins to work. `gtc`: works until it is cancelled. */
  timeInForce: z.enum(["day", "gtc"]),
  /** Units, above zero. */
  quantity: quantitySchema,
  /** The last price known when it was decided; estimates its cost where a broker has no quote. */
  referencePrice: priceSchema,
  /** Market time of the decision: it works on nothing that began earlier. */
  decidedAt: millisSchema,
});
const regularHours = { extendedHours: z.exactOptional(z.literal(false)) };
const entry = { bracket: z.exactOptional(bracketSchema) };

/** Filled at the next open. */
export const marketOrderSchema = common.extend({
  type: z.literal("market"),
  ...regularHours,
  ...entry,
});
/**
 * Filled at its limit or better. With `oco` it is the profit-taking half of a pair on a position that
 * is held: the stop is its sibling, and a fill of one takes it off the other.
 */
export const limitOrderSchema = common.extend({
  type: z.literal("limit"),
  limitPrice: positivePriceSchema,
  /** Whether it works before and after the session too; absent: no. Only limit orders may. */
  extendedHours: z.exactOptional(z.boolean()),
  ...entry,
  oco: z.exactOptional(z.strictObject({ stopLoss: stopLossSchema })),
});
/** A market order once the price has reached its stop. */
export const stopOrderSchema = common.extend({
  type: z.literal("stop"),
  stopPrice: positivePriceSchema,
  ...regularHours,
  ...entry,
});
/** A limit order once the price has reached its stop. */
export const stopLimitOrderSchema = common.extend({
  type: z.literal("stop_limit"),
  stopPrice: positivePriceSchema,
  limitPrice: positivePriceSchema,
  ...regularHours,
  ...entry,
});
/** A stop that follows the best price since it began to work. */
export const trailingStopOrderSchema = common.extend({
  type: z.literal("trailing_stop"),
  trail: trailSchema,
  ...regularHours,
});

/** Every type of order with the same fields added to it. */
export function orderSchemaWith<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.discriminatedUnion("type", [
    marketOrderSchema.extend(shape),
    limitOrderSchema.extend(shape),
    stopOrderSchema.extend(shape),
    stopLimitOrderSchema.extend(shape),
    trailingStopOrderSchema.extend(shape),
  ]);
}

/**
 * An order as it is sent to a broker. What an order does not use is absent, so that a market order is
 * written as it always was.
 */
export const orderSchema = z.discriminatedUnion("type", [
  marketOrderSchema,
  limitOrderSchema,
  stopOrderSchema,
  stopLimitOrderSchema,
  trailingStopOrderSchema,
]);
export type Order = z.output<typeof orderSchema>;
/** The types of order by name. */
export const orderTypeSchema = z.enum(["market", "limit", "stop", "stop_limit", "trailing_stop"]);
export type OrderType = z.output<typeof orderTypeSchema>;
export type MarketOrder = z.output<typeof marketOrderSchema>;

/** Which exit of a bracket or a pair an order is. */
export const orderLegSchema = z.enum(["take_profit", "stop_loss"]);
export type OrderLeg = z.output<typeof orderLegSchema>;

const LEG_ENDING: Record<OrderLeg, string> = { take_profit: "tp", stop_loss: "sl" };

/** The client id of an exit that a broker makes of an order's bracket or pair. */
export function legIdOf(clientOrderId: string, leg: OrderLeg): string {
  return `${clientOrderId}-${LEG_ENDING[leg]}`;
}

/**
 * A price that one share of an entry is not expected to exceed: what it reserves of the buying power.
 * The limit where a buyer has one; else the higher of stop and last price.
 */
export function reservePriceOf(order: Order): Price {
  const { referencePrice } = order;
  if (order.type === "market" || order.type === "trailing_stop") return referencePrice;
  if (order.type !== "stop" && order.side === "buy") return order.limitPrice;
  const asked = order.type === "limit" ? order.limitPrice : order.stopPrice;
  return decimal(asked).gt(referencePrice) ? asked : referencePrice;
}

/** What a broker tells of an order: an execution, or another change of its status. */
export const executionReportSchema = z.strictObject({
  reportId: z.string().min(1).max(64),
  /** The broker's own id. */
  orderId: z.string().min(1).max(64),
  clientOrderId: z.string().min(1).max(128),
  ticker: tickerSchema,
  side: sideSchema,
  status: orderStatusSchema,
  /** Units of this execution; zero where only the status changed. */
  lastQuantity: quantitySchema,
  lastPrice: priceSchema,
  fee: usdSchema,
  /** Units filled so far. */
  cumulativeQuantity: quantitySchema,
  /** Units ordered. */
  quantity: quantitySchema,
  /** When the venue did it. */
  executedAt: millisSchema,
  /** When it became knowable. */
  at: millisSchema,
  /** Why, where the broker says: rejections, expiries. */
  reason: z.string().max(500).nullable(),
});
export type ExecutionReport = z.output<typeof executionReportSchema>;
