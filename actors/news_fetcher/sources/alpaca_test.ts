import assert from "node:assert/strict";
import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { VirtualClock } from "../../../runtime/clock/virtual.ts";
import { alpacaNewsSource } from "./alpaca.ts";
import type { AlpacaCredentials } from "../../alpaca/credentials.ts";
import { type AlpacaNewsConfig, sourceConfigSchema } from "./catalogue.ts";
import { testSourceContract } from "./contract.ts";
import { guardedHttp } from "./http/guarded.ts";
import { ALPACA_CREDENTIALS, FakeAlpacaNews } from "./testing/alpaca_news.ts";
import { testHostileAnswers } from "./testing/hostile.ts";
import { unhurried } from "./testing/server.ts";

const NOW = Date.UTC(2026, 6, 27, 15);

function configOf(base: string, symbols: readonly string[] = []): AlpacaNewsConfig {
  const config = sourceConfigSchema.parse({
    kind: "alpaca_news",
    name: "alpaca",
    baseUrl: base,
    symbols,
  });
  assert.ok(config.kind === "alpaca_news");
  return config;
}

function sourceOn(
  alpaca: FakeAlpacaNews,
  symbols: readonly string[] = [],
  credentials: AlpacaCredentials | null = ALPACA_CREDENTIALS,
) {
  const clock = new VirtualClock(NOW);
  const http = guardedHttp({ clock, allowedHosts: [alpaca.server.host] });
  const random = seededRandomness(1);
  return alpacaNewsSource(configOf(alpaca.server.url(), symbols), {
    http,
    clock,
    random,
    credentials,
  });
}

testSourceContract("alpaca", () => {
  const alpaca = new FakeAlpacaNews();
  return {
    make: () => sourceOn(alpaca),
    tell: (headline) => alpaca.publish({ headline }),
    [Symbol.asyncDispose]: () => alpaca[Symbol.asyncDispose](),
  };
});

testHostileAnswers("alpaca", {
  good: () => Response.json({ news: [], next_page_token: null }),
  make: (server, deps) =>
    alpacaNewsSource(configOf(server.url()), {
      ...deps,
      random: seededRandomness(1),
      credentials: ALPACA_CREDENTIALS,
    }),
});

Deno.test("an article comes with its symbols, dates and link, HTML undone", async () => {
  await using alpaca = new FakeAlpacaNews();
  alpaca.publish({
    headline: "Apple&#39;s <b>iPhone</b> sales rise",
    summary: "<p>More &amp; more</p>",
    symbols: ["AAPL", "BTCUSD", "not a symbol", "AAPL"],
    createdAt: NOW - 60_000,
  });
  const outcome = await sourceOn(alpaca).poll({}, unhurried());
  assert.ok(outcome.kind === "items");
  assert.deepEqual(outcome.items, [{
    guid: "1",
    url: "https://news.example/1",
    title: "Apple's iPhone sales rise",
    summary: "More & more",
    publishedAt: NOW - 60_000,
    symbols: ["AAPL", "BTCUSD"],
  }]);
});

Deno.test("the listing is read to its last page", async () => {
  await using alpaca = new FakeAlpacaNews();
  for (let i = 0; i < 120; i++) alpaca.publish({ headline: `News ${i}` });
  const outcome = await sourceOn(alpaca).poll({}, unhurried());
  assert.equal(outcome.kind === "items" && outcome.items.length, 120);
  assert.equal(alpaca.server.seen.length, 3);
});

Deno.test("a backlog that a poll cannot hold is gone on with by the next one", async () => {
  await using alpaca = new FakeAlpacaNews();
  for (let i = 0; i < 2_030; i++) {
    alpaca.publish({ headline: `News ${i}`, createdAt: NOW - 2_030 + i });
  }
  const source = sourceOn(alpaca);
  const first = await source.poll({}, unhurried());
  assert.equal(first.kind === "items" && first.items.length, 2_000);
  const second = await source.poll(first.memory, unhurried());
  assert.equal(second.kind === "items" && second.items.length, 30);
});

Deno.test("a page token that is refused is forgotten, so that the listing begins anew", async () => {
  await using alpaca = new FakeAlpacaNews();
  alpaca.publish({ headline: "News" });
  const source = sourceOn(alpaca);
  const stale = { updatedAt: NOW, unfinished: { start: NOW - 86_400_000, pageToken: "gone" } };
  const refused = await source.poll(stale, unhurried());
  assert.equal(refused.kind, "failed");
  const again = await source.poll(refused.memory, unhurried());
  assert.equal(again.kind, "items");
});

Deno.test("later polls ask from the newest that was seen, and a little before", async () => {
  await using alpaca = new FakeAlpacaNews();
  alpaca.publish({ headline: "Newest", createdAt: NOW - 1_000 });
  const source = sourceOn(alpaca, ["AAPL", "MSFT"]);
  const first = await source.poll({}, unhurried());
  alpaca.publish({ headline: "About Apple", symbols: ["AAPL"], createdAt: NOW });
  const second = await source.poll(first.memory, unhurried());
  assert.equal(second.kind === "items" && second.items[0]?.title, "About Apple");
  await source.poll(second.memory, unhurried());
  const starts = alpaca.server.seen.map(({ url }) => url.searchParams.get("start"));
  assert.deepEqual(starts, [
    new Date(NOW - 86_400_000).toISOString(),
    new Date(NOW - 86_400_000 - 600_000).toISOString(),
    new Date(NOW - 600_000).toISOString(),
  ]);
  assert.equal(alpaca.server.seen[0]?.url.searchParams.get("symbols"), "AAPL,MSFT");
});

Deno.test("an article dated in the future does not silence what comes before it", async () => {
  await using alpaca = new FakeAlpacaNews();
  alpaca.publish({ headline: "From 2099", createdAt: Date.UTC(2099, 0, 1) });
  const source = sourceOn(alpaca);
  const first = await source.poll({}, unhurried());
  alpaca.publish({ headline: "From today", createdAt: NOW });
  const second = await source.poll(first.memory, unhurried());
  assert.ok(second.kind === "items");
  assert.ok(second.items.some(({ title }) => title === "From today"));
});

Deno.test("entries that cannot be used are left out and named", async () => {
  await using alpaca = new FakeAlpacaNews();
  alpaca.server.handler = () =>
    Response.json({
      news: [{ id: 7 }, { id: 8, headline: " " }, "x", { id: 9, headline: "Kept", url: "" }],
      next_page_token: null,
    });
  const outcome = await sourceOn(alpaca).poll({}, unhurried());
  assert.ok(outcome.kind === "items");
  assert.deepEqual(outcome.items.map(({ guid, publishedAt }) => [guid, publishedAt]), [[
    "9",
    null,
  ]]);
  assert.deepEqual(outcome.skipped.map(({ what }) => what), [
    "article 7",
    "article 8",
    "an article",
  ]);
});

Deno.test("keys that are missing or wrong are a failure that says so", async () => {
  await using alpaca = new FakeAlpacaNews();
  for (const keys of [null, { keyId: "PKTEST", secret: "wrong" }]) {
    const outcome = await sourceOn(alpaca, [], keys).poll({}, unhurried());
    assert.ok(outcome.kind === "failed");
    assert.equal(outcome.failure.code, "unauthorised");
    assert.match(outcome.failure.message, /key pair/);
  }
});
