import { z } from "zod";
import { millisSchema } from "../domain/market.ts";

/** Which moments market time takes. */
export const timelineConfigSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("replay"),
    /** Folder of `TICKER.csv` files. */
    bars: z.string().min(1),
    /** CSV file of splits, or null. */
    splits: z.string().min(1).nullable(),
    /** JSON Lines file of news, or null. */
    news: z.string().min(1).nullable().default(null),
    /** How long after it came an article without a recorded score is known, in milliseconds. */
    scoringLatencyMs: z.int().min(0).max(3_600_000).default(0),
  }),
  z.strictObject({
    kind: z.literal("demo"),
    /** Trading begins with the first session at or after this moment. */
    from: millisSchema,
    /** Sessions of history before it. */
    seedSessions: z.int().min(0).max(20),
    /** Length of a step, in milliseconds. */
    stepMs: z.int().min(1_000).max(86_400_000),
  }),
  z.strictObject({
    /** Market time follows system time. */
    kind: z.literal("system"),
    /** Market time between two ticks, in milliseconds. */
    stepMs: z.int().min(100).max(60_000),
    /** How far market time stays behind, so that a bar is in when its close is promised. */
    lagMs: z.int().min(0).max(60_000),
    /** The broker's clock, which the system's is checked against; null: it is not. */
    broker: z.strictObject({
      url: z.url({ protocol: /^https?$/ }),
      keyId: z.string().min(1),
      secret: z.string().min(1),
    }).nullable(),
  }),
]);

/** Configuration of the market clock. */
export const marketClockConfigSchema = z.strictObject({
  timeline: timelineConfigSchema,
  /** Market time per system time; null: as fast as the slowest actor can follow. */
  speed: z.number().positive().max(1_000_000).nullable(),
});
export type MarketClockConfig = z.output<typeof marketClockConfigSchema>;
