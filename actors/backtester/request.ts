import { z } from "zod";
import { accountProfileSchema } from "./account/profile.ts";

/**
 * Everything that a run depends on: the same request over the same data by the same version gives
 * the same result. It is stored with the result.
 */
export const backtestRequestSchema = z.strictObject({
  strategy: z.string().min(1).max(64),
  /** Of the strategy, defaults filled in. */
  params: z.record(z.string(), z.json()),
  tickers: z.array(z.string()).min(1),
  profile: accountProfileSchema,
  /** Seed of whatever is random: Monte Carlo, random entries. */
  seed: z.int().min(0).max(4_294_967_295),
  /** SHA-256 of the files' bytes. */
  dataDigest: z.string(),
  /** Version of the program. */
  version: z.string(),
});
export type BacktestRequest = z.output<typeof backtestRequestSchema>;
