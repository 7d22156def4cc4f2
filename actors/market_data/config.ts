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
  z.strictObject({
    /** The market as it happens, by Alpaca. */
    kind: z.literal("alpaca"),
    tickers: z.array(tickerSchema).min(1).max(1000),
    feed: z.enum(["iex", "sip"]),
    extendedHours: z.boolean(),
    /** Sessions of history that fill the windows of a ticker that is new. */
    seedSessions: z.int().min(0).max(20),
    dataUrl: z.url({ protocol: /^https?$/ }),
    /** Without the feed's name. */
    streamUrl: z.url({ protocol: /^wss?$/ }),
    credentials: z.strictObject({ keyId: z.string().min(1), secret: z.string().min(1) }),
  }),
]);
export type FeedConfig = z.output<typeof feedConfigSchema>;
/** A feed that tells when there is something. */
export type LiveFeedConfig = Extract<FeedConfig, { readonly kind: "alpaca" }>;

/** Configuration of the market data actor. */
export const marketDataConfigSchema = z.strictObject({ feed: feedConfigSchema });
