import { z } from "zod";
import { millisSchema, tickerSchema } from "./market.ts";

/** What a text means for the price of what it speaks of. */
export const sentimentLabelSchema = z.enum(["positive", "negative", "neutral"]);
export type SentimentLabel = z.output<typeof sentimentLabelSchema>;

const share = z.number().min(0).max(1);

/** What an analyser makes of a text, and how it knows. */
export const sentimentSchema = z.strictObject({
  label: sentimentLabelSchema,
  /** Probability of positive less that of negative: from -1 to 1. */
  score: z.number().min(-1).max(1),
  /** They sum to one. */
  probabilities: z.strictObject({ positive: share, negative: share, neutral: share }),
  /** How likely the label is right: calibrated where the analyser is ours. */
  confidence: share,
  /** Name of the analyser, for example `finbert`, `ollama` or `offline`. */
  analyzer: z.string().min(1).max(64),
  /** The model behind it; the digest tells its weights apart. */
  model: z.strictObject({ id: z.string().min(1).max(200), digest: z.string().min(1).max(100) }),
  /** Why this analyser was used, as a sentence for people. */
  why: z.string().min(1).max(500),
});
export type Sentiment = z.output<typeof sentimentSchema>;

/** How an article bears on one ticker. One message per ticker per article. */
export const scoredArticleSchema = z.strictObject({
  articleId: z.string().min(1).max(64),
  /** Copies of one story share it, and count once. */
  storyId: z.string().min(1).max(64),
  ticker: tickerSchema,
  source: z.string().min(1).max(64),
  /** From 0 to 1. */
  sourceWeight: share,
  title: z.string().min(1).max(1_000),
  publishedAt: millisSchema.nullable(),
  firstSeenAt: millisSchema,
  /** When it was scored, or when a recording says that it was. */
  scoredAt: millisSchema,
  /** Whether it may be traded on: its timing is `fresh`. */
  tradable: z.boolean(),
  sentiment: sentimentSchema,
});
export type ScoredArticle = z.output<typeof scoredArticleSchema>;
