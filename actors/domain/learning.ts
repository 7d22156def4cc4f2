import { z } from "zod";
import { millisSchema, tickerSchema } from "./market.ts";
import { sideSchema } from "./signal.ts";

/** A strategy's name with its weight in the ensemble, from 0 to 1. */
export const strategyWeightSchema = z.strictObject({
  strategy: z.string().min(1).max(64),
  weight: z.number().min(0).max(1),
});
export type StrategyWeight = z.output<typeof strategyWeightSchema>;

/** Who takes part in the ensemble, with the weights that the configuration starts from. */
export const membersSchema = z.strictObject({
  members: z.array(strategyWeightSchema).min(1).max(64),
});
export type Members = z.output<typeof membersSchema>;

/**
 * What a strategy would have earned alone: a position that its own votes would have opened and closed
 * again. Floats, for it is evidence and no money.
 */
export const shadowTripSchema = z.strictObject({
  strategy: z.string().min(1).max(64),
  ticker: tickerSchema,
  /** Of the entry. */
  side: sideSchema,
  enteredAt: millisSchema,
  exitedAt: millisSchema,
  /** Per share, in the unit of the exit: a split in between is taken into account. */
  entryPrice: z.number().positive(),
  exitPrice: z.number().positive(),
  /** Profit as a share of the entry's value, costs taken off. */
  profit: z.number(),
});
export type ShadowTrip = z.output<typeof shadowTripSchema>;

/** How an adjustment of the weights came about. */
export const adjustmentKindSchema = z.enum(["learned", "reset", "override"]);

/** Weights that apply from the message's `at` on: the open of a session. */
export const adjustedWeightsSchema = z.strictObject({
  adjustmentId: z.string().min(1).max(64),
  kind: adjustmentKindSchema,
  /** Every member once; they come to 1. */
  weights: z.array(strategyWeightSchema).min(1).max(64),
});
export type AdjustedWeights = z.output<typeof adjustedWeightsSchema>;
