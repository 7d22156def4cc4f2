import { z } from "zod";
import { millisSchema, tickerSchema } from "./market.ts";
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
