import assert from "node:assert/strict";
import {
  catalogueSchema,
  readCatalogue,
  sourceConfigSchema,
  sourceNameSchema,
} from "./catalogue.ts";
import { DEFAULT_CATALOGUE } from "./default_catalogue.ts";
import { judgeDestination } from "./http/guard.ts";

Deno.test("the sources shipped are valid, distinct, and where anybody may ask", async () => {
  const { sources } = catalogueSchema.parse(DEFAULT_CATALOGUE);
  const enabled = sources.filter((source) => source.enabled);
  assert.ok(enabled.length >= 10);
  assert.ok(enabled.every(({ kind }) => kind === "rss"), "what needs no key is on by default");
  const urls = sources.flatMap((source) => source.kind === "rss" ? [source.url] : []);
  assert.equal(new Set(urls).size, urls.length);
  for (const url of urls) {
    assert.equal(new URL(url).protocol, "https:", url);
    const judged = await judgeDestination(url, [], () => Promise.resolve(["8.8.8.8"]));
    assert.ok(judged.ok, url);
  }
});

Deno.test("a file of sources is read with its defaults", () => {
  const text = JSON.stringify({
    sources: [
      { kind: "rss", name: "wire", url: "https://a.example/feed" },
      { kind: "reddit", name: "stocks", subreddits: ["stocks"] },
      { kind: "alpaca_news", name: "alpaca" },
    ],
  });
  const result = readCatalogue(text, "sources.json");
  assert.ok(result.ok);
  const [wire, stocks, alpaca] = result.catalogue.sources;
  assert.deepEqual([wire?.enabled, wire?.weight, wire?.everyMs], [true, 0.5, 300_000]);
  assert.ok(stocks?.kind === "reddit" && stocks.access === "public" && stocks.scoreMin === 10);
  assert.ok(alpaca?.kind === "alpaca_news");
  assert.equal(alpaca.streamUrl, "wss://stream.data.alpaca.markets/v1beta1/news");
});

Deno.test("every problem of a file is named, with where it is", () => {
  const problems = (value: unknown) => {
    const result = readCatalogue(
      typeof value === "string" ? value : JSON.stringify(value),
      "s.json",
    );
    return result.ok ? [] : result.problems;
  };
  const wire = { kind: "rss", name: "wire", url: "https://a.example/feed" };
  assert.match(problems("{")[0] ?? "", /^s.json: a catalogue of sources is JSON/);
  assert.match(
    problems({ sources: [wire, wire] })[0] ?? "",
    /sources.1.name: two sources are named "wire"/,
  );
  assert.match(
    problems({ sources: [{ ...wire, url: "file:///etc/passwd" }] })[0] ?? "",
    /must be an http or https URL/,
  );
  assert.match(problems({ sources: [{ ...wire, weight: 2 }] })[0] ?? "", /sources.0.weight/);
  assert.match(problems({ sources: [{ ...wire, everyMs: 1 }] })[0] ?? "", /sources.0.everyMs/);
  assert.match(problems({ sources: [{ ...wire, secret: "x" }] })[0] ?? "", /secret/);
  assert.match(
    problems({ sources: [{ ...wire, kind: "carrier pigeon" }] })[0] ?? "",
    /sources.0.kind/,
  );
  assert.equal(problems({ sources: [{ ...wire, name: "A b", weight: -1 }] }).length, 2);
});

Deno.test("a source's name is fit to be a folder's", () => {
  for (const name of ["bbc", "a1", "bbc-world.rss", "sec_8k"]) {
    assert.ok(sourceNameSchema.safeParse(name).success, name);
  }
  for (const name of ["", "a", "..", "../x", "a/b", "A", ".hidden", "x.", "x".repeat(65), "a b"]) {
    assert.ok(!sourceNameSchema.safeParse(name).success, name);
  }
});

Deno.test("subreddits and symbols cannot smuggle anything into a URL", () => {
  for (const subreddit of ["../api", "a/b", "stocks?x", "a b", "r/stocks"]) {
    const config = { kind: "reddit", name: "posts", subreddits: [subreddit] };
    assert.ok(!sourceConfigSchema.safeParse(config).success, subreddit);
  }
});
