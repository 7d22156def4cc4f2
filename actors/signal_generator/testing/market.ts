import { sessionOf } from "../../domain/calendar.ts";
import type { Bar } from "../../domain/market.ts";
import type { ScoredArticle } from "../../domain/sentiment.ts";

/** Length of the bars of these tests, in ms. */
export const MINUTE = 60_000;
/** The session in which these tests take place. */
export const SESSION = sessionOf("2014-06-05")!;

/** The `i`-th minute bar of the session, flat at `close`. */
export function barAt(i: number, close: number, changes: Partial<Bar> = {}): Bar {
  const startsAt = SESSION.open + i * MINUTE;
  return {
    ticker: "AAPL",
    timeframe: "1m",
    startsAt,
    at: startsAt + MINUTE,
    open: close,
    high: close,
    low: close,
    close,
    volume: 100,
    warmup: false,
    ...changes,
  };
}

/** Closes of a market in which trends and turns alternate, so that every strategy has its say. */
export function walk(seed: number, length: number): number[] {
  let x = seed >>> 0;
  let close = 100;
  return Array.from({ length }, (_, i) => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    const drift = Math.floor(i / 40) % 2 === 0 ? 0.04 : -0.04;
    close = Math.max(1, close + drift + (x / 2 ** 32 - 0.5) * 0.2);
    return Math.round(close * 100) / 100;
  });
}

/** What a test says about an article. */
export interface ToldStory {
  readonly id: string;
  /** Market time at which it became knowable. */
  readonly at: number;
  readonly score: number;
  /** Default: a story of its own. */
  readonly story?: string;
  readonly tradable?: boolean;
  readonly confidence?: number;
}

/** An article about the ticker of {@link barAt}, from a source of full weight. */
export function scored(
  { id, at, score, story = id, tradable = true, confidence = 0.9 }: ToldStory,
): ScoredArticle {
  const positive = (1 + score) / 2;
  return {
    articleId: id,
    storyId: story,
    ticker: "AAPL",
    source: "wire",
    sourceWeight: 1,
    title: `Headline ${id}`,
    publishedAt: at,
    firstSeenAt: at,
    scoredAt: at,
    tradable,
    sentiment: {
      label: score > 0 ? "positive" : score < 0 ? "negative" : "neutral",
      score,
      probabilities: { positive, negative: 1 - positive, neutral: 0 },
      confidence,
      analyzer: "offline",
      model: { id: "test", digest: "0" },
      why: "a test says so",
    },
  };
}
