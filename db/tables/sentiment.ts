import { z } from "zod";
import { defineTable } from "../../runtime/delivery/store.ts";
import { nameColumn, timeColumn } from "./columns.ts";

/** What an analyser made of an article. */
export const articleSentimentRowSchema = z.strictObject({
  article_id: nameColumn,
  story_id: nameColumn,
  at: timeColumn,
  scored_at: timeColumn,
  label: z.enum(["positive", "negative", "neutral"]),
  score: z.number(),
  positive: z.number(),
  negative: z.number(),
  neutral: z.number(),
  confidence: z.number(),
  analyzer: nameColumn,
  model_id: nameColumn,
  model_digest: nameColumn,
  why: nameColumn,
  recorded: z.boolean(),
  tradable: z.boolean(),
});
/** See {@link articleSentimentRowSchema}. */
export type ArticleSentimentRow = z.output<typeof articleSentimentRowSchema>;

/** Owned by `sentiment_analyzer`. The first judgement of an article stands. */
export const articleSentiments = defineTable<ArticleSentimentRow>({
  name: "article_sentiments",
  schema: articleSentimentRowSchema,
  key: ["article_id"],
  conflict: "keep",
});

/** A ticker that an article speaks of. */
export const articleSentimentTickerRowSchema = z.strictObject({
  article_id: nameColumn,
  ticker: nameColumn,
});
/** See {@link articleSentimentTickerRowSchema}. */
export type ArticleSentimentTickerRow = z.output<typeof articleSentimentTickerRowSchema>;

/** Owned by `sentiment_analyzer`. */
export const articleSentimentTickers = defineTable<ArticleSentimentTickerRow>({
  name: "article_sentiment_tickers",
  schema: articleSentimentTickerRowSchema,
  key: ["article_id", "ticker"],
  conflict: "keep",
});

/** How an analyser does. */
export const analyzerStatusRowSchema = z.strictObject({
  analyzer: nameColumn,
  place: z.int().min(0),
  state: z.enum(["ready", "fetching", "restarting", "left alone", "unavailable"]),
  reason: z.string().min(1).nullable(),
  since: timeColumn,
  seconds: z.number().min(0),
  buckets: z.array(z.int().min(0)),
});
/** See {@link analyzerStatusRowSchema}. */
export type AnalyzerStatusRow = z.output<typeof analyzerStatusRowSchema>;

/** Owned by `sentiment_analyzer`. */
export const analyzerStatus = defineTable<AnalyzerStatusRow>({
  name: "analyzer_status",
  schema: analyzerStatusRowSchema,
  key: ["analyzer"],
  conflict: "replace",
});
