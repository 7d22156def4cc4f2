import { createHash } from "node:crypto";
import { join } from "node:path";
import { newsLine, readNewsLines, type RecordedArticle } from "../../domain/news_jsonl.ts";
import { describeProblem } from "../../domain/csv_table.ts";
import { articlesOf } from "../../news_fetcher/sources/recording/articles.ts";
import { readRecordedSources, UnusableFeeds } from "../../news_fetcher/sources/recording/reader.ts";
import { UserError } from "../failures.ts";

/** Recorded feeds, read once and put down as a file of news that actors read as any other. */
export interface ReplayedFeeds {
  readonly articles: readonly RecordedArticle[];
  /** Fingerprint of what is told. */
  readonly digest: string;
  /** What was found, in one sentence. */
  readonly summary: string;
  /** Writes the news into a run's folder; returns the file's path. */
  writeTo(folder: string): string;
}

/**
 * Reads a folder of recorded sources, or of plain feed files, and the recorded news beside it.
 * Throws a {@link UserError} for what cannot be used.
 */
export async function readFeeds(
  feeds: string,
  news: readonly RecordedArticle[],
): Promise<ReplayedFeeds> {
  const sources = readSources(feeds);
  const { articles, exchanges, failures, untimed } = await articlesOf(sources).catch((error) =>
    Promise.reject(asUserError(error))
  );
  const text = [...news, ...articles].map(newsLine).join("");
  // What is replayed is what can be read again, and it is the same for every actor.
  const read = readNewsLines(text, feeds);
  if (!read.ok) throw new UserError(read.problems.map(describeProblem).join("\n"));
  const failed = [...failures].map(([what, times]) => `${what} ${times}×`);
  return {
    articles: read.value,
    digest: createHash("sha256").update(text).digest("hex"),
    summary: `${feeds}: ${counted(sources.length, "source")}, ${counted(exchanges, "answer")}, ` +
      `${counted(articles.length, "article")}` +
      (failed.length === 0 ? "" : `; failed when recorded: ${failed.join(", ")}`) +
      (untimed === 0 ? "" : `; left out: ${counted(untimed, "entry", "entries")} without a time`),
    writeTo(folder) {
      const path = join(folder, "news.jsonl");
      Deno.writeTextFileSync(path, text);
      return path;
    },
  };
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function readSources(folder: string) {
  try {
    return readRecordedSources(folder);
  } catch (error) {
    throw asUserError(error);
  }
}

function asUserError(error: unknown): unknown {
  return error instanceof UnusableFeeds ? new UserError(error.message, { cause: error }) : error;
}
