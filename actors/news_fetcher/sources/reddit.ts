import { z } from "zod";
import type { Millis, SystemClock } from "../../../runtime/clock/clock.ts";
import { millisSchema } from "../../domain/market.ts";
import type { RedditConfig } from "./catalogue.ts";
import { decodedBody } from "./http/body.ts";
import { HTTP_LIMITS, type HttpAnswer, type HttpClient } from "./http/client.ts";
import { WAIT_MS_MAX } from "./http/retry_after.ts";
import { judgeStatus } from "./http/status.ts";
import { type ListingPage, readListing } from "./reddit/listing.ts";
import { type RedditCredentials, RedditToken } from "./reddit/token.ts";
import type { PollOutcome, SkippedEntry, Source, SourceItem, SourceMemory } from "./source.ts";

/** Posts a page, the most that Reddit gives. */
const PAGE_SIZE = 100;

/** Pages a poll: more only where so much was posted since the last one. */
const PAGES_MAX = 5;

const redditMemorySchema = z.strictObject({
  /** Creation of the newest post that was seen. */
  newestAt: millisSchema.nullable(),
});

type Failed = Extract<PollOutcome, { kind: "failed" }>;

/** Posts of subreddits, from the public API or with an application's token. */
export function redditSource(
  config: RedditConfig,
  deps: {
    readonly http: HttpClient;
    readonly clock: SystemClock;
    /** Needed where the configuration says `access: "oauth"`. */
    readonly credentials: RedditCredentials | null;
  },
): Source {
  const { http, clock, credentials } = deps;
  const isOauth = config.access === "oauth";
  const base = config.baseUrl ??
    (isOauth ? "https://oauth.reddit.com" : "https://www.reddit.com");
  const tokenUrl = config.tokenUrl ?? "https://www.reddit.com/api/v1/access_token";
  const token = credentials === null ? null : new RedditToken(tokenUrl, credentials, http, clock);

  async function ask(
    after: string | null,
    memory: SourceMemory,
    signal: AbortSignal,
  ): Promise<{ readonly answer: HttpAnswer } | Failed> {
    const url = new URL(
      `/r/${config.subreddits.join("+")}/${config.listing}${isOauth ? "" : ".json"}`,
      base,
    );
    url.searchParams.set("limit", String(PAGE_SIZE));
    url.searchParams.set("raw_json", "1");
    if (after !== null) url.searchParams.set("after", after);
    // A token may be revoked before its time: it is renewed once, and no more.
    for (let attempt = 0;; attempt++) {
      const headers: Record<string, string> = {};
      if (isOauth) {
        if (token === null) return failure(memory, "unauthorised", NO_CREDENTIALS);
        const got = await token.get(signal);
        if (!got.ok) return { kind: "failed", failure: got.failure, memory, waitMs: got.waitMs };
        headers.authorization = `Bearer ${got.token}`;
      }
      const result = await http.send({
        method: "GET",
        url: url.href,
        headers: { accept: "application/json" },
        ...isOauth ? { secretHeaders: headers } : {},
      }, signal);
      if (!result.ok) return { kind: "failed", failure: result.failure, memory, waitMs: null };
      if (result.answer.status !== 401 || token === null || attempt > 0) {
        return { answer: result.answer };
      }
      token.drop();
    }
  }

  return {
    name: config.name,
    async poll(memory, signal) {
      const known = redditMemorySchema.safeParse(memory).data?.newestAt ?? null;
      const items: SourceItem[] = [];
      const skipped: SkippedEntry[] = [];
      let newestAt = known;
      let after: string | null = null;
      let waitMs: number | null = null;
      for (let pages = 0; pages < PAGES_MAX; pages++) {
        const asked = await ask(after, memory, signal);
        if ("kind" in asked) return asked;
        const read = await readListingAnswer(config, asked.answer, memory, clock.now());
        if ("kind" in read) return read;
        items.push(...read.page.items);
        skipped.push(...read.page.skipped);
        newestAt = later(newestAt, read.page.newestAt);
        waitMs = read.waitMs;
        after = read.page.after;
        if (!hasGap(config, read.page, known) || waitMs !== null) break;
      }
      // A post dated in the future would make every later page look seen.
      if (newestAt !== null) newestAt = Math.min(newestAt, clock.now());
      return { kind: "items", items, skipped, memory: { newestAt }, waitMs };
    },
  };
}

const NO_CREDENTIALS =
  'the source asks with access "oauth" but there are no credentials of a Reddit application; ' +
  'set them or use access "public"';

/** True where posts between the last poll and this page's oldest may be on the next page. */
function hasGap(config: RedditConfig, page: ListingPage, known: Millis | null): boolean {
  if (config.listing !== "new" || known === null || page.after === null) return false;
  return page.oldestAt !== null && page.oldestAt > known;
}

/** What an answer to a listing's request comes to, fresh from the network or recorded. */
export async function readListingAnswer(
  config: RedditConfig,
  answer: HttpAnswer,
  memory: SourceMemory,
  now: Millis,
): Promise<{ readonly page: ListingPage; readonly waitMs: number | null } | Failed> {
  const waitMs = rateLimitWaitMs(answer.headers);
  const verdict = judgeStatus(answer, now);
  if (verdict.kind === "failed") {
    const forbidden = verdict.failure.code === "unauthorised"
      ? `${verdict.failure.message}; the subreddit is private or banned, or Reddit refuses access "${config.access}"`
      : verdict.failure.message;
    return {
      kind: "failed",
      failure: { ...verdict.failure, message: forbidden },
      memory,
      waitMs: later(
        verdict.waitMs,
        verdict.failure.code === "rate_limited" ? resetMs(answer) : waitMs,
      ),
    };
  }
  if (verdict.kind === "unchanged") {
    return failure(memory, "http_status", "Reddit answered 304 unasked");
  }
  const body = await decodedBody(answer, HTTP_LIMITS.bodyBytesMax);
  if (!body.ok) return { kind: "failed", failure: body.failure, memory, waitMs };
  const listing = readListing(body.bytes, config.scoreMin);
  if (!listing.ok) return { kind: "failed", failure: listing.failure, memory, waitMs };
  return { page: listing.page, waitMs };
}

/** Until the window ends, where fewer than two requests are left in it; else null. */
function rateLimitWaitMs(headers: HttpAnswer["headers"]): number | null {
  const remaining = Number(headers["x-ratelimit-remaining"] ?? Infinity);
  return remaining < 2 ? resetOf(headers) : null;
}

function resetMs(answer: HttpAnswer): number | null {
  return resetOf(answer.headers);
}

function resetOf(headers: HttpAnswer["headers"]): number | null {
  const seconds = Number(headers["x-ratelimit-reset"] ?? NaN);
  return seconds >= 0 ? Math.min(WAIT_MS_MAX, Math.ceil(seconds * 1000)) : null;
}

function later(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

function failure(memory: SourceMemory, code: Failed["failure"]["code"], message: string): Failed {
  return { kind: "failed", failure: { code, message }, memory, waitMs: null };
}
