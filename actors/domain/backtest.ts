import { z } from "zod";
import { accountProfileSchema } from "./account_profile.ts";
import { tickerSchema, timeframeSchema } from "./market.ts";

/** Most tickers of a run that is asked for over HTTP. */
export const BACKTEST_TICKERS_MAX = 50;

const tickers = z.array(tickerSchema).min(1).max(BACKTEST_TICKERS_MAX)
  .refine((all) => new Set(all).size === all.length, { error: "names a ticker twice" });
const day = z.iso.date();

/**
 * Where the bars of a run come from. No path is ever part of it: files are looked for in the one
 * folder that the operator has named.
 */
export const backtestDataSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    /** The bars that the system has stored. */
    kind: z.literal("stored"),
    tickers,
    timeframe: timeframeSchema.default("1m"),
    /** First day and last day, UTC; everything there is without them. */
    from: day.optional(),
    to: day.optional(),
  }),
  z.strictObject({
    /** The demo's market, which has neither a beginning nor an end. */
    kind: z.literal("simulated"),
    tickers,
    seed: z.int().min(0).max(4_294_967_295).default(1),
    from: day.default("2026-01-05"),
    /** Sessions from the first on or after that day. */
    sessions: z.int().min(1).max(2_000).default(20),
  }),
  z.strictObject({
    /** `TICKER.csv` in the operator's folder. */
    kind: z.literal("files"),
    tickers,
  }),
]);
export type BacktestData = z.output<typeof backtestDataSchema>;

const aloneOnly = "is for a strategy on its own: name one as strategy, or leave it out";
const ensembleOnly = "is for the ensemble: leave it out, or name ensemble as strategy";

/** What is asked for: everything that a run depends on beside its data and the program. */
export const backtestOrderSchema = z.strictObject({
  /** One strategy for itself, or `ensemble` for the whole pipeline. */
  strategy: z.string().regex(/^[a-z][a-z0-9_]*$/).max(64).default("ensemble"),
  data: backtestDataSchema,
  /** Of the strategy; its defaults where they are left out. */
  params: z.record(z.string().max(64), z.json()).optional(),
  /** How a strategy is run on its own. */
  profile: accountProfileSchema.optional(),
  /** Cash of the ensemble's account, in dollars; that of a new account without it. */
  cash: z.number().positive().max(1e12).optional(),
  /** Whether the ensemble may sell short; as the system is set without it. */
  shorting: z.boolean().optional(),
  /** How much worse than the open the ensemble's orders are filled, in hundredths of a percent. */
  slippageBps: z.number().min(0).max(1_000).optional(),
  /** Seed of whatever is random: resampled trades. */
  seed: z.int().min(0).max(4_294_967_295).default(1),
  /** How often the trades are drawn again; not at all without it. */
  monteCarlo: z.int().min(100).max(10_000).optional(),
}).check(({ value, issues }) => {
  const ensemble = value.strategy === "ensemble";
  const names = ensemble
    ? ["params", "profile", "monteCarlo"] as const
    : ["cash", "shorting", "slippageBps"] as const;
  for (const name of names) {
    if (value[name] === undefined) continue;
    const message = ensemble ? aloneOnly : ensembleOnly;
    issues.push({ code: "custom", path: [name], message, input: value[name] });
  }
});
export type BacktestOrder = z.output<typeof backtestOrderSchema>;

/** Identity of a run. */
export const runIdSchema = z.uuid();

/** How a run is doing. The last four are for good. */
export const runStatusSchema = z.enum([
  "queued",
  "running",
  "succeeded",
  "failed",
  "cancelled",
  "deleted",
]);
export type RunStatus = z.output<typeof runStatusSchema>;

/** How far a run has come. */
export const runProgressSchema = z.strictObject({
  /** Bars gone through, and bars in all; 0 of 0 while they are read. */
  done: z.int().min(0),
  total: z.int().min(0),
  /** How long it will still take at the pace so far, in milliseconds; null before there is a pace. */
  etaMs: z.int().min(0).nullable(),
});
export type RunProgress = z.output<typeof runProgressSchema>;

/** A run that is asked for. */
export const backtestRequestedSchema = z.strictObject({
  runId: runIdSchema,
  order: backtestOrderSchema,
});

/** A run that is no longer wanted. */
export const backtestRunSchema = z.strictObject({ runId: runIdSchema });

/** A step of a run. */
export const backtestProgressSchema = z.strictObject({
  runId: runIdSchema,
  status: runStatusSchema,
  progress: runProgressSchema,
  /** Why it failed; null where it did not. */
  reason: z.string().nullable(),
});
export type BacktestProgress = z.output<typeof backtestProgressSchema>;
