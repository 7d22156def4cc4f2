import assert from "node:assert/strict";
import { systemClock } from "../../../runtime/clock/system.ts";
import { type RssConfig, sourceConfigSchema } from "./catalogue.ts";
import { testSourceContract } from "./contract.ts";
import { guardedHttp } from "./http/guarded.ts";
import { rssSource } from "./rss.ts";
import { COMPRESSORS, utf8 } from "./testing/compress.ts";
import { FakeFeed, rss } from "./testing/feed.ts";
import { testHostileAnswers } from "./testing/hostile.ts";
import { FakeServer, unhurried } from "./testing/server.ts";

function configOf(url: string): RssConfig {
  const config = sourceConfigSchema.parse({ kind: "rss", name: "wire", url });
  assert.ok(config.kind === "rss");
  return config;
}

function sourceOn(server: FakeServer) {
  const http = guardedHttp({ clock: systemClock, allowedHosts: [server.host] });
  return rssSource(configOf(server.url("/feed")), { http, clock: systemClock });
}

testSourceContract("rss", () => {
  const feed = new FakeFeed();
  const server = FakeServer.start(feed.handler);
  return {
    make: () => sourceOn(server),
    tell: (headline) => feed.tell(headline),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
});

testHostileAnswers("rss", {
  good: () => new Response(rss("<item><title>Fed holds rates</title></item>")),
  make: (server, deps) => rssSource(configOf(server.url("/feed")), deps),
});

Deno.test("a feed that has not changed is not sent again", async () => {
  const feed = new FakeFeed();
  feed.tell("One");
  await using server = FakeServer.start(feed.handler);
  const source = sourceOn(server);
  const first = await source.poll({}, unhurried());
  assert.equal(first.kind, "items");
  assert.equal((await source.poll(first.memory, unhurried())).kind, "unchanged");
  feed.tell("Two");
  const third = await source.poll(first.memory, unhurried());
  assert.equal(third.kind === "items" && third.items.length, 2);
});

Deno.test("Last-Modified is a validator too, and both belong to the URL that gave them", async () => {
  const modified = "Thu, 16 Jul 2026 18:00:00 GMT";
  await using server = FakeServer.start(({ headers }) =>
    headers.get("if-modified-since") === modified
      ? new Response(null, { status: 304 })
      : new Response(rss(""), { headers: { "last-modified": modified } })
  );
  const http = guardedHttp({ clock: systemClock, allowedHosts: [server.host] });
  const source = sourceOn(server);
  const { memory } = await source.poll({}, unhurried());
  assert.equal((await source.poll(memory, unhurried())).kind, "unchanged");
  const moved = rssSource(configOf(server.url("/other")), { http, clock: systemClock });
  assert.equal((await moved.poll(memory, unhurried())).kind, "items");
});

Deno.test("a feed may come compressed in every way that was asked for", async () => {
  const xml = rss("<item><title>Gewinn übertrifft Erwartungen</title></item>");
  for (const coding of ["gzip", "deflate", "br"] as const) {
    await using server = FakeServer.start(() =>
      new Response(COMPRESSORS[coding](utf8(xml)), { headers: { "content-encoding": coding } })
    );
    const outcome = await sourceOn(server).poll({}, unhurried());
    assert.ok(outcome.kind === "items", coding);
    assert.equal(outcome.items[0]?.title, "Gewinn übertrifft Erwartungen");
  }
});

Deno.test("relative links belong to where the feed came from in the end", async () => {
  await using server = FakeServer.start(({ url }) =>
    url.pathname === "/feed"
      ? Response.redirect(server.url("/moved/feed"), 301)
      : new Response(rss("<item><title>A</title><link>story/1</link></item>"))
  );
  const outcome = await sourceOn(server).poll({}, unhurried());
  assert.ok(outcome.kind === "items");
  assert.equal(outcome.items[0]?.url, server.url("/moved/story/1"));
});
