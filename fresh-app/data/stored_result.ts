import { z } from "zod";

const figure = z.union([z.number(), z.string()]).nullable();
const period = z.object({ period: z.string(), return_pct: z.number().nullable() });

/** What pages read of a stored result. It was written by the backtester, perhaps an earlier one. */
export const storedResult = z.object({
  stats: z.record(z.string(), figure),
  reasons: z.record(z.string(), z.string()).default({}),
  equity: z.array(z.object({ at: z.string(), equity: z.number() })),
  monthly: z.array(period),
  yearly: z.array(period),
  trades: z.array(z.object({
    ticker: z.string(),
    size: z.number(),
    entry_time: z.string(),
    exit_time: z.string(),
    entry_price: z.number(),
    exit_price: z.number(),
    pnl: z.number(),
    return_pct: z.number(),
  })),
  attribution: z.array(z.object({ strategy: z.string(), pnl: z.string(), trades: z.number() }))
    .default([]),
  warnings: z.array(z.string()),
});
/** See {@link storedResult}. */
export type StoredResult = z.output<typeof storedResult>;

/** A statistic that is a number; null where there is none. */
export function numberOf({ stats }: Pick<StoredResult, "stats">, name: string): number | null {
  const value = stats[name];
  return typeof value === "number" ? value : null;
}
