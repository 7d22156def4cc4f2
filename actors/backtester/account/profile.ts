import { z } from "zod";
import { commissionSchema, slippageSchema } from "./costs.ts";

/**
 * How one strategy is run on its own. The defaults are the reference profile: every order takes all
 * equity, in whole units, long or short, is filled at the next bar's open, and what is still held at
 * the end is closed at the last bar's open.
 */
export const accountProfileSchema = z.strictObject({
  /** Cash in the beginning, in dollars. */
  cash: z.number().positive().max(1e15).default(10_000),
  /** Share of equity that an order takes. */
  equityFraction: z.number().positive().max(1).default(1),
  /** Whether parts of a unit are traded (to nine decimal places). */
  fractional: z.boolean().default(false),
  /** Which side may be held. */
  sides: z.enum(["both", "long", "short"]).default("both"),
  commission: commissionSchema.prefault({}),
  slippage: slippageSchema.default({ model: "none" }),
  /** What borrowing shares for a short costs in a year (365 days), as a share of their value. */
  borrowRate: z.number().nonnegative().max(10).default(0),
  /** Whether what is held at the end is closed at the last bar's open. */
  finalize: z.boolean().default(true),
});
export type AccountProfile = z.output<typeof accountProfileSchema>;
