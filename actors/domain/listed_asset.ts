import { z } from "zod";
import { tickerSchema } from "./market.ts";

/** Something that a broker trades in New York: its symbol, and the name under which it is listed. */
export const listedAssetSchema = z.strictObject({
  ticker: tickerSchema,
  name: z.string().max(500).nullable(),
});
export type ListedAsset = z.output<typeof listedAssetSchema>;

/** The longest list that is believed; the whole of the American exchanges has some 12,000 symbols. */
export const LISTED_ASSETS_MAX = 60_000;
