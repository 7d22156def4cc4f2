import { z } from "zod";
import { sentimentAt, tickerSentimentParamsSchema } from "../../domain/ticker_sentiment.ts";
import { exitDistance, exitsOf } from "./exits.ts";
import { defineStrategy } from "./strategy.ts";

const params = z.strictObject({
  ...tickerSentimentParamsSchema.shape,
  /** Size of score x confidence from which on there is an opinion; below it, the news is mixed or faint. */
  minConviction: z.number().min(0).max(1).default(0.1),
  /** Size of score x confidence at which conviction is full. */
  fullConviction: z.number().min(0.01).max(1).default(0.4),
  /** Loss from the entry at which a position ends. */
  stopLoss: exitDistance(0.03),
  /** Bars after which a position ends, for news is priced in some day; 0 for none. */
  maxBars: z.int().min(0).max(100_000).default(0),
}).refine(({ minConviction, fullConviction }) => minConviction < fullConviction, {
  error: "must be smaller than fullConviction",
  path: ["minConviction"],
});

type Memory = Record<never, never>;

/**
 * With the news: for the side that a ticker's stories speak for, each fading with market time and
 * counted once however often it was told. No opinion where there is little news, where it is old
 * (its weight has faded, or its age is past the limit), or where the stories contradict each other.
 */
export const newsDriven = defineStrategy<typeof params, Memory>({
  name: "news_driven",
  enabledByDefault: true,
  params,
  warmUp: () => 1,
  // What it goes by is kept for every strategy: see `news` in the context.
  init: () => ({}),
  evaluate(_memory, { bar, news }, params) {
    const { score, confidence, stories, thin } = sentimentAt(news, bar.at, params);
    if (thin) return null;
    const conviction = Math.abs(score) * confidence;
    if (conviction === 0 || conviction < params.minConviction) return null;
    return {
      direction: score > 0 ? 1 : -1,
      strength: Math.min(1, conviction / params.fullConviction),
      reason: {
        code: score > 0 ? "good_news" : "bad_news",
        numbers: { score, confidence, stories },
      },
    };
  },
  exits: ({ stopLoss, maxBars }) => exitsOf({ stopLoss, maxBars }),
  onSplit: () => {},
});
