import type { Article } from "../domain/article.ts";
import { tickerSchema } from "../domain/market.ts";
import type { ScoredArticle, Sentiment } from "../domain/sentiment.ts";

/** Characters of the lead that are judged with the title. */
const LEAD_MAX = 280;

/** What is judged of an article: its title, and its lead where that says more. */
export function textOf({ title, summary }: Pick<Article, "title" | "summary">): string {
  const lead = summary.trim().slice(0, LEAD_MAX);
  const more = lead !== "" && !lead.toLowerCase().startsWith(title.trim().toLowerCase());
  return more ? `${title}\n${lead}` : title;
}

/** Tickers that an article speaks of, each once, in order; what is no ticker of ours is left out. */
export function tickersOf(mentioned: readonly { readonly ticker: string }[]): string[] {
  const names = mentioned.map(({ ticker }) => ticker);
  return [...new Set(names)].filter((name) => tickerSchema.safeParse(name).success).sort();
}

/**
 * How an article bears on each ticker that it speaks of. `at` is the market time at which decisions
 * may know of it; where it was judged before, that judgement and its time stand.
 */
export function scoresOf(
  article: Article,
  tickers: readonly string[],
  sentiment: Sentiment,
  at: number,
): ScoredArticle[] {
  const { articleId, storyId, source, sourceWeight, title, publishedAt, firstSeenAt } = article;
  return tickers.map((ticker) => ({
    articleId,
    storyId,
    ticker,
    source,
    sourceWeight,
    title,
    publishedAt,
    firstSeenAt,
    scoredAt: article.recorded?.scoredAt ?? at,
    tradable: article.timing === "fresh",
    sentiment,
  }));
}
