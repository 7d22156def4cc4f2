import assert from "node:assert/strict";
import { VirtualClock } from "../../../../runtime/clock/virtual.ts";
import { guardedHttp } from "../http/guarded.ts";
import type { HttpClient } from "../http/client.ts";
import type { PollOutcome, Source, SourceFailure } from "../source.ts";
import { COMPRESSORS, utf8 } from "./compress.ts";
import { FakeServer, type Handler, unhurried } from "./server.ts";

/** A source that asks a server of the test's own. */
export interface HostileHarness {
  /** Answers as it should. */
  readonly good: Handler;
  make(server: FakeServer, deps: { http: HttpClient; clock: VirtualClock }): Source;
}

type Code = SourceFailure["code"];

/** An answer that is none, and what it is called. */
export interface HostileVariant {
  readonly what: string;
  readonly handler: Handler;
  readonly codes: readonly Code[];
  /** At least so long is asked for. */
  readonly waitMs?: number;
}

/** Most bytes of a body where these variants are tried. */
export const HOSTILE_BYTES_MAX = 1_000_000;
const LIMIT = HOSTILE_BYTES_MAX;

const status = (code: number, headers: Record<string, string> = {}): Handler => () =>
  new Response("<html><title>No</title></html>", { status: code, headers });

const body = (
  bytes: Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Handler =>
() => new Response(bytes, { headers });

const ACCESS_DENIED = "<!DOCTYPE HTML><html><head><title>Access Denied</title></head></html>";

/** All of them but the server that never ends its answer. */
export const HOSTILE_VARIANTS: readonly HostileVariant[] = [
  {
    what: "an error page with status 200",
    handler: body(utf8(ACCESS_DENIED), { "content-type": "application/rss+xml" }),
    codes: ["not_a_feed"],
  },
  { what: "nothing with status 200", handler: body(utf8("")), codes: ["not_a_feed"] },
  { what: "white space", handler: body(utf8(" \n\t ")), codes: ["not_a_feed"] },
  { what: "data of another kind", handler: body(utf8('{"ok":true}')), codes: ["not_a_feed"] },
  {
    what: "a picture",
    handler: body(new Uint8Array([137, 80, 78, 71, 0, 1])),
    codes: ["not_a_feed"],
  },
  { what: "401", handler: status(401), codes: ["unauthorised"] },
  { what: "403", handler: status(403), codes: ["unauthorised"] },
  { what: "404", handler: status(404), codes: ["http_status"] },
  { what: "410", handler: status(410), codes: ["http_status"] },
  { what: "429 without a word", handler: status(429), codes: ["rate_limited"] },
  {
    what: "429 with Retry-After",
    handler: status(429, { "retry-after": "120" }),
    codes: ["rate_limited"],
    waitMs: 120_000,
  },
  { what: "500", handler: status(500), codes: ["http_status"] },
  {
    what: "503 with Retry-After",
    handler: status(503, { "retry-after": "3600" }),
    codes: ["http_status"],
    waitMs: 3_600_000,
  },
  { what: "a redirect to nowhere", handler: status(302), codes: ["http_status"] },
  {
    what: "more than the limit",
    handler: body(new Uint8Array(LIMIT + 1)),
    codes: ["too_large"],
  },
  {
    what: "a small body that unpacks to more than the limit",
    handler: body(COMPRESSORS.gzip(new Uint8Array(20 * LIMIT)), { "content-encoding": "gzip" }),
    codes: ["too_large"],
  },
  {
    what: "half of a compressed body",
    handler: body(COMPRESSORS.gzip(utf8(ACCESS_DENIED)).slice(0, 30), {
      "content-encoding": "gzip",
    }),
    codes: ["unreadable"],
  },
  {
    what: "a coding nobody asked for",
    handler: body(utf8("x"), { "content-encoding": "zstd" }),
    codes: ["unreadable"],
  },
  {
    what: "a redirect to itself",
    handler: (seen) => Response.redirect(seen.url.href, 301),
    // With credentials it is not followed at all.
    codes: ["too_many_redirects", "http_status"],
  },
  {
    what: "a redirect to this machine",
    handler: () => Response.redirect("http://127.0.0.1:6379/", 302),
    codes: ["address_refused", "http_status"],
  },
  {
    what: "a redirect to the cloud's metadata",
    handler: () => Response.redirect("http://169.254.169.254/latest/meta-data/", 302),
    codes: ["address_refused", "http_status"],
  },
  {
    what: "a broken stream",
    handler: () =>
      new Response(
        new ReadableStream({
          start(stream) {
            stream.enqueue(utf8("<rss"));
            stream.error(new Error("cut"));
          },
        }),
      ),
    codes: ["unreachable"],
  },
];

/** Whatever the other side does is a failure with a name, changes no memory, and passes. */
export function testHostileAnswers(name: string, harness: HostileHarness): void {
  const trial = (
    what: string,
    handler: Handler,
    check: (poll: () => Promise<PollOutcome>, clock: VirtualClock) => Promise<void>,
  ) =>
    Deno.test(`${name} source: ${what}`, async () => {
      await using server = FakeServer.start(harness.good);
      const clock = new VirtualClock(Date.UTC(2026, 6, 27, 15));
      const http = guardedHttp({
        clock,
        allowedHosts: [server.host],
        limits: { bodyBytesMax: LIMIT },
      });
      const source = harness.make(server, { http, clock });
      const before = await source.poll({}, unhurried());
      assert.equal(before.kind, "items");
      server.handler = handler;
      await check(() => source.poll(before.memory, unhurried()), clock);
      server.handler = harness.good;
      const after = await source.poll(before.memory, unhurried());
      assert.notEqual(after.kind, "failed", "it recovers");
    });

  for (const { what, handler, codes, waitMs } of HOSTILE_VARIANTS) {
    trial(`answered ${what}, it fails as ${codes[0]}`, handler, async (poll) => {
      const outcome = await poll();
      assert.ok(outcome.kind === "failed", `found ${outcome.kind}`);
      assert.ok(codes.includes(outcome.failure.code), JSON.stringify(outcome.failure));
      assert.match(outcome.failure.message, /\S+ \S+ \S+/, "a sentence");
      if (waitMs !== undefined) assert.equal(outcome.waitMs, waitMs);
    });
  }

  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const silent: Handler = () => {
    resolve();
    return new Response(new ReadableStream({ start() {} }));
  };
  trial("a server that never ends its answer is given up", silent, async (poll, clock) => {
    const polled = poll();
    await asked;
    await clock.advance(30_000);
    const outcome = await polled;
    assert.equal(outcome.kind === "failed" && outcome.failure.code, "timeout");
  });
}
