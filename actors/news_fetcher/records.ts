import {
  articles,
  newsSourceHealth,
  type NewsSourceRow,
  newsSources,
} from "../../db/tables/news.ts";
import type { z } from "zod";
import { ASSET_BROKER, symbolDirectories } from "../../db/tables/symbol_directories.ts";
import type { RowWriter } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { Article } from "../domain/article.ts";
import type { assetsSchema } from "./live/state.ts";
import type { SourceHealth } from "./sources/schedule.ts";
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

/** Keeps what a broker trades, in place of what it said before. */
export function writeAssets(ctx: RowWriter, { at, assets }: z.output<typeof assetsSchema>): void {
  ctx.write(symbolDirectories, {
    broker: ASSET_BROKER,
    fetched_at: isoTime(at),
    assets: assets.map(({ ticker, name }): [string, string | null] => [ticker, name]),
  });
}

/** Writes a source where there is none of its name. */
export function writeSource(ctx: RowWriter, source: NewsSourceRow): void {
  ctx.write(newsSources, source);
}

/** Records how a source does. */
export function writeHealth(ctx: RowWriter, source: string, health: SourceHealth): void {
  const iso = (at: Millis | null) => at === null ? null : isoTime(at);
  const { polls, items, newItems, skipped, errors, failuresInARow, lastFailure } = health;
  ctx.write(newsSourceHealth, {
    source,
    polls,
    items,
    new_items: newItems,
    skipped,
    errors,
    failures_in_row: failuresInARow,
    last_poll_at: iso(health.lastPollAt),
    last_success_at: iso(health.lastSuccessAt),
    last_new_at: iso(health.lastNewAt),
    last_failure_at: iso(lastFailure?.at ?? null),
    last_failure: lastFailure?.code ?? null,
    last_message: lastFailure?.message ?? null,
    next_poll_at: iso(health.nextPollAt),
  });
}
