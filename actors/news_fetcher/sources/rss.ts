import { z } from "zod";
import type { SystemClock } from "../../../runtime/clock/clock.ts";
import type { RssConfig } from "./catalogue.ts";
import { decodedBody } from "./http/body.ts";
import { HTTP_LIMITS, type HttpAnswer, type HttpClient } from "./http/client.ts";
import { judgeStatus } from "./http/status.ts";
import { readFeed } from "./rss/read_feed.ts";
import type { PollOutcome, Source, SourceMemory } from "./source.ts";

const validator = z.string().min(1).max(1_024).regex(/^[\x20-\x7e]+$/);

/** The validators of the last whole answer (RFC 9110, 13.1), for the very URL that gave them. */
const rssMemorySchema = z.strictObject({
  url: z.string().max(2_048),
  etag: validator.nullable(),
  lastModified: validator.nullable(),
});

/** RSS 0.9x, 1.0, 2.0 and Atom over conditional GET. */
export function rssSource(
  config: RssConfig,
  { http, clock }: { readonly http: HttpClient; readonly clock: SystemClock },
): Source {
  return {
    name: config.name,
    async poll(memory, signal) {
      const known = rssMemorySchema.safeParse(memory).data;
      const ours = known?.url === config.url ? known : null;
      const headers: Record<string, string> = { accept: ACCEPT };
      if (ours?.etag) headers["if-none-match"] = ours.etag;
      if (ours?.lastModified) headers["if-modified-since"] = ours.lastModified;
      const result = await http.send({ method: "GET", url: config.url, headers }, signal);
      if (!result.ok) return { kind: "failed", failure: result.failure, memory, waitMs: null };
      return await readFeedAnswer(config, result.answer, memory, clock.now());
    },
  };
}

const ACCEPT = "application/rss+xml, application/atom+xml, application/rdf+xml;q=0.9, " +
  "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1";

/** What an answer to a feed's request comes to, whether it is fresh from the network or recorded. */
export async function readFeedAnswer(
  config: RssConfig,
  answer: HttpAnswer,
  memory: SourceMemory,
  now: number,
): Promise<PollOutcome> {
  const verdict = judgeStatus(answer, now);
  if (verdict.kind !== "content") return { ...verdict, memory };
  const body = await decodedBody(answer, HTTP_LIMITS.bodyBytesMax);
  if (!body.ok) return { kind: "failed", failure: body.failure, memory, waitMs: null };
  const feed = await readFeed(body.bytes, answer.headers["content-type"], answer.url);
  if (!feed.ok) return { kind: "failed", failure: feed.failure, memory, waitMs: null };
  const next = {
    url: config.url,
    etag: validator.safeParse(answer.headers.etag).data ?? null,
    lastModified: validator.safeParse(answer.headers["last-modified"]).data ?? null,
  };
  return { kind: "items", items: feed.items, skipped: feed.skipped, memory: next, waitMs: null };
}
