import { z } from "zod";
import { millisSchema, tickerSchema } from "./market.ts";
import { type Price, price, type Quantity, quantity, type Usd, usd } from "./money.ts";
import { sideSchema } from "./signal.ts";

/** A decimal number as text: money and quantities never travel as floats. */
export const decimalSchema = z.string().regex(/^-?\d{1,20}(\.\d{1,18})?$/);

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

/** An order as it is sent to a broker. */
export const orderSchema = z.strictObject({
  /** Ours, derived from the signal and the attempt: the idempotency key. */
  clientOrderId: z.string().min(1).max(128),
  signalId: z.string().min(1).max(64),
  ticker: tickerSchema,
  side: sideSchema,
  type: z.literal("market"),
  /** `day`: ends with the session in which it begins to work. `gtc`: works until it is cancelled. */
  timeInForce: z.enum(["day", "gtc"]),
  /** Units, above zero. */
  quantity: quantitySchema,
  /** The last price known when it was decided; estimates its cost where a broker has no quote. */
  referencePrice: priceSchema,
  /** Market time of the decision: it works on nothing that began earlier. */
  decidedAt: millisSchema,
});
export type Order = z.output<typeof orderSchema>;

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
