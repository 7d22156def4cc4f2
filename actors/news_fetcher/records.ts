import { articles } from "../../db/tables/news.ts";
import type { RowWriter } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { Article } from "../domain/article.ts";
import { isoTime } from "../domain/iso_time.ts";

/** Records an article that is published in the same transaction. */
export function writeArticle(ctx: RowWriter, article: Article, at: Millis): void {
  const { articleId, storyId, source, sourceWeight, title, summary, url, symbols } = article;
  ctx.write(articles, {
    article_id: articleId,
    story_id: storyId,
    source,
    source_weight: sourceWeight,
    title,
    summary,
    url,
    symbols: [...symbols],
    published_at: article.publishedAt === null ? null : isoTime(article.publishedAt),
    first_seen_at: isoTime(article.firstSeenAt),
    at: isoTime(at),
    timing: article.timing,
  });
}
