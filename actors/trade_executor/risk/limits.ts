import { z } from "zod";

/** Every limit of the risk manager, with its cautious default. */
export const riskLimitsSchema = z.strictObject({
  /** Largest value of one position, as a share of equity. */
  positionFractionMax: z.number().positive().max(10).default(0.2),
  /** Most tickers held, or about to be, at the same time. */
  openPositionsMax: z.int().min(1).max(1000).default(10),
  /** Time after an exit in which the ticker is not entered again, in milliseconds of market time. */
  cooldownMs: z.int().nonnegative().default(300_000),
  /** Oldest price on which an entry may be decided, in bars. */
  priceAgeBarsMax: z.number().positive().max(100).default(2),
  /** Added to the cost of an entry before it is held against the buying power, as a share of it. */
  buyingPowerMargin: z.number().nonnegative().max(1).default(0.02),
  /** Whether positions may be opened short. */
  allowShort: z.boolean().default(false),
});
export type RiskLimits = z.output<typeof riskLimitsSchema>;
