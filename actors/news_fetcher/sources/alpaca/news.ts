import { z } from "zod";
import { tickerSchema } from "../../../domain/market.ts";
import type { SkippedEntry, SourceItem } from "../source.ts";
import { plainText } from "../text/plain_text.ts";
import { zonedDate } from "../text/zoned_date.ts";

/** An article as Alpaca's news API and news socket both give it. */
const newsSchema = z.object({
  id: z.union([z.int(), z.string().min(1).max(64)]),
  headline: z.string(),
  summary: z.string().nullish(),
  content: z.string().nullish(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
  url: z.string().nullish(),
  symbols: z.array(z.string()).nullish(),
});

/** An article in our words, and when Alpaca last touched it. */
export interface NewsEntry {
  readonly item: SourceItem;
  /** Milliseconds since the epoch; null where it is not stated. */
  readonly updatedAt: number | null;
}

/** Maps one article; one that cannot be used says why. */
export function readNews(value: unknown): NewsEntry | SkippedEntry {
  const news = newsSchema.safeParse(value);
  if (!news.success) {
    const [issue] = news.error.issues;
    return {
      what: describe(value),
      why: `its field ${issue?.path.join(".")} cannot be read: ${issue?.message}`,
    };
  }
  const { id, headline, summary, content, created_at, updated_at, url, symbols } = news.data;
  const title = plainText(headline, 1_000);
  if (title === "") return { what: `article ${id}`, why: "it has no headline" };
  const tickers = (symbols ?? []).filter((text) => tickerSchema.safeParse(text).success);
  return {
    item: {
      guid: String(id),
      url: webUrl(url),
      title,
      summary: plainText(summary ?? "", 10_000) || plainText(content ?? "", 10_000),
      publishedAt: zonedDate(created_at ?? ""),
      symbols: [...new Set(tickers)].slice(0, 64),
    },
    updatedAt: zonedDate(updated_at ?? "") ?? zonedDate(created_at ?? ""),
  };
}

function webUrl(text: string | null | undefined): string | null {
  const url = URL.parse(text ?? "");
  if (url === null || !/^https?:$/.test(url.protocol) || url.href.length > 2_048) return null;
  return url.href;
}

function describe(value: unknown): string {
  const known = z.object({ id: z.union([z.number(), z.string().max(64)]) }).safeParse(value);
  return known.success ? `article ${known.data.id}` : "an article";
}
