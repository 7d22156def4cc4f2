import { z } from "zod";

/** Configuration of the portfolio's keeper. */
export const portfolioSyncConfigSchema = z.strictObject({
  /** Market time between two snapshots, in milliseconds. */
  everyMs: z.int().min(1_000).max(86_400_000).default(300_000),
});
