import { z } from "zod";

/** Configuration of the backtester. */
export const backtesterConfigSchema = z.strictObject({
  /** That of the signal generator in this system: the ensemble is run as it would trade. */
  signalGenerator: z.json(),
  /** That of the trade executor in this system. */
  executor: z.json(),
  /** That of the learning engine in this system. */
  learning: z.json(),
  /** Folder of `TICKER.csv` files that runs may use, by absolute path; null: none. */
  files: z.string().min(1).nullable().default(null),
  /** CSV file of the splits of stored bars and of those in the folder, by absolute path; null: none. */
  splits: z.string().min(1).nullable().default(null),
  /** Most bars of one run, of all its tickers together. */
  barsMax: z.int().min(1).max(10_000_000).default(1_000_000),
  /** Most runs that wait; a further one fails at once. */
  queueMax: z.int().min(1).max(1_000).default(32),
  /** How often a run tells how far it has come, in milliseconds of system time. */
  progressMs: z.int().min(10).max(60_000).default(500),
  /** How long a run rests between two slices, so that others on the machine come first, in ms. */
  pauseMs: z.int().min(0).max(1_000).default(0),
  /** Most trades, and most points of the equity curve, that are stored. */
  itemsMax: z.int().min(2).max(100_000).default(5_000),
});
export type BacktesterConfig = z.output<typeof backtesterConfigSchema>;
