import { z } from "zod";
import { millisSchema, tickerSchema, timeframeSchema } from "./market.ts";

/** Buy or sell. */
export const sideSchema = z.enum(["buy", "sell"]);
export type Side = z.output<typeof sideSchema>;

/** Why a strategy voted as it did: a code and its numbers; worded when shown. */
export const reasonSchema = z.strictObject({
  code: z.string().min(1).max(64),
  numbers: z.record(z.string(), z.number()),
});
export type Reason = z.output<typeof reasonSchema>;

const share = z.number().gt(0).lt(1);

/**
 * When a position that a vote leads to is to be closed again, whatever the votes say by then. Each is
 * optional; whichever comes first closes it. Fractions are of a price, against or for the position,
 * so that they mean the same for a long and a short one, and in any unit.
 */
export const exitsSchema = z.strictObject({
  /** Loss from the entry price: 0.02 closes a long position at 98 % of it. */
  stopLoss: z.exactOptional(share),
  /** Gain from the entry price. */
  takeProfit: z.exactOptional(z.number().gt(0).lte(100)),
  /** Loss from the best price since the entry. */
  trailingStop: z.exactOptional(share),
  /** Bars of the signal's timeframe after the one in which it was entered. */
  maxBars: z.exactOptional(z.int().min(1).max(100_000)),
});
export type Exits = z.output<typeof exitsSchema>;

/** One strategy's opinion of one ticker at one moment. */
export const voteSchema = z.strictObject({
  strategy: z.string().min(1).max(64),
  /** 1 long, -1 short, 0 no opinion either way. */
  direction: z.union([z.literal(1), z.literal(-1), z.literal(0)]),
  /** From 0 to 1. */
  strength: z.number().min(0).max(1),
  /** The ensemble's weight for the strategy at that moment. */
  weight: z.number().min(0).max(1),
  reason: reasonSchema,
  /** How the strategy would leave again; absent where it leaves that to later votes. */
  exits: z.exactOptional(exitsSchema),
});
export type Vote = z.output<typeof voteSchema>;

/** The side that the ensemble wants to hold, with everything that led to it. */
export const signalSchema = z.strictObject({
  signalId: z.string().min(1).max(64),
  ticker: tickerSchema,
  timeframe: timeframeSchema,
  side: sideSchema,
  /** Sum of weight x direction x strength. */
  score: z.number(),
  /** The threshold that |score| reached. */
  threshold: z.number().positive(),
  /** Close of the bar that decided. */
  price: z.number().positive(),
  /** Market time after which the signal must not trade. */
  expiresAt: millisSchema,
  votes: z.array(voteSchema).max(64),
  /** Exits of a position that this signal opens: the tightest of the votes for its side. */
  exits: z.exactOptional(exitsSchema),
});
export type Signal = z.output<typeof signalSchema>;
