import type { Database } from "../connect.ts";
import type { ArticleRow } from "../tables/news.ts";
import type { ArticleSentimentRow } from "../tables/sentiment.ts";
import { type Page, pageOf, type PageRequest, readPage } from "./page.ts";

/** What was made of an article, and of which tickers it speaks. */
export interface Judgement extends ArticleSentimentRow {
  /** In alphabetical order. */
  readonly tickers: readonly string[];
}

/** A story: the article that told it first, how it was judged, and its copies. */
export interface StoryRow extends ArticleRow {
  /** Null: not judged yet. */
  readonly judgement: Judgement | null;
  /** Articles that told the same, oldest first. */
  readonly copies: readonly Pick<ArticleRow, "article_id" | "source" | "title" | "url" | "at">[];
}

/** Stories, newest first; those that speak of one ticker where one is given. */
export function listStories(
  database: Database,
  request: PageRequest & { readonly ticker?: string | undefined } = {},
): Promise<Page<StoryRow>> {
  const { limit, after } = readPage(request);
  return database.run(async (sql) => {
    const rows = await sql<ArticleRow[]>`
      select a.* from articles a
       where article_id = story_id
         ${
      request.ticker === undefined ? sql`` : sql`and exists (
             select 1 from article_sentiment_tickers t
              where t.article_id = a.article_id and t.ticker = ${request.ticker})`
    }
         ${after === null ? sql`` : sql`and (at, article_id) < (${after.at}, ${after.id})`}
       order by at desc, article_id desc limit ${limit + 1}`;
    const ids = JSON.stringify(rows.map(({ article_id }) => article_id));
    const [judgements, copies] = rows.length === 0 ? [[], []] : await Promise.all([
      sql<Judgement[]>`
        select s.*, coalesce((
                 select json_agg(t.ticker order by t.ticker)
                   from article_sentiment_tickers t where t.article_id = s.article_id), '[]') as tickers
          from article_sentiments s
         where s.article_id in (select json_array_elements_text(${ids}::text::json))`,
      sql<ArticleRow[]>`
        select * from articles
         where story_id in (select json_array_elements_text(${ids}::text::json))
           and article_id <> story_id
         order by at, article_id`,
    ]);
    const judged = new Map(judgements.map((judgement) => [judgement.article_id, judgement]));
    const told = Map.groupBy(copies, ({ story_id }) => story_id);
    const stories = rows.map((row): StoryRow => ({
      ...row,
      judgement: judged.get(row.article_id) ?? null,
      copies: told.get(row.article_id) ?? [],
    }));
    return pageOf(stories, limit, ({ at, article_id }) => ({ at, id: article_id }), (row) => row);
  });
}

/** How many articles of each source were published, in order of name. Reads every key of an index. */
export function countArticles(
  database: Database,
): Promise<{ readonly source: string; readonly articles: number }[]> {
  return database.run(async (sql) => [
    ...await sql<{ source: string; articles: number }[]>`
      select source, count(*) as articles from articles group by source order by source`,
  ]);
}
