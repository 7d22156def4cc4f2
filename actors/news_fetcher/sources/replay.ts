import { type RecordedArticle, visibleAt } from "../../domain/news_jsonl.ts";
import { articleIdOf } from "../identity.ts";
import type { NewsFeed, ToldItem } from "./feed.ts";

/** A feed of recorded news. An article that was recorded twice is told once, as it came first. */
export function replayNews(
  articles: readonly RecordedArticle[],
  rules: { readonly scoringLatencyMs: number; readonly weight: number },
): NewsFeed {
  const told = articles.map((article): ToldItem => ({
    source: article.source,
    sourceWeight: article.weight ?? rules.weight,
    item: {
      guid: article.guid,
      url: article.url,
      title: article.title,
      summary: article.summary,
      publishedAt: article.publishedAt,
      symbols: [...article.symbols],
    },
    firstSeenAt: article.firstSeenAt,
    at: visibleAt(article, rules.scoringLatencyMs),
    recorded: article.recorded,
  }));
  // A stable sort: what is known at the same moment comes in the file's order.
  told.sort((a, b) => a.at - b.at);
  const seen = new Set<string>();
  const items = told.filter(({ source, item }) => {
    const id = articleIdOf(source, item);
    return !seen.has(id) && seen.add(id);
  });
  return {
    read(after, through) {
      const from = firstAfter(items, after);
      return items.slice(from, Math.max(from, firstAfter(items, through)));
    },
  };
}

function firstAfter(items: readonly ToldItem[], at: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (items[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
