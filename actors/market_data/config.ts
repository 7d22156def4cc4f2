import { z } from "zod";
import { tickerSchema } from "../domain/market.ts";

/** Where market data comes from. */
export const feedConfigSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("replay"),
    /** Folder of `TICKER.csv` files. */
    bars: z.string().min(1),
    /** CSV file of splits, or null. */
    splits: z.string().min(1).nullable(),
  }),
  z.strictObject({
    kind: z.literal("simulated"),
    /** The same seed gives the same market. */
    seed: z.int().nonnegative(),
    tickers: z.array(tickerSchema).min(1).max(1000),
  }),
]);
export type FeedConfig = z.output<typeof feedConfigSchema>;

/** Configuration of the market data actor. */
export const marketDataConfigSchema = z.strictObject({ feed: feedConfigSchema });
