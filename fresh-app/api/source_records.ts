import type { Database } from "../../db/connect.ts";
import {
  addNewsSource,
  findNewsSource,
  removeNewsSource,
  replaceNewsSource,
} from "../../db/repositories/news_sources.ts";
import { rowOfSource } from "../../actors/domain/news_source_row.ts";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import { type NewsSources, SOURCES_MAX } from "./ports.ts";
import { sourceOf } from "./source_rows.ts";

/** What editing sources needs. */
export interface SourceBackend {
  readonly database: Database;
  readonly clock: SystemClock;
  readonly allowedHosts: readonly string[];
  /** Whether this run asks live sources. */
  readonly isLive: boolean;
}

/** The sources of the table, which `news_fetcher` reads again and again. */
export function storedSources(
  { database, clock, allowedHosts, isLive }: SourceBackend,
): NewsSources {
  return {
    allowedHosts,
    async find(source) {
      const found = await findNewsSource(database, source);
      return found === null ? null : sourceOf(found, isLive);
    },
    add: (config) => addNewsSource(database, rowOfSource(config, clock.now()), SOURCES_MAX),
    replace: (config, seen) => replaceNewsSource(database, rowOfSource(config, clock.now()), seen),
    remove: (source, seen) => removeNewsSource(database, source, seen),
  };
}
