import { z } from "zod";
import { defineTable } from "../../runtime/delivery/store.ts";
import { nameColumn, timeColumn } from "./columns.ts";

/** Something in which the book and the broker differed, and what was done about it. */
export const differenceRowSchema = z.strictObject({
  difference_id: nameColumn,
  account: nameColumn,
  at: timeColumn,
  kind: z.enum([
    "missed_report",
    "unanswered_order",
    "unknown_order",
    "foreign_order",
    "foreign_position",
    "position",
    "impossible_report",
    "cash_movement",
    "cash",
  ]),
  /** `USD`: it is about cash alone. */
  ticker: nameColumn,
  /** Our id of the order; null: it is about a position. */
  order_id: nameColumn.nullable(),
  expected: z.string(),
  found: z.string(),
  action: z.enum(["booked", "taken_as_accepted", "sent_again", "left_alone", "trading_paused"]),
});
/** See {@link differenceRowSchema}. */
export type DifferenceRow = z.output<typeof differenceRowSchema>;

/** Owned by `trade_executor`. */
export const differences = defineTable<DifferenceRow>({
  name: "reconciliation_differences",
  schema: differenceRowSchema,
  key: ["difference_id"],
  conflict: "keep",
});
