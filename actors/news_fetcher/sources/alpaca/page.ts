import { z } from "zod";
import type { Millis } from "../../../../runtime/clock/clock.ts";
import { decodedBody } from "../http/body.ts";
import { HTTP_LIMITS, type HttpAnswer } from "../http/client.ts";
import { judgeStatus } from "../http/status.ts";
import type { SkippedEntry, SourceFailure, SourceItem } from "../source.ts";
import { readNews } from "./news.ts";

/** One page of `GET /v1beta1/news`. */
export interface NewsPage {
  readonly items: readonly SourceItem[];
  readonly skipped: readonly SkippedEntry[];
  readonly nextPageToken: string | null;
  /** The latest `updated_at` on the page; null of an empty one. */
  readonly updatedAt: Millis | null;
}

/** A page, or why there is none. */
export type NewsPageResult =
  | { readonly ok: true; readonly page: NewsPage }
  | { readonly ok: false; readonly failure: SourceFailure; readonly waitMs: number | null };

const pageSchema = z.object({
  news: z.array(z.unknown()),
  next_page_token: z.string().max(1_024).nullish(),
});

/** What an answer to a request for news comes to, fresh from the network or recorded. */
export async function readNewsAnswer(answer: HttpAnswer, now: Millis): Promise<NewsPageResult> {
  const verdict = judgeStatus(answer, now);
  if (verdict.kind === "unchanged") {
    return fail("http_status", "Alpaca answered 304 unasked", verdict.waitMs);
  }
  if (verdict.kind === "failed") {
    const waitMs = verdict.waitMs ?? rateLimitResetMs(answer, now);
    if (verdict.failure.code !== "unauthorised") {
      return { ok: false, failure: verdict.failure, waitMs };
    }
    return fail("unauthorised", `${verdict.failure.message}; check the Alpaca key pair`, waitMs);
  }
  const body = await decodedBody(answer, HTTP_LIMITS.bodyBytesMax);
  if (!body.ok) return { ...body, waitMs: null };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body.bytes));
  } catch {
    return fail("not_a_feed", "Alpaca's answer is no JSON", null);
  }
  const page = pageSchema.safeParse(json);
  if (!page.success) return fail("not_a_feed", "Alpaca's answer is JSON but no page of news", null);
  const items: SourceItem[] = [];
  const skipped: SkippedEntry[] = [];
  let updatedAt: Millis | null = null;
  for (const value of page.data.news) {
    const read = readNews(value);
    if ("why" in read) skipped.push(read);
    else {
      items.push(read.item);
      updatedAt = Math.max(updatedAt ?? -Infinity, read.updatedAt ?? -Infinity);
      if (updatedAt === -Infinity) updatedAt = null;
    }
  }
  const nextPageToken = page.data.next_page_token || null;
  return { ok: true, page: { items, skipped, nextPageToken, updatedAt } };
}

/** `X-Ratelimit-Reset` is in Unix seconds, and only counts where nothing is left. */
function rateLimitResetMs(answer: HttpAnswer, now: Millis): number | null {
  if (answer.status !== 429) return null;
  const reset = Number(answer.headers["x-ratelimit-reset"] ?? NaN) * 1000;
  return Number.isNaN(reset) ? null : Math.min(3_600_000, Math.max(0, reset - now));
}

function fail(code: SourceFailure["code"], message: string, waitMs: number | null): NewsPageResult {
  return { ok: false, failure: { code, message }, waitMs };
}
