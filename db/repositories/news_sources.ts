import type { Database } from "../connect.ts";
import type { NewsSourceHealthRow, NewsSourceRow } from "../tables/news.ts";

/** How a source does; null where it was never polled. */
export interface SourceState extends NewsSourceRow {
  readonly health: NewsSourceHealthRow | null;
}

/** All sources, in order of name. */
export function listNewsSources(database: Database): Promise<SourceState[]> {
  return database.run(async (sql) => {
    const sources = await sql<NewsSourceRow[]>`select * from news_sources order by source`;
    const health = await sql<NewsSourceHealthRow[]>`select * from news_source_health`;
    const bySource = new Map(health.map((row) => [row.source, row]));
    return sources.map((row) => ({ ...row, health: bySource.get(row.source) ?? null }));
  });
}

/** One source; null where there is none of that name. */
export function findNewsSource(database: Database, source: string): Promise<SourceState | null> {
  return database.run(async (sql) => {
    const [row] = await sql<NewsSourceRow[]>`select * from news_sources where source = ${source}`;
    if (row === undefined) return null;
    const [health] = await sql<NewsSourceHealthRow[]>`
      select * from news_source_health where source = ${source}`;
    return { ...row, health: health ?? null };
  });
}

/**
 * Adds a source. False where there is one of its name, or as many as `most` already. What an earlier
 * source of that name left behind of its health is gone.
 */
export function addNewsSource(
  database: Database,
  row: NewsSourceRow,
  most: number,
): Promise<boolean> {
  const { source, enabled, weight, config, updated_at } = row;
  return database.run(async (sql) => {
    const added = await sql`
      with added as (
        insert into news_sources (source, enabled, weight, config, updated_at)
        select ${source}, ${enabled}, ${weight}, ${JSON.stringify(config)}::text::json,
               ${updated_at}::timestamptz
         where (select count(*) from news_sources) < ${most}
        on conflict (source) do nothing returning source),
      forgotten as (
        delete from news_source_health where source in (select source from added))
      select source from added`;
    return added.length > 0;
  });
}

/**
 * Puts a row in the place of the one that was last changed at `seen`. False where that is not so any
 * more. Times of change only ever grow, so that each names one version of the row.
 */
export function replaceNewsSource(
  database: Database,
  row: NewsSourceRow,
  seen: string,
): Promise<boolean> {
  const { source, enabled, weight, config, updated_at } = row;
  return database.run(async (sql) => {
    const changed = await sql`
      update news_sources
         set enabled = ${enabled}, weight = ${weight},
             config = ${JSON.stringify(config)}::text::json,
             updated_at = greatest(${updated_at}::timestamptz,
                                   updated_at + interval '1 millisecond')
       where source = ${source} and updated_at = ${seen}::timestamptz
      returning source`;
    return changed.length > 0;
  });
}

/**
 * Removes a source with its health, where it was last changed at `seen` (null: whenever that was).
 * False where nothing was removed. Its articles stay.
 */
export function removeNewsSource(
  database: Database,
  source: string,
  seen: string | null,
): Promise<boolean> {
  return database.run(async (sql) => {
    const removed = await sql`
      with removed as (
        delete from news_sources
         where source = ${source}
           ${seen === null ? sql`` : sql`and updated_at = ${seen}::timestamptz`}
        returning source),
      forgotten as (
        delete from news_source_health where source in (select source from removed))
      select source from removed`;
    return removed.length > 0;
  });
}
