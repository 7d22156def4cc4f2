import { z } from "zod";
import { decimalSchema } from "../../actors/domain/order.ts";
import { tickerSchema } from "../../actors/domain/market.ts";
import { sideSchema } from "../../actors/domain/signal.ts";

/** What the API answers of learning and of the portfolio's history; see `views.ts`. */

const moment = z.iso.datetime();
const id = z.string().min(1);

/** A strategy of the ensemble. */
export const strategyView = z.object({
  name: z.string(),
  enabled: z.boolean(),
  weight: z.number(),
  parameters: z.record(z.string(), z.json()),
  /** When its weight or parameters changed last. */
  updatedAt: moment,
  /** What it has earned so far: its part in the profit of round trips whose entry it voted for. */
  credit: z.object({ roundTrips: z.int(), pnl: decimalSchema }),
  /** How it stood at the last close; null before the first, or where nobody learns. */
  learned: z.object({
    at: moment,
    /** Profits since the decision before, as shares of the entries' values: real and alone. */
    credit: z.number(),
    creditTrips: z.int(),
    shadow: z.number(),
    shadowTrips: z.int(),
    /** What the weight is made of: old gains faded, new ones added. */
    score: z.number(),
    /** Closed positions, real and alone, that it was judged by so far. */
    trips: z.int(),
    /** The weight from the next open on. */
    weight: z.number(),
  }).nullable(),
});
export type StrategyView = z.output<typeof strategyView>;

/** A decision about the weights with what led to it, those that moved nothing included. */
export const adjustmentView = z.object({
  adjustmentId: id,
  at: moment,
  /** The open from which on it applies. */
  effectiveAt: moment,
  outcome: z.enum([
    "learned",
    "not_enough_trades",
    "frozen",
    "freeze",
    "unfreeze",
    "reset",
    "override",
  ]),
  /** Who asked for it; null: the learning engine itself. */
  by: z.string().nullable(),
  /** One sentence. */
  reason: z.string(),
  strategies: z.array(z.object({
    strategy: z.string(),
    before: z.number(),
    after: z.number(),
    score: z.number(),
    credit: z.number(),
    creditTrips: z.int(),
    shadow: z.number(),
    shadowTrips: z.int(),
  })),
});
export type AdjustmentView = z.output<typeof adjustmentView>;

/** An entry paired with its exit, first in, first out. Profit has its fees taken off. */
export const roundTripView = z.object({
  tripId: id,
  ticker: tickerSchema,
  /** Of the entry. */
  side: sideSchema,
  quantity: decimalSchema,
  entryValue: decimalSchema,
  exitValue: decimalSchema,
  fees: decimalSchema,
  pnl: decimalSchema,
  entrySignalId: id,
  enteredAt: moment,
  exitedAt: moment,
  /** Who is credited for it, in proportion to weight x strength of the votes for the entry. */
  credits: z.array(z.object({ strategy: z.string(), share: z.number(), pnl: decimalSchema })),
});
export type RoundTripView = z.output<typeof roundTripView>;

/** What the account was worth at a moment, with what was held. Profit is before fees. */
export const snapshotView = z.object({
  at: moment,
  /** Why it was taken: the schedule, an execution, or the close of a session. */
  cause: z.enum(["schedule", "fill", "close"]),
  cash: decimalSchema,
  equity: decimalSchema,
  /** Worth of long and short positions together, and each counted as positive. */
  netExposure: decimalSchema,
  grossExposure: decimalSchema,
  realisedPnl: decimalSchema,
  unrealisedPnl: decimalSchema,
  fees: decimalSchema,
  positions: z.array(z.object({
    ticker: tickerSchema,
    quantity: decimalSchema,
    cost: decimalSchema,
    price: decimalSchema.nullable(),
    value: decimalSchema,
  })),
});
export type SnapshotView = z.output<typeof snapshotView>;

/** What the trades, our book and the broker said after a session. */
export const reconciliationView = z.object({
  at: moment,
  session: z.iso.date(),
  /** Whether everybody could be asked and says the same, to the cent. */
  agrees: z.boolean(),
  items: z.array(z.object({
    what: z.enum(["cash", "shares", "movement"]),
    ticker: tickerSchema.nullable(),
    trades: decimalSchema,
    book: decimalSchema,
    /** Null: the broker could not be asked. */
    broker: decimalSchema.nullable(),
    agrees: z.boolean(),
    /** What a difference means, in one sentence. */
    meaning: z.string().nullable(),
  })),
});
export type ReconciliationView = z.output<typeof reconciliationView>;
