import { z } from "zod";

const dollars = z.number().nonnegative().max(1_000_000);

/** What a broker takes for each order. */
export const commissionSchema = z.strictObject({
  /** Share of the fill's value; negative for a rebate. */
  fraction: z.number().min(-0.1).max(0.1).default(0),
  /** Dollars for each share. */
  perShare: dollars.default(0),
  /** Dollars for each order. */
  perOrder: dollars.default(0),
  /** The least that an order costs, in dollars. */
  minimum: dollars.default(0),
});
export type Commission = z.output<typeof commissionSchema>;

/** How much worse than the bar's open an order is filled. */
export const slippageSchema = z.discriminatedUnion("model", [
  z.strictObject({ model: z.literal("none") }),
  /** A fixed share of the price, in hundredths of a percent. */
  z.strictObject({ model: z.literal("bps"), bps: z.number().nonnegative().max(5_000) }),
  /** Half the quoted spread, in dollars for a share. */
  z.strictObject({ model: z.literal("half_spread"), spread: z.number().nonnegative().max(1_000) }),
  /**
   * Impact that grows with the square of the share of the bar's volume that the order takes: price
   * moves by `impact` x share². (Zipline's VolumeShareSlippage, whose default impact is 0.1.)
   */
  z.strictObject({
    model: z.literal("volume_share"),
    impact: z.number().nonnegative().max(10).default(0.1),
  }),
]);
export type Slippage = z.output<typeof slippageSchema>;

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
