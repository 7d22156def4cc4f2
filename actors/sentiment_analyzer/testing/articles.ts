import type { ActorBench, Given } from "../../../runtime/testing/kit.ts";
import type { Article } from "../../domain/article.ts";
import { scoredArticleSchema } from "../../domain/sentiment.ts";

/** An open of the market. */
export const T0: number = Date.parse("2014-06-09T13:30:00Z");

/** Article number `n`: good news about Apple, unless changed. */
export function article(n: number, change: Partial<Article> = {}): Article {
  return {
    articleId: `a${n}`,
    storyId: `a${n}`,
    source: "wire",
    sourceWeight: 1,
    title: "Apple beats estimates as profit surges",
    summary: "",
    url: null,
    symbols: [],
    publishedAt: T0 + n,
    firstSeenAt: T0 + n,
    timing: "fresh",
    recorded: null,
    ...change,
  };
}

/** The same, as it is published `n` seconds after the open. */
export function told(n: number, change: Partial<Article> = {}): Given {
  const payload = article(n, change);
  return {
    stream: "news:raw",
    type: "article",
    payload,
    at: T0 + n * 1_000,
    key: payload.storyId,
  };
}

/** What the analyser has told. */
export function scored(bench: ActorBench) {
  return bench.published("news:scored").map(({ at, key, payload }) => ({
    at,
    key,
    ...scoredArticleSchema.parse(payload),
  }));
}
