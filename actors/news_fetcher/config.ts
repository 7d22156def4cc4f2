import { z } from "zod";
import { tickerSchema } from "../domain/market.ts";
import { sourceConfigSchema } from "../domain/news_source.ts";

const HOUR_MS = 3_600_000;

const secret = z.string().min(1).max(1_024);

/** Live sources: those of the table, asked in system time. */
export const liveNewsConfigSchema = z.strictObject({
  kind: z.literal("live"),
  /**
   * What market time is: the world's own (`system`), or one that a simulated market made up, in which
   * an article is then seen at the moment that the market has reached.
   */
  marketTime: z.enum(["system", "simulated"]).default("system"),
  /** Sources that the table gets where it never had them. */
  sources: z.array(sourceConfigSchema).max(500).default([]),
  /** Hosts that may be asked though their addresses are private: `host` or `host:port`. */
  allowedHosts: z.array(z.string().min(1).max(255)).max(100).default([]),
  /** Folder to keep in what sources return, by absolute path, or null. */
  recordTo: z.string().min(1).nullable().default(null),
  /**
   * The broker's host that lists what can be traded, asked with the keys for Alpaca; null: it is not
   * asked.
   */
  tradingUrl: z.url({ protocol: /^https?$/ }).nullable().default(null),
  /** Null where the operator has none. */
  credentials: z.strictObject({
    alpaca: z.strictObject({ keyId: secret, secret }).nullable().default(null),
    reddit: z.strictObject({ clientId: secret, clientSecret: secret }).nullable().default(null),
  }).prefault({}),
});
export type LiveNewsConfig = z.output<typeof liveNewsConfigSchema>;

/** Where news comes from. */
export const newsFeedConfigSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("recorded"),
    /** JSON Lines file. */
    news: z.string().min(1),
  }),
  z.strictObject({
    kind: z.literal("simulated"),
    /** That of the simulated market, whose moves the headlines precede. */
    seed: z.int().nonnegative(),
    tickers: z.array(tickerSchema).min(1).max(1_000),
  }),
  liveNewsConfigSchema,
]);
export type NewsFeedConfig = z.output<typeof newsFeedConfigSchema>;

/** How articles are judged. */
export const newsRulesSchema = z.strictObject({
  /** How long after we had it an article without a recorded score is known to decisions. */
  scoringLatencyMs: z.int().min(0).max(HOUR_MS).default(2_000),
  /** How far a source's clock may run before ours. */
  futureToleranceMs: z.int().min(0).max(24 * HOUR_MS).default(5 * 60_000),
  /** Age at first sight from which an article is history. */
  staleAfterMs: z.int().min(60_000).max(30 * 24 * HOUR_MS).default(24 * HOUR_MS),
  /**
   * Similarity from which a text is a copy: the lowest at which nine in ten of the labelled pairs that
   * are folded are one story (`stories/README.md` has the curve).
   */
  storyThreshold: z.number().gt(0).max(1).default(0.55),
  /** How long after its first telling a story takes copies. */
  storyWindowMs: z.int().min(60_000).max(30 * 24 * HOUR_MS).default(7 * 24 * HOUR_MS),
  /** Stories that are remembered at most. */
  storiesMax: z.int().min(1).max(20_000).default(5_000),
  /** Weight of a source that states none. */
  weight: z.number().min(0).max(1).default(1),
});
export type NewsRules = z.output<typeof newsRulesSchema>;

/** What decisions wait for after an article came, unless it is configured otherwise. */
export const SCORING_LATENCY_MS = newsRulesSchema.parse({}).scoringLatencyMs;

/** Configuration of the news fetcher. */
export const newsFetcherConfigSchema = z.strictObject({
  feed: newsFeedConfigSchema,
  rules: newsRulesSchema.prefault({}),
});
