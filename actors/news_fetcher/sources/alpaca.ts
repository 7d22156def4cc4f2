import { z } from "zod";
import type { Randomness, SystemClock } from "../../../runtime/clock/clock.ts";
import { millisSchema } from "../../domain/market.ts";
import { isoTime } from "../../domain/iso_time.ts";
import { Backoff } from "../../alpaca/backoff.ts";
import type { AlpacaCredentials } from "../../alpaca/credentials.ts";
import { runSession } from "../../alpaca/session.ts";
import { NEWS_STREAM, readNewsMessage } from "./alpaca/frames.ts";
import { readNewsAnswer } from "./alpaca/page.ts";
import type { AlpacaNewsConfig } from "./catalogue.ts";
import type { HttpClient } from "./http/client.ts";
import type { PollOutcome, SkippedEntry, Source, SourceItem, SourceMemory } from "./source.ts";

/** Articles a page, the most that Alpaca gives. */
const PAGE_SIZE = 50;

/** Pages a poll; what is left waits for the next one. */
const PAGES_MAX = 40;

/** News may be indexed late: each poll looks back a little before the newest that was seen. */
const OVERLAP_MS = 600_000;

const alpacaMemorySchema = z.strictObject({
  /** The latest update that was seen. */
  updatedAt: millisSchema,
  /** Where an unfinished listing goes on, with the start that it was asked with. */
  unfinished: z.strictObject({ start: millisSchema, pageToken: z.string().max(1_024) }).nullable(),
});

/** What Alpaca news needs around it. */
export interface AlpacaNewsDeps {
  readonly http: HttpClient;
  readonly clock: SystemClock;
  readonly random: Randomness;
  readonly credentials: AlpacaCredentials | null;
  readonly openSocket?: (url: string) => WebSocket;
  /** Keeps every frame of the socket. */
  readonly recordFrame?: (text: string) => void;
}

/** Alpaca's news: REST fills the gaps that the socket leaves. */
export function alpacaNewsSource(config: AlpacaNewsConfig, deps: AlpacaNewsDeps): Source {
  const { clock, credentials } = deps;
  return {
    name: config.name,
    async poll(memory, signal) {
      if (credentials === null) return missingKeys(memory);
      return await pollNews(config, { ...deps, credentials }, memory, signal);
    },
    async listen(heard, signal, trouble) {
      if (credentials === null) {
        trouble?.(missingKeys({}).failure, clock.now());
        return await aborted(signal);
      }
      const backoff = new Backoff(deps.random);
      while (!signal.aborted) {
        const end = await runSession({
          url: config.streamUrl,
          stream: NEWS_STREAM,
          channels: { news: config.symbols.length === 0 ? ["*"] : config.symbols },
          readData: readNewsMessage,
          credentials,
          clock,
          openSocket: deps.openSocket ?? ((url) => new WebSocket(url)),
          onFrame: (text) => deps.recordFrame?.(text),
          onEvents(events) {
            const items = events.flatMap((event) => event.kind === "item" ? [event.item] : []);
            if (items.length > 0) heard(items, clock.now());
          },
        }, signal);
        if (end === null) return;
        trouble?.(end.failure, clock.now());
        const waitMs = backoff.after(end);
        // It rejects for one reason only: the signal, which the loop looks at.
        await clock.sleep(waitMs, signal).catch(() => {});
      }
    },
  };
}

async function pollNews(
  config: AlpacaNewsConfig,
  deps: AlpacaNewsDeps & { readonly credentials: AlpacaCredentials },
  memory: SourceMemory,
  signal: AbortSignal,
): Promise<PollOutcome> {
  const known = alpacaMemorySchema.safeParse(memory).data ?? null;
  const firstStart = deps.clock.now() - config.lookbackMs;
  const start = known?.unfinished?.start ??
    (known === null ? firstStart : known.updatedAt - OVERLAP_MS);
  let pageToken = known?.unfinished?.pageToken ?? null;
  let updatedAt = known?.updatedAt ?? firstStart;
  const items: SourceItem[] = [];
  const skipped: SkippedEntry[] = [];
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const { credentials: { keyId, secret } } = deps;
    const result = await deps.http.send({
      method: "GET",
      url: newsUrl(config, start, pageToken),
      headers: { accept: "application/json" },
      secretHeaders: { "APCA-API-KEY-ID": keyId, "APCA-API-SECRET-KEY": secret },
    }, signal);
    if (!result.ok) return { kind: "failed", failure: result.failure, memory, waitMs: null };
    const read = await readNewsAnswer(result.answer, deps.clock.now());
    if (!read.ok) {
      // A page token that is refused would be refused for ever.
      const isStale = result.answer.status === 400 && known !== null && known.unfinished !== null;
      const next = isStale ? { ...known, unfinished: null } : memory;
      return { kind: "failed", failure: read.failure, memory: next, waitMs: read.waitMs };
    }
    items.push(...read.page.items);
    skipped.push(...read.page.skipped);
    // An article dated in the future must not keep us from all that comes before it.
    const newest = Math.min(read.page.updatedAt ?? updatedAt, deps.clock.now());
    updatedAt = Math.max(updatedAt, newest);
    pageToken = read.page.nextPageToken;
    if (pageToken === null) break;
  }
  const unfinished = pageToken === null ? null : { start, pageToken };
  return { kind: "items", items, skipped, memory: { updatedAt, unfinished }, waitMs: null };
}

function newsUrl(config: AlpacaNewsConfig, start: number, pageToken: string | null): string {
  const url = new URL("/v1beta1/news", config.baseUrl);
  // Oldest first: a listing that is broken off loses its newest, which the next poll asks for.
  url.searchParams.set("sort", "asc");
  url.searchParams.set("limit", String(PAGE_SIZE));
  url.searchParams.set("start", isoTime(start));
  if (config.symbols.length > 0) url.searchParams.set("symbols", config.symbols.join(","));
  if (pageToken !== null) url.searchParams.set("page_token", pageToken);
  return url.href;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true })
  );
}

function missingKeys(memory: SourceMemory): Extract<PollOutcome, { kind: "failed" }> {
  const message = "there is no Alpaca key pair; set it or disable the source";
  return { kind: "failed", failure: { code: "unauthorised", message }, memory, waitMs: null };
}
