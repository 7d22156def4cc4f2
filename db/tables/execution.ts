import { z } from "zod";
import { defineTable } from "../../runtime/delivery/store.ts";
import { nameColumn, numericColumn, sideColumn, timeColumn } from "./columns.ts";

/** Where an order stands. */
export const orderStatusColumn = z.enum([
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

/** An order in its present state. */
export const orderRowSchema = z.strictObject({
  order_id: nameColumn,
  client_order_id: nameColumn,
  /** Null: an operator's order. */
  signal_id: nameColumn.nullable(),
  attempt: z.int(),
  account: nameColumn,
  ticker: nameColumn,
  side: sideColumn,
  kind: z.enum(["market", "limit", "stop", "stop_limit", "trailing_stop"]),
  time_in_force: z.enum(["day", "gtc"]),
  quantity: numericColumn,
  reference_price: numericColumn,
  limit_price: numericColumn.nullable(),
  stop_price: numericColumn.nullable(),
  /** How far a trailing stop stays behind: dollars, or a share of the price. */
  trail_amount: numericColumn.nullable(),
  trail_fraction: numericColumn.nullable(),
  extended_hours: z.boolean(),
  /** The order that it is an exit of, and which; null: it is none. */
  parent_order_id: nameColumn.nullable(),
  leg: z.enum(["take_profit", "stop_loss"]).nullable(),
  closing: z.boolean(),
  status: orderStatusColumn,
  filled_quantity: numericColumn,
  average_price: numericColumn.nullable(),
  broker_order_id: nameColumn.nullable(),
  reason: z.string().nullable(),
  at: timeColumn,
  updated_at: timeColumn,
});
/** See {@link orderRowSchema}. */
export type OrderRow = z.output<typeof orderRowSchema>;

/** Owned by `trade_executor`. */
export const orders = defineTable<OrderRow>({
  name: "orders",
  schema: orderRowSchema,
  key: ["order_id"],
  conflict: "replace",
});

/** One execution of an order. */
export const fillRowSchema = z.strictObject({
  fill_id: nameColumn,
  order_id: nameColumn,
  signal_id: nameColumn.nullable(),
  ticker: nameColumn,
  side: sideColumn,
  quantity: numericColumn,
  price: numericColumn,
  fee: numericColumn,
  cumulative_quantity: numericColumn,
  at: timeColumn,
  executed_at: timeColumn,
});
/** See {@link fillRowSchema}. */
export type FillRow = z.output<typeof fillRowSchema>;

/** Owned by `trade_executor`. */
export const fills = defineTable<FillRow>({
  name: "fills",
  schema: fillRowSchema,
  key: ["fill_id"],
  conflict: "fail",
});

/** What is held of a ticker. */
export const positionRowSchema = z.strictObject({
  account: nameColumn,
  ticker: nameColumn,
  quantity: numericColumn,
  average_price: numericColumn.nullable(),
  realised_pnl: numericColumn,
  fees: numericColumn,
  mark: numericColumn.nullable(),
  opened_at: timeColumn.nullable(),
  updated_at: timeColumn,
});
/** See {@link positionRowSchema}. */
export type PositionRow = z.output<typeof positionRowSchema>;

/** Owned by `trade_executor`. */
export const positions = defineTable<PositionRow>({
  name: "positions",
  schema: positionRowSchema,
  key: ["account", "ticker"],
  conflict: "replace",
});

/** The money of an account. */
export const accountStateRowSchema = z.strictObject({
  account: nameColumn,
  starting_cash: numericColumn,
  cash: numericColumn,
  updated_at: timeColumn,
});
/** See {@link accountStateRowSchema}. */
export type AccountStateRow = z.output<typeof accountStateRowSchema>;

/** Owned by `trade_executor`. */
export const accountState = defineTable<AccountStateRow>({
  name: "account_state",
  schema: accountStateRowSchema,
  key: ["account"],
  conflict: "replace",
});
