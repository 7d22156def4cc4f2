import { z } from "zod";
import { barSchema, millisSchema, tickerSchema } from "./market.ts";

/**
 * A bar that is not what was published, or that was never published although later ones were. It
 * takes the stored bar's place; what was decided on the first version stays decided.
 */
export const barCorrectionSchema = z.strictObject({
  bar: barSchema,
  /** `changed`: published before with other numbers; `late`: not published when it was due. */
  kind: z.enum(["changed", "late"]),
  /** When we learned of it, system time: the moment from which decisions may know. */
  learnedAt: millisSchema,
});

/** See {@link barCorrectionSchema}. */
export type BarCorrection = z.output<typeof barCorrectionSchema>;

/** Whether trading in a ticker goes on, as the exchanges say. */
export const tradingStatusSchema = z.strictObject({
  ticker: tickerSchema,
  at: millisSchema,
  /** Null where the code says neither. */
  halted: z.boolean().nullable(),
  /** The exchange's code and what it stands for. */
  code: z.string().max(16),
  meaning: z.string().max(200),
});

/** See {@link tradingStatusSchema}. */
export type TradingStatus = z.output<typeof tradingStatusSchema>;
