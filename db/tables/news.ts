import { z } from "zod";
import { defineTable } from "../../runtime/delivery/store.ts";
import { nameColumn, timeColumn } from "./columns.ts";

const count = z.int().nonnegative();

/** A source as data. `config` is for the catalogue's schema to judge. */
export const newsSourceRowSchema = z.strictObject({
  source: nameColumn,
  enabled: z.boolean(),
  weight: z.number().min(0).max(1),
  config: z.json(),
  updated_at: timeColumn,
});
/** See {@link newsSourceRowSchema}. */
export type NewsSourceRow = z.output<typeof newsSourceRowSchema>;

/** Seeded by `news_fetcher`, edited by the operator: what is there already stays. */
export const newsSources = defineTable<NewsSourceRow>({
  name: "news_sources",
  schema: newsSourceRowSchema,
  key: ["source"],
  conflict: "keep",
});

/** How a source does. */
export const newsSourceHealthRowSchema = z.strictObject({
  source: nameColumn,
  polls: count,
  items: count,
  new_items: count,
  skipped: count,
  errors: count,
  failures_in_row: count,
  last_poll_at: timeColumn.nullable(),
  last_success_at: timeColumn.nullable(),
  last_new_at: timeColumn.nullable(),
  last_failure_at: timeColumn.nullable(),
  last_failure: z.string().nullable(),
  last_message: z.string().nullable(),
  next_poll_at: timeColumn.nullable(),
});
/** See {@link newsSourceHealthRowSchema}. */
export type NewsSourceHealthRow = z.output<typeof newsSourceHealthRowSchema>;

/** Owned by `news_fetcher`. */
export const newsSourceHealth = defineTable<NewsSourceHealthRow>({
  name: "news_source_health",
  schema: newsSourceHealthRowSchema,
  key: ["source"],
  conflict: "replace",
});

/** An article that was published. */
export const articleRowSchema = z.strictObject({
  article_id: nameColumn,
  story_id: nameColumn,
  source: nameColumn,
  source_weight: z.number().min(0).max(1),
  title: nameColumn,
  summary: z.string(),
  url: z.string().nullable(),
  symbols: z.array(z.string()),
  published_at: timeColumn.nullable(),
  first_seen_at: timeColumn,
  at: timeColumn,
  timing: z.enum(["fresh", "undated", "future", "stale"]),
});
/** See {@link articleRowSchema}. */
export type ArticleRow = z.output<typeof articleRowSchema>;

/** Owned by `news_fetcher`. One that is published a second time breaks its batch. */
export const articles = defineTable<ArticleRow>({
  name: "articles",
  schema: articleRowSchema,
  key: ["article_id"],
  conflict: "fail",
});
