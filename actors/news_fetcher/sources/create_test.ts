import assert from "node:assert/strict";
import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { VirtualClock } from "../../../runtime/clock/virtual.ts";
import { sourceConfigSchema } from "./catalogue.ts";
import { createSource } from "./create.ts";
import type { HttpRequest } from "./http/client.ts";
import { ALPACA_CREDENTIALS } from "./testing/alpaca_news.ts";
import { REDDIT_CREDENTIALS } from "./testing/reddit.ts";
import { unhurried } from "./testing/server.ts";

/** Polls a source once, and returns how it failed and what it sent. */
async function tried(config: unknown, allowedHosts: readonly string[] = []) {
  const sent: HttpRequest[] = [];
  const source = createSource(sourceConfigSchema.parse(config), {
    http: {
      send(request) {
        sent.push(request);
        return Promise.resolve({ ok: false, failure: { code: "timeout", message: "no network" } });
      },
    },
    clock: new VirtualClock(),
    random: seededRandomness(1),
    credentials: { alpaca: ALPACA_CREDENTIALS, reddit: REDDIT_CREDENTIALS },
    allowedHosts,
    recordTo: null,
  });
  const outcome = await source.poll({}, unhurried());
  assert.ok(outcome.kind === "failed");
  return {
    name: source.name,
    code: outcome.failure.code,
    sent,
    listens: source.listen !== undefined,
  };
}

const alpaca = { kind: "alpaca_news", name: "alpaca" };
const reddit = { kind: "reddit", name: "posts", subreddits: ["stocks"], access: "oauth" };

Deno.test("every kind of source is made out of its description, and asks where it should", async () => {
  const wire = await tried({ kind: "rss", name: "wire", url: "https://a.example/feed" });
  assert.deepEqual([wire.name, wire.sent[0]?.url], ["wire", "https://a.example/feed"]);
  const news = await tried(alpaca);
  assert.match(news.sent[0]?.url ?? "", /^https:\/\/data\.alpaca\.markets\/v1beta1\/news\?/);
  assert.equal(news.listens, true);
  const posts = await tried(reddit);
  assert.equal(posts.sent[0]?.url, "https://www.reddit.com/api/v1/access_token");
  const publicly = await tried({ ...reddit, access: "public" });
  assert.match(publicly.sent[0]?.url ?? "", /^https:\/\/www\.reddit\.com\/r\/stocks\/new\.json\?/);
});

Deno.test("keys go to their issuer, encrypted, and to nobody else whatever a description says", async () => {
  const strangers = [
    { ...alpaca, baseUrl: "https://evil.example" },
    { ...alpaca, baseUrl: "http://data.alpaca.markets" },
    { ...alpaca, baseUrl: "https://data.alpaca.markets.evil.example" },
    { ...alpaca, baseUrl: "https://data.alpaca.markets:8443" },
    { ...alpaca, streamUrl: "wss://evil.example/news" },
    { ...alpaca, streamUrl: "ws://stream.data.alpaca.markets/v1beta1/news" },
    { ...alpaca, streamUrl: "ws://127.0.0.1:6379/" },
    { ...reddit, tokenUrl: "https://evil.example/token" },
    { ...reddit, baseUrl: "https://evil.example" },
  ];
  for (const config of strangers) {
    const { code, sent, listens } = await tried(config);
    assert.deepEqual(
      [code, sent.length, listens],
      ["address_refused", 0, false],
      JSON.stringify(config),
    );
  }
  const allowed = await tried({ ...alpaca, baseUrl: "http://mirror.example:8080" }, [
    "mirror.example:8080",
  ]);
  assert.equal(allowed.code, "timeout");
});

Deno.test("what needs no keys may be asked of anybody", async () => {
  const { code } = await tried({ ...reddit, access: "public", baseUrl: "https://mirror.example" });
  assert.equal(code, "timeout");
});
