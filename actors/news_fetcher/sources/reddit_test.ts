import assert from "node:assert/strict";
import { VirtualClock } from "../../../runtime/clock/virtual.ts";
import { type RedditConfig, sourceConfigSchema } from "./catalogue.ts";
import { testSourceContract } from "./contract.ts";
import { guardedHttp } from "./http/guarded.ts";
import { redditSource } from "./reddit.ts";
import type { RedditCredentials } from "./reddit/token.ts";
import { testHostileAnswers } from "./testing/hostile.ts";
import { FakeReddit, REDDIT_CREDENTIALS } from "./testing/reddit.ts";
import { unhurried } from "./testing/server.ts";

type Options = Readonly<Partial<Pick<RedditConfig, "access" | "scoreMin" | "listing">>>;

function configOf(base: string, options: Options = {}): RedditConfig {
  const config = sourceConfigSchema.parse({
    kind: "reddit",
    name: "stocks",
    subreddits: ["stocks", "investing"],
    baseUrl: base,
    tokenUrl: new URL("/api/v1/access_token", base).href,
    ...options,
  });
  assert.ok(config.kind === "reddit");
  return config;
}

function sourceOn(
  reddit: FakeReddit,
  options: Options = {},
  credentials: RedditCredentials | null = REDDIT_CREDENTIALS,
  clock = new VirtualClock(Date.UTC(2026, 6, 27, 15)),
) {
  const http = guardedHttp({ clock, allowedHosts: [reddit.server.host] });
  return redditSource(configOf(reddit.server.url(), options), { http, clock, credentials });
}

for (const access of ["public", "oauth"] as const) {
  testSourceContract(`reddit, ${access},`, () => {
    const reddit = new FakeReddit();
    return {
      make: () => sourceOn(reddit, { access }),
      tell: (title) => reddit.post({ title }),
      [Symbol.asyncDispose]: () => reddit[Symbol.asyncDispose](),
    };
  });
}

const EMPTY = { kind: "Listing", data: { children: [], after: null } };

testHostileAnswers("reddit", {
  good: () => Response.json(EMPTY),
  make: (server, deps) => redditSource(configOf(server.url()), { ...deps, credentials: null }),
});

Deno.test("subreddits are asked for together, publicly as JSON, with a token at the other host", async () => {
  await using reddit = new FakeReddit();
  await sourceOn(reddit).poll({}, unhurried());
  await sourceOn(reddit, { access: "oauth", listing: "hot" }).poll({}, unhurried());
  assert.deepEqual(reddit.server.seen.map(({ method, url }) => `${method} ${url.pathname}`), [
    "GET /r/stocks+investing/new.json",
    "POST /api/v1/access_token",
    "GET /r/stocks+investing/hot",
  ]);
});

Deno.test("posts below the minimum score wait until they have it", async () => {
  await using reddit = new FakeReddit();
  reddit.post({ title: "Low", score: 3 });
  reddit.post({ title: "High", score: 30 });
  const outcome = await sourceOn(reddit, { scoreMin: 10 }).poll({}, unhurried());
  assert.ok(outcome.kind === "items");
  assert.deepEqual(outcome.items.map(({ title }) => title), ["High"]);
  assert.match(outcome.skipped[0]?.why ?? "", /its score 3 is below 10/);
  const later = await sourceOn(reddit, { scoreMin: 3 }).poll(outcome.memory, unhurried());
  assert.equal(later.kind === "items" && later.items.length, 2);
});

Deno.test("posts that were removed or deleted are left out", async () => {
  await using reddit = new FakeReddit();
  reddit.post({ title: "Kept", selftext: "Fed &amp; rates" });
  reddit.post({ title: "By a moderator", removed: "moderator" });
  reddit.post({ title: "By its author", author: "[deleted]" });
  reddit.post({ title: "Without its text", selftext: "[removed]" });
  reddit.post({ title: "[deleted by user]" });
  const outcome = await sourceOn(reddit).poll({}, unhurried());
  assert.ok(outcome.kind === "items");
  assert.deepEqual(outcome.items.map(({ title, summary }) => [title, summary]), [
    ["Kept", "Fed & rates"],
  ]);
  assert.equal(outcome.skipped.length, 4);
});

Deno.test("where more was posted than a page holds, further pages are asked for", async () => {
  await using reddit = new FakeReddit();
  reddit.pageSize = 2;
  reddit.post({ title: "1" });
  const source = sourceOn(reddit);
  const first = await source.poll({}, unhurried());
  for (const title of ["2", "3", "4", "5", "6"]) reddit.post({ title });
  const second = await source.poll(first.memory, unhurried());
  assert.ok(second.kind === "items");
  assert.deepEqual(second.items.map(({ title }) => title), ["6", "5", "4", "3", "2", "1"]);
  const third = await source.poll(second.memory, unhurried());
  assert.equal(third.kind === "items" && third.items.length, 2, "the first page alone");
});

Deno.test("a used-up rate limit is a wish to be left alone until its window ends", async () => {
  await using reddit = new FakeReddit();
  reddit.rateHeaders = { "x-ratelimit-remaining": "0.0", "x-ratelimit-reset": "211" };
  const outcome = await sourceOn(reddit).poll({}, unhurried());
  assert.equal(outcome.kind, "items");
  assert.equal(outcome.waitMs, 211_000);
  reddit.rateHeaders = { "x-ratelimit-remaining": "598", "x-ratelimit-reset": "211" };
  assert.equal((await sourceOn(reddit).poll({}, unhurried())).waitMs, null);
  reddit.server.handler = () =>
    new Response("", { status: 429, headers: { "x-ratelimit-reset": "33" } });
  const limited = await sourceOn(reddit).poll({}, unhurried());
  assert.ok(limited.kind === "failed");
  assert.equal(limited.failure.code, "rate_limited");
  assert.equal(limited.waitMs, 33_000);
});

Deno.test("a token is asked for once, and again before it ends or when it was revoked", async () => {
  await using reddit = new FakeReddit();
  const clock = new VirtualClock();
  const source = sourceOn(reddit, { access: "oauth" }, REDDIT_CREDENTIALS, clock);
  const poll = async () => (await source.poll({}, unhurried())).kind;
  assert.deepEqual([await poll(), await poll(), reddit.tokens], ["items", "items", 1]);
  await clock.advance((reddit.tokenSeconds - 59) * 1000);
  assert.deepEqual([await poll(), reddit.tokens], ["items", 2]);
  reddit.revoke();
  assert.deepEqual([await poll(), reddit.tokens], ["items", 3]);
});

Deno.test("a token that is never accepted is no endless round", async () => {
  await using reddit = new FakeReddit();
  const { handle } = reddit;
  reddit.server.handler = (seen) =>
    seen.method === "POST" ? handle(seen) : new Response("", { status: 401 });
  const outcome = await sourceOn(reddit, { access: "oauth" }).poll({}, unhurried());
  assert.equal(outcome.kind === "failed" && outcome.failure.code, "unauthorised");
  assert.equal(reddit.server.seen.length, 4, "two tokens, two listings");
});

Deno.test("wrong or missing credentials are a failure that says so", async () => {
  await using reddit = new FakeReddit();
  const wrong = { clientId: "x", clientSecret: "y" };
  for (const credentials of [wrong, null]) {
    const outcome = await sourceOn(reddit, { access: "oauth" }, credentials).poll({}, unhurried());
    assert.ok(outcome.kind === "failed");
    assert.equal(outcome.failure.code, "unauthorised");
    assert.match(outcome.failure.message, /credentials/);
  }
});
