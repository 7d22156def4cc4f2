import type { Millis } from "../../../../runtime/clock/clock.ts";
import { MINUTE } from "./bench.ts";
import type { SourceFailure } from "../../sources/source.ts";
import type { Handler, Seen } from "../../sources/testing/server.ts";

/** What a server did to one source, counted on its own side. */
export interface ServedCount {
  /** Whole answers with entries. */
  good: number;
  unchanged: number;
  /** Answers that are none. */
  bad: number;
  /** Entries in all good answers. */
  entries: number;
}

/** One source as a server serves it: what it has told by a minute, and what is wrong then. */
export interface ServedSource {
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  /** The document with the first `share` of its entries, and how many these are. */
  document(share: number): { readonly body: Uint8Array<ArrayBuffer>; readonly entries: number };
  readonly contentType: string;
  /** What is answered in the given minute instead, or null. */
  fault(minute: number): Handler | null;
}

/** From when on everything has been told, in minutes. */
const ALL_TOLD = 40;

const NO_MORE_POSTS = '{"kind":"Listing","data":{"children":[],"after":null}}';

/** Serves one source over an hour, with validators, and counts. */
export class ServedFeed {
  readonly count: ServedCount = { good: 0, unchanged: 0, bad: 0, entries: 0 };
  /** When it was asked. */
  readonly askedAt: Millis[] = [];
  /** When it said "not before", and until when. */
  readonly rests: { readonly from: Millis; readonly until: Millis }[] = [];

  constructor(
    readonly source: ServedSource,
    private readonly start: Millis,
    private readonly now: () => Millis,
  ) {}

  readonly handler: Handler = async (seen) => {
    // The page behind the last one, which a reader of listings asks for within one poll.
    if (seen.url.searchParams.has("after")) return new Response(NO_MORE_POSTS);
    const now = this.now();
    const minute = Math.floor((now - this.start) / MINUTE);
    // No time passes within a poll: what comes at the same moment was led here by a redirect.
    const isOnward = this.askedAt.at(-1) === now;
    if (!isOnward) this.askedAt.push(now);
    const fault = this.source.fault(minute);
    if (fault !== null) {
      const answer = await fault(seen);
      if (answer.headers.get("location")?.startsWith("/")) return answer;
      if (!isOnward) this.count.bad++;
      const seconds = Number(answer.headers.get("retry-after") ?? 0);
      if (seconds > 0) this.rests.push({ from: now, until: now + seconds * 1_000 });
      return answer;
    }
    return this.#content(seen, Math.min(1, (minute + 1) / ALL_TOLD));
  };

  /** What a redirect leads to: the feed itself, elsewhere. */
  readonly moved: Handler = (seen) =>
    this.#content(
      seen,
      Math.min(1, (Math.floor((this.now() - this.start) / MINUTE) + 1) / ALL_TOLD),
    );

  #content({ headers }: Seen, share: number): Response {
    const { body, entries } = this.source.document(share);
    const etag = `"${entries}"`;
    if (headers.get("if-none-match") === etag) {
      this.count.unchanged++;
      return new Response(null, { status: 304 });
    }
    this.count.good++;
    this.count.entries += entries;
    return new Response(body, { headers: { etag, "content-type": this.source.contentType } });
  }
}

/** The troubles that every feed has twice an hour, each by the name that it must be given. */
export const TROUBLES: readonly {
  readonly code: SourceFailure["code"] | null;
  readonly handler: Handler;
}[] = [
  { code: "http_status", handler: () => new Response("", { status: 503 }) },
  {
    code: "rate_limited",
    handler: () => new Response("", { status: 429, headers: { "retry-after": "300" } }),
  },
  {
    code: null,
    handler: ({ url }) =>
      new Response(null, { status: 302, headers: { location: `/moved${url.pathname}` } }),
  },
  {
    code: "not_a_feed",
    handler: () =>
      new Response("<!DOCTYPE html><html><head><title>Access Denied</title></head></html>"),
  },
  {
    code: "unreadable",
    handler: () => new Response("half", { headers: { "content-encoding": "gzip" } }),
  },
];

/** The `n`-th source has its troubles in these minutes: two kinds, one after the other. */
export function troubleAt(n: number, minute: number): Handler | null {
  const begin = 8 + (n % 4);
  if (minute >= begin && minute < begin + 6) return TROUBLES[n % TROUBLES.length]!.handler;
  if (minute >= 25 && minute < 30) return TROUBLES[(n + 1) % TROUBLES.length]!.handler;
  return null;
}

/**
 * A feed's file cut to the first entries that it told: the last in the file, since feeds tell the
 * newest first. The rest of it stays as it is, byte for byte.
 */
export function cutFeed(file: Uint8Array, share: number): {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly entries: number;
} {
  // One character a byte, whatever the encoding is: all that is looked for is ASCII.
  const text = Array.from(file, (byte) => String.fromCharCode(byte)).join("");
  const all = [...text.matchAll(/<(item|entry)[\s>][\s\S]*?<\/\1>/g)];
  const entries = Math.ceil(all.length * share);
  let cut = text;
  for (const match of all.slice(0, all.length - entries).reverse()) {
    cut = cut.slice(0, match.index) + cut.slice(match.index + match[0].length);
  }
  return { body: Uint8Array.from(cut, (character) => character.charCodeAt(0)), entries };
}

/** A listing of Reddit's cut to the first posts that it told, likewise. */
export function cutListing(file: Uint8Array, share: number): {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly entries: number;
} {
  const listing = JSON.parse(new TextDecoder().decode(file));
  const { children } = listing.data;
  const entries = Math.ceil(children.length * share);
  listing.data.children = children.slice(children.length - entries);
  return { body: new TextEncoder().encode(JSON.stringify(listing)), entries };
}
