import { z } from "zod";
import { defineTable } from "../../runtime/delivery/store.ts";
import { nameColumn, numericColumn, sideColumn, timeColumn } from "./columns.ts";

/** An entry paired with its exit. */
export const roundTripRowSchema = z.strictObject({
  trip_id: nameColumn,
  ticker: nameColumn,
  /** Of the entry. */
  side: sideColumn,
  quantity: numericColumn,
  entry_value: numericColumn,
  exit_value: numericColumn,
  fees: numericColumn,
  pnl: numericColumn,
  entry_signal_id: nameColumn,
  /** The executions that it pairs, and the signal that closed it; null in rows of before. */
  entry_trade_id: nameColumn.nullable(),
  exit_trade_id: nameColumn.nullable(),
  exit_signal_id: nameColumn.nullable(),
  entered_at: timeColumn,
  exited_at: timeColumn,
});
/** See {@link roundTripRowSchema}. */
export type RoundTripRow = z.output<typeof roundTripRowSchema>;

/** Owned by `learning_engine`. */
export const roundTrips = defineTable<RoundTripRow>({
  name: "learning_round_trips",
  schema: roundTripRowSchema,
  key: ["trip_id"],
  conflict: "fail",
});

/** A strategy's part in a round trip. */
export const creditRowSchema = z.strictObject({
  trip_id: nameColumn,
  strategy: nameColumn,
  share: z.number(),
  pnl: numericColumn,
});
/** See {@link creditRowSchema}. */
export type CreditRow = z.output<typeof creditRowSchema>;

/** Owned by `learning_engine`. */
export const credits = defineTable<CreditRow>({
  name: "learning_credits",
  schema: creditRowSchema,
  key: ["trip_id", "strategy"],
  conflict: "fail",
});

/** What one strategy earned since the decision before, as shares of the entries' values. */
const evidenceColumn = z.array(z.strictObject({
  strategy: nameColumn,
  credit: z.number(),
  creditTrips: z.int(),
  shadow: z.number(),
  shadowTrips: z.int(),
}));

/** Scores and weights as they were. */
const learnedColumn = z.strictObject({
  standings: z.array(z.strictObject({
    strategy: nameColumn,
    prior: z.number(),
    score: z.number(),
    trips: z.int(),
  })),
  scale: z.number().nullable(),
  weights: z.array(z.strictObject({ strategy: nameColumn, weight: z.number() })),
});

/** A decision about the weights. */
export const adjustmentRowSchema = z.strictObject({
  adjustment_id: nameColumn,
  outcome: z.enum([
    "learned",
    "not_enough_trades",
    "frozen",
    "freeze",
    "unfreeze",
    "reset",
    "override",
  ]),
  at: timeColumn,
  effective_at: timeColumn,
  /** Null: the engine itself. */
  asked_by: nameColumn.nullable(),
  reason: nameColumn,
  evidence: evidenceColumn,
  before_state: learnedColumn,
  after_state: learnedColumn,
});
/** See {@link adjustmentRowSchema}. */
export type AdjustmentRow = z.output<typeof adjustmentRowSchema>;

/** Owned by `learning_engine`. */
export const adjustments = defineTable<AdjustmentRow>({
  name: "learning_adjustments",
  schema: adjustmentRowSchema,
  key: ["adjustment_id"],
  conflict: "fail",
});

/** A weight from the open of a session on. */
export const weightRowSchema = z.strictObject({
  adjustment_id: nameColumn,
  strategy: nameColumn,
  weight: z.number(),
  effective_at: timeColumn,
});
/** See {@link weightRowSchema}. */
export type WeightRow = z.output<typeof weightRowSchema>;

/** Owned by `learning_engine`. */
export const weightsHistory = defineTable<WeightRow>({
  name: "strategy_weights_history",
  schema: weightRowSchema,
  key: ["adjustment_id", "strategy"],
  conflict: "fail",
});
