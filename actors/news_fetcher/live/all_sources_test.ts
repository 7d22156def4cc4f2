import assert from "node:assert/strict";
import { newsSourceHealth, newsSources } from "../../../db/tables/news.ts";
import type { ActorBench } from "../../../runtime/testing/kit.ts";
import { articleSchema } from "../../domain/article.ts";
import type { SourceConfig } from "../sources/catalogue.ts";
import type { PollOutcome, Source, SourceItem, SourceMemory } from "../sources/source.ts";
import { POLLS_AT_ONCE, REREAD_MS } from "./all_sources.ts";
import type { OpenLive } from "./ports.ts";
import { described, liveBench, MINUTE, putSources, START } from "./testing/bench.ts";

const item = (guid: string, publishedAt = START): SourceItem => ({
  guid,
  url: null,
  title: `entry ${guid} tells of subject${guid} alone`,
  summary: "",
  publishedAt,
  symbols: [],
});

const told = (items: readonly SourceItem[], memory: SourceMemory = {}): PollOutcome => ({
  kind: "items",
  items,
  skipped: [{ what: "an advertisement", why: "it has no title" }],
  memory,
  waitMs: null,
});

const opens = (create: (config: SourceConfig) => Omit<Source, "name">): OpenLive => () =>
  Promise.resolve({ create: (config) => ({ name: config.name, ...create(config) }) });

const published = (bench: ActorBench) =>
  bench.published("news:raw").map(({ at, payload }) => ({ at, ...articleSchema.parse(payload) }));

const healthOf = (bench: ActorBench, name: string) =>
  bench.rows(newsSourceHealth).find(({ source }) => source === name);

Deno.test("a source that does not answer holds up no other", async () => {
  const open = opens(({ name }) => ({
    poll: () => name === "mute" ? new Promise(() => {}) : Promise.resolve(told([item(name)])),
  }));
  await using bench = await liveBench(open);
  await putSources(bench, [described("mute"), described("quick")]);
  await bench.advance(3 * MINUTE);
  assert.deepEqual(published(bench).map(({ source }) => source), ["quick"]);
  assert.ok(healthOf(bench, "quick")!.polls >= 2);
});

Deno.test("no more sources are asked at once than are allowed, and every one has its turn", async () => {
  let open = 0;
  let most = 0;
  const live: OpenLive = (_config, { clock }) =>
    Promise.resolve({
      create: ({ name }) => ({
        name,
        async poll() {
          most = Math.max(most, ++open);
          await clock.sleep(20_000);
          open--;
          return told([item(name)]);
        },
      }),
    });
  await using bench = await liveBench(live);
  const names = Array.from({ length: 20 }, (_, i) => `feed-${i + 10}`);
  await putSources(bench, names.map(described));
  await bench.advance(2 * MINUTE);
  assert.equal(most, POLLS_AT_ONCE);
  assert.deepEqual(published(bench).map(({ source }) => source).sort(), names);
});

Deno.test("what is pushed and polled at the same moment is published once, and both are counted", async () => {
  let hear: (items: readonly SourceItem[], at: number) => void = () => {};
  let lose: (at: number) => void = () => {};
  const open = opens(() => ({
    poll: () => {
      hear([item("1"), item("2")], START + 7);
      return Promise.resolve(told([item("2"), item("3")]));
    },
    listen(heard, signal, trouble) {
      hear = heard;
      lose = (at) => trouble!({ code: "unreachable", message: "the socket broke" }, at);
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    },
  }));
  await using bench = await liveBench(open);
  await putSources(bench, [described("wire")]);
  await bench.advance(30_000);
  assert.deepEqual(
    published(bench).map(({ title }) => title.slice(0, 7)).sort(),
    ["entry 1", "entry 2", "entry 3"],
  );
  lose(START + 40_000);
  hear([item("4")], START + 41_000);
  await bench.advance(1_000);
  const health = healthOf(bench, "wire")!;
  assert.deepEqual(
    [health.items, health.new_items, health.skipped, health.errors, health.failures_in_row],
    [5, 4, 1, 1, 0],
  );
  assert.equal(health.last_failure, "unreachable");
  assert.equal(health.last_new_at, new Date(START + 41_000).toISOString());
});

Deno.test("a change to the table counts while the fetcher runs: a new address, another weight, off, on", async () => {
  const asked: string[] = [];
  const open = opens((config) => ({
    poll(memory) {
      const url = config.kind === "rss" ? config.url : "";
      asked.push(`${url} ${JSON.stringify(memory)}`);
      return Promise.resolve(told([item(url)], { etag: url }));
    },
  }));
  await using bench = await liveBench(open);
  const first = described("wire");
  const second = { ...first, url: "https://elsewhere.example/feed" };
  await putSources(bench, [first]);
  await bench.advance(30_000);
  await putSources(bench, [second], { weight: 0.25 });
  await bench.advance(REREAD_MS);
  assert.deepEqual(asked, [`${first.url} {}`, `${second.url} {}`], "no memory of another address");
  assert.deepEqual(published(bench).map(({ sourceWeight }) => sourceWeight), [0.5, 0.25]);
  await putSources(bench, [second], { enabled: false });
  await bench.advance(10 * MINUTE);
  assert.equal(asked.length, 2, "one that is off is not asked");
  await putSources(bench, [second]);
  await bench.advance(REREAD_MS);
  assert.equal(asked[2], `${second.url} ${JSON.stringify({ etag: second.url })}`);
  assert.equal(healthOf(bench, "wire")!.polls, 3, "its record goes on");
});

Deno.test("renamed for people or asked at another interval, a source keeps its memory and its rest", async () => {
  const asked: string[] = [];
  const open = opens(() => ({
    poll(memory) {
      asked.push(JSON.stringify(memory));
      if (asked.length > 1) return Promise.resolve(told([], memory));
      const failure = { code: "rate_limited", message: "it is asked too often" } as const;
      const rested = { etag: "1" };
      return Promise.resolve({ kind: "failed", failure, memory: rested, waitMs: 20 * MINUTE });
    },
  }));
  await using bench = await liveBench(open);
  await putSources(bench, [described("wire")]);
  await bench.advance(MINUTE);
  await putSources(bench, [{ ...described("wire"), title: "The wire", everyMs: 30_000 }]);
  await bench.advance(10 * MINUTE);
  assert.equal(asked.length, 1, "it is left alone for as long as it wished");
  await bench.advance(15 * MINUTE);
  assert.equal(asked[1], JSON.stringify({ etag: "1" }));
});

Deno.test("what is left out of a feed is told once, with its reason", async () => {
  const open = opens(() => ({ poll: () => Promise.resolve(told([])) }));
  await using bench = await liveBench(open);
  await putSources(bench, [described("wire")]);
  await bench.advance(5 * MINUTE);
  const lines = bench.logs.filter(({ message }) => message.includes("left out"));
  assert.deepEqual(lines.map(({ message, fields }) => [message, fields.entries]), [
    ["1 entries of wire are left out", "an advertisement: it has no title"],
  ]);
});

Deno.test("the table gets each source of the catalogue once: what the operator changed stays", async () => {
  const open = opens(() => ({ poll: () => Promise.resolve(told([])) }));
  const feed = { sources: [described("alpha"), described("beta")] };
  await using bench = await liveBench(open, feed);
  assert.deepEqual(bench.rows(newsSources).map(({ source }) => source), ["alpha", "beta"]);
  await putSources(bench, [described("alpha")], { enabled: false });
  await bench.restart();
  await bench.advance(MINUTE);
  assert.deepEqual(bench.rows(newsSources).map(({ enabled }) => enabled), [false, true]);
  assert.equal(healthOf(bench, "alpha")?.polls ?? 0, 0);
});

Deno.test("in a made-up market time an article is seen at the moment that the market has reached, and its date is judged by the world's", async () => {
  const open = opens(() => ({
    poll: () => Promise.resolve(told([item("new"), item("old", START - 3 * 86_400_000)])),
  }));
  await using bench = await liveBench(open, { marketTime: "simulated" });
  await putSources(bench, [described("wire")]);
  await bench.advance(MINUTE);
  assert.equal(published(bench).length, 0, "market time has not begun");
  const now = Date.UTC(2020, 0, 6, 15);
  await bench.give({
    stream: "clock:market",
    type: "tick",
    payload: { phase: "trading" },
    at: now,
  });
  await bench.watermark("clock:market", now);
  await bench.advance(MINUTE);
  const [fresh, stale] = published(bench);
  assert.deepEqual([fresh!.timing, stale!.timing], ["fresh", "stale"]);
  assert.ok(fresh!.firstSeenAt >= now && fresh!.firstSeenAt < now + MINUTE);
  assert.equal(fresh!.at, fresh!.firstSeenAt + 2_000);
  assert.equal(fresh!.publishedAt, START, "the source's date stays what it is");
});
