import { z } from "zod";
import { defineTable } from "../../runtime/delivery/store.ts";
import { nameColumn, numericColumn, sideColumn, timeColumn } from "./columns.ts";

/** A strategy with its present weight. */
export const strategyRowSchema = z.strictObject({
  strategy: nameColumn,
  enabled: z.boolean(),
  weight: z.number(),
  parameters: z.record(z.string(), z.json()),
  updated_at: timeColumn,
});
/** See {@link strategyRowSchema}. */
export type StrategyRow = z.output<typeof strategyRowSchema>;

/** Owned by `signal_generator`. */
export const strategies = defineTable<StrategyRow>({
  name: "strategies",
  schema: strategyRowSchema,
  key: ["strategy"],
  conflict: "replace",
});

/** What the ensemble wished. */
export const signalRowSchema = z.strictObject({
  signal_id: nameColumn,
  at: timeColumn,
  expires_at: timeColumn,
  ticker: nameColumn,
  timeframe: nameColumn,
  side: sideColumn,
  score: z.number(),
  threshold: z.number(),
  price: z.number(),
});
/** See {@link signalRowSchema}. */
export type SignalRow = z.output<typeof signalRowSchema>;

/** Owned by `signal_generator`. */
export const signals = defineTable<SignalRow>({
  name: "signals",
  schema: signalRowSchema,
  key: ["signal_id"],
  conflict: "fail",
});

/** What one strategy said to a signal. */
export const signalVoteRowSchema = z.strictObject({
  signal_id: nameColumn,
  strategy: nameColumn,
  direction: z.union([z.literal(-1), z.literal(0), z.literal(1)]),
  strength: z.number(),
  weight: z.number(),
  reason_code: nameColumn,
  reason: z.record(z.string(), z.number()),
});
/** See {@link signalVoteRowSchema}. */
export type SignalVoteRow = z.output<typeof signalVoteRowSchema>;

/** Owned by `signal_generator`. */
export const signalVotes = defineTable<SignalVoteRow>({
  name: "signal_votes",
  schema: signalVoteRowSchema,
  key: ["signal_id", "strategy"],
  conflict: "fail",
});

/** Why a signal was not traded. */
export const riskRejectionRowSchema = z.strictObject({
  rejection_id: nameColumn,
  signal_id: nameColumn,
  ticker: nameColumn,
  side: sideColumn,
  /** What would have been ordered. */
  quantity: numericColumn,
  at: timeColumn,
  rule: nameColumn,
  limit_value: z.string(),
  actual_value: z.string(),
  message: z.string(),
});
/** See {@link riskRejectionRowSchema}. */
export type RiskRejectionRow = z.output<typeof riskRejectionRowSchema>;

/** Owned by `trade_executor`. */
export const riskRejections = defineTable<RiskRejectionRow>({
  name: "risk_rejections",
  schema: riskRejectionRowSchema,
  key: ["rejection_id"],
  conflict: "fail",
});
