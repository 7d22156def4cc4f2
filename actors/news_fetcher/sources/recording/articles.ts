import type { RecordedArticle } from "../../../domain/news_jsonl.ts";
import { articleIdOf } from "../../identity.ts";
import { interpretExchange } from "./interpret.ts";
import type { RecordedSource } from "./reader.ts";

/** What recorded sources told, and what is not among it. */
export interface RecordedArticles {
  /** Each once, as it was told first, in the order of arrival. */
  readonly articles: readonly RecordedArticle[];
  readonly exchanges: number;
  /** Exchanges that failed, by source and code: as they did when they were recorded. */
  readonly failures: ReadonlyMap<string, number>;
  /** Entries of plain files that state no date: when they were there nobody knows. */
  readonly untimed: number;
}

/**
 * The articles of recorded sources. An article was first seen when the first answer that holds it
 * came; a plain file does not say when that was, so its own date stands for it.
 */
export async function articlesOf(sources: readonly RecordedSource[]): Promise<RecordedArticles> {
  const articles: RecordedArticle[] = [];
  const failures = new Map<string, number>();
  let exchanges = 0;
  let untimed = 0;
  for (const { name, exchanges: recorded } of sources) {
    const seen = new Set<string>();
    for (const exchange of recorded) {
      exchanges++;
      const outcome = await interpretExchange(exchange);
      if (outcome.kind === "failed") {
        const what = `${name} ${outcome.failure.code}`;
        failures.set(what, (failures.get(what) ?? 0) + 1);
      }
      if (outcome.kind !== "items") continue;
      for (const item of outcome.items) {
        const id = articleIdOf(name, item);
        if (seen.has(id)) continue;
        seen.add(id);
        const firstSeenAt = exchange.at ?? item.publishedAt;
        if (firstSeenAt === null) {
          untimed++;
          continue;
        }
        const { weight } = exchange.config;
        articles.push({ ...item, source: name, firstSeenAt, recorded: null, weight });
      }
    }
  }
  articles.sort((a, b) => a.firstSeenAt - b.firstSeenAt);
  return { articles, exchanges, failures, untimed };
}
