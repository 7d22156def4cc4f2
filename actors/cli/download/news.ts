import { join } from "node:path";
import { z } from "zod";
import type { AlpacaRest } from "../../alpaca/rest.ts";
import { isoTime } from "../../domain/iso_time.ts";
import { readNews } from "../../news_fetcher/sources/alpaca/news.ts";
import { WorkFailed } from "../failures.ts";
import { PartFile } from "./part_file.ts";

/** Articles a page, the most that Alpaca gives. */
const PAGE_SIZE = 50;

/** What became of the news. */
export interface NewsFile {
  readonly path: string;
  readonly articles: number;
  /** Articles that could not be used. */
  readonly skipped: number;
  readonly resumed: boolean;
}

/** Where news goes, and of which time. */
export interface Span {
  readonly folder: string;
  /** Folder of what is known of unfinished files. */
  readonly states: string;
  readonly from: number;
  readonly through: number;
  /** The last day asked for; null: the present. */
  readonly to: string | null;
}

const pageSchema = z.object({
  news: z.array(z.unknown()),
  next_page_token: z.string().nullish(),
});

const writtenSchema = z.object({ id: z.string(), updatedAt: z.string().nullable() });

/** Brings the news of tickers into `news.jsonl`, oldest first, one article a line. */
export async function downloadNews(
  rest: AlpacaRest,
  tickers: readonly string[],
  span: Span,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<NewsFile> {
  const { folder, states, from, through, to } = span;
  const path = join(folder, "news.jsonl");
  const request = JSON.stringify({ news: [...tickers].sort(), from, to });
  using part = new PartFile(path, states, { request, header: "", startsAt: from });
  // Articles of the moment at which an earlier run stopped come again: they are told by their ids.
  const seen = new Set(
    part.read().split("\n").filter((line) => line !== "").map((line) =>
      keyOf(writtenSchema.parse(JSON.parse(line)))
    ),
  );
  const start = new Date(part.state.at);
  let at = part.state.at;
  let skipped = 0;
  let pageToken: string | null = null;
  do {
    const token: string | null = pageToken;
    const json = await rest.json("the news", (init) =>
      rest.news.newsRaw({
        start,
        end: new Date(through),
        sort: "asc",
        limit: PAGE_SIZE,
        symbols: tickers.join(","),
        ...token === null ? {} : { pageToken: token },
      }, init), signal);
    const page = pageSchema.safeParse(json).data;
    if (page === undefined) throw new WorkFailed("Alpaca sent a page of news that cannot be read.");
    const lines: string[] = [];
    for (const value of page.news) {
      const read = readNews(value);
      if ("why" in read) {
        skipped++;
        continue;
      }
      const { item: { guid, title, summary, url, symbols, publishedAt }, updatedAt } = read;
      const line = {
        id: guid,
        source: "alpaca",
        publishedAt: publishedAt === null ? null : isoTime(publishedAt),
        updatedAt: updatedAt === null ? null : isoTime(updatedAt),
        title,
        summary,
        url,
        symbols,
      };
      at = Math.max(at, updatedAt ?? at);
      if (seen.has(keyOf(line))) continue;
      seen.add(keyOf(line));
      lines.push(`${JSON.stringify(line)}\n`);
    }
    part.append(lines.join(""), lines.length, at);
    onProgress(Math.min(1, (at - from) / Math.max(1, through - from)));
    pageToken = page.next_page_token || null;
  } while (pageToken !== null);
  part.finish();
  return { path, articles: part.state.count, skipped, resumed: part.resumed };
}

function keyOf(
  { id, updatedAt }: { readonly id: string | null; readonly updatedAt: string | null },
) {
  return `${id} ${updatedAt}`;
}
