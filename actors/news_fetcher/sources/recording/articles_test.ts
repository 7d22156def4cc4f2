import assert from "node:assert/strict";
import { join } from "node:path";
import { VirtualClock } from "../../../../runtime/clock/virtual.ts";
import { seededRandomness } from "../../../../runtime/clock/seeded.ts";
import { newsLine, readNewsLines } from "../../../domain/news_jsonl.ts";
import { articleIdOf } from "../../identity.ts";
import { sourceConfigSchema } from "../catalogue.ts";
import { createSource } from "../create.ts";
import { guardedHttp } from "../http/guarded.ts";
import { FakeFeed, rss } from "../testing/feed.ts";
import { FakeServer, unhurried } from "../testing/server.ts";
import { articlesOf } from "./articles.ts";
import { readRecordedSources } from "./reader.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a recording tells each article once, when it came first, under the identity it had live", () =>
  inFolder(async (recordTo) => {
    const clock = new VirtualClock(Date.UTC(2026, 6, 27, 14));
    const feed = new FakeFeed();
    await using server = FakeServer.start(feed.handler);
    const config = sourceConfigSchema.parse({
      kind: "rss",
      name: "wire",
      weight: 0.8,
      url: server.url("/feed"),
    });
    const source = createSource(config, {
      http: guardedHttp({ clock, allowedHosts: [server.host] }),
      clock,
      random: seededRandomness(1),
      credentials: { alpaca: null, reddit: null },
      allowedHosts: [server.host],
      recordTo,
    });
    const live = new Map<string, number>();
    for (const step of ["One", "Two", "fault", "Three"]) {
      await clock.advance(60_000);
      if (step === "fault") server.handler = () => new Response("", { status: 500 });
      else {
        server.handler = feed.handler;
        feed.tell(`Story ${step}`);
      }
      const outcome = await source.poll({}, unhurried());
      for (const item of outcome.kind === "items" ? outcome.items : []) {
        const id = articleIdOf("wire", item);
        if (!live.has(id)) live.set(id, clock.now());
      }
    }
    const { articles, exchanges, failures, untimed } = await articlesOf(
      readRecordedSources(recordTo),
    );
    const replayed = articles.map((each) =>
      [articleIdOf(each.source, each), each.firstSeenAt] as const
    );
    assert.deepEqual(replayed, [...live]);
    assert.deepEqual([exchanges, [...failures], untimed], [4, [["wire http_status", 1]], 0]);
    assert.deepEqual([...new Set(articles.map(({ weight }) => weight))], [0.8]);
    const read = readNewsLines(articles.map(newsLine).join(""), "news.jsonl");
    assert.deepEqual(read, { ok: true, value: articles }, "a file of news says the same");
  }));

Deno.test("in a plain file an entry's own date stands for its arrival; one without is left out", () =>
  inFolder(async (folder) => {
    const entries = `<item><title>Dated</title><pubDate>Thu, 16 Jul 2026 18:00:00 GMT</pubDate>` +
      `</item><item><title>Undated</title></item>`;
    await Deno.writeTextFile(join(folder, "plain.rss"), rss(entries));
    const { articles, untimed } = await articlesOf(readRecordedSources(folder));
    assert.deepEqual(articles.map(({ title, firstSeenAt }) => [title, firstSeenAt]), [
      ["Dated", Date.UTC(2026, 6, 16, 18)],
    ]);
    assert.equal(untimed, 1);
  }));
