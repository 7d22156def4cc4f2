import { z } from "zod";
import { defineTable } from "../../runtime/delivery/store.ts";
import { nameColumn, numericColumn, timeColumn } from "./columns.ts";
import { orderStatusColumn } from "./execution.ts";

const storyColumn = z.strictObject({
  storyId: nameColumn,
  articleId: nameColumn,
  /** Milliseconds since the epoch. */
  at: z.int(),
  score: z.number(),
  confidence: z.number(),
  sourceWeight: z.number(),
});

const memberColumn = z.strictObject({
  strategy: nameColumn,
  weight: z.number(),
  /** Whether its opinions counted yet. */
  warm: z.boolean(),
  /** Whether it looked at the stories. */
  readNews: z.boolean(),
  /** Of one that did: its parameters, and its memory before the bar; null: not kept, or too large. */
  params: z.record(z.string(), z.json()).nullable(),
  memory: z.record(z.string(), z.json()).nullable(),
});

/** What the ensemble had before it when it made a signal. */
export const signalEvidenceRowSchema = z.strictObject({
  signal_id: nameColumn,
  bar: z.strictObject({
    ticker: nameColumn,
    timeframe: nameColumn,
    startsAt: z.int(),
    at: z.int(),
    open: z.number(),
    high: z.number(),
    low: z.number(),
    close: z.number(),
    volume: z.number(),
    warmup: z.boolean(),
  }),
  min_agreement: z.number(),
  members: z.array(memberColumn),
  stories: z.array(storyColumn),
});
/** See {@link signalEvidenceRowSchema}. */
export type SignalEvidenceRow = z.output<typeof signalEvidenceRowSchema>;

/** Owned by `signal_generator`. */
export const signalEvidence = defineTable<SignalEvidenceRow>({
  name: "signal_evidence",
  schema: signalEvidenceRowSchema,
  key: ["signal_id"],
  conflict: "fail",
});

/** What the executor made of a signal. */
export const signalDecisionRowSchema = z.strictObject({
  signal_id: nameColumn,
  at: timeColumn,
  judged_at: timeColumn,
  outcome: z.enum(["placed", "refused", "nothing"]),
  reason: nameColumn.nullable(),
  checks: z.array(z.strictObject({
    rule: nameColumn,
    passed: z.boolean(),
    limit: z.string(),
    value: z.string(),
  })),
  sizing: z.strictObject({
    method: nameColumn,
    equity: numericColumn,
    /** Price per share that it was reckoned at. */
    price: numericColumn,
    wished: numericColumn,
    quantity: numericColumn,
    tightest: z.strictObject({ rule: nameColumn, room: numericColumn }),
    capped: z.boolean(),
  }).nullable(),
});
/** See {@link signalDecisionRowSchema}. */
export type SignalDecisionRow = z.output<typeof signalDecisionRowSchema>;

/** Owned by `trade_executor`. Of a signal that comes again the first decision stands. */
export const signalDecisions = defineTable<SignalDecisionRow>({
  name: "signal_decisions",
  schema: signalDecisionRowSchema,
  key: ["signal_id"],
  conflict: "keep",
});

/** A state that an order went through. */
export const orderStateRowSchema = z.strictObject({
  order_id: nameColumn,
  status: orderStatusColumn,
  filled_quantity: numericColumn,
  at: timeColumn,
  known_at: timeColumn,
  report_id: nameColumn.nullable(),
  reason: z.string().nullable(),
});
/** See {@link orderStateRowSchema}. */
export type OrderStateRow = z.output<typeof orderStateRowSchema>;

/** Owned by `trade_executor`. The first telling of a state stands. */
export const orderStates = defineTable<OrderStateRow>({
  name: "order_states",
  schema: orderStateRowSchema,
  key: ["order_id", "status", "filled_quantity"],
  conflict: "keep",
});
