import { z } from "zod";
import { millisSchema, tickerSchema } from "./market.ts";
import { sentimentSchema } from "./sentiment.ts";

/**
 * How an article's own date stands to when we first saw it. Only `fresh` ones are ever traded on: an
 * undated one may be old, one from the future is mistaken, and a stale one is history.
 */
export const timingSchema = z.enum(["fresh", "undated", "future", "stale"]);
export type Timing = z.output<typeof timingSchema>;

/**
 * One article as one source told it: text without markup, times in milliseconds since the epoch. The
 * `at` of its message is when decisions may know of it: its recorded `scoredAt`, else `firstSeenAt`
 * plus the stated scoring latency.
 */
export const articleSchema = z.strictObject({
  /** Derived from the source and its guid, else its link, else its title. */
  articleId: z.string().min(1).max(64),
  /** The `articleId` of the first article that told this story: its own unless it is a copy. */
  storyId: z.string().min(1).max(64),
  /** Name of the source, unique among sources. */
  source: z.string().min(1).max(64),
  /** How much the source counts beside others, from 0 (not at all) to 1. */
  sourceWeight: z.number().min(0).max(1),
  title: z.string().min(1).max(1_000),
  /** Lead or body; empty where there is none. */
  summary: z.string().max(10_000),
  url: z.url().max(2_048).nullable(),
  /** Tickers that the source itself attached. */
  symbols: z.array(tickerSchema).max(64),
  /** The source's own date, only where it states a zone; never guessed. */
  publishedAt: millisSchema.nullable(),
  /** When we had it first. */
  firstSeenAt: millisSchema,
  timing: timingSchema,
  /** How it was judged when it was recorded, where it was: history is not judged anew. */
  recorded: z.strictObject({ scoredAt: millisSchema, sentiment: sentimentSchema }).nullable(),
});
export type Article = z.output<typeof articleSchema>;
