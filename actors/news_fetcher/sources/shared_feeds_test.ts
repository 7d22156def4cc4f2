import assert from "node:assert/strict";
import { readListing } from "./reddit/listing.ts";
import { readFeed } from "./rss/read_feed.ts";
import { interpretExchange } from "./recording/interpret.ts";
import { readRecordedSources } from "./recording/reader.ts";
import { sourceItemSchema } from "./source.ts";
import { sharedDataTest } from "./testing/shared_data.ts";

/** What each feed gave: entries, of which left out, with a date, a guid, a link, a lead. */
const GAVE: Readonly<Record<string, Gave>> = {
  "access-denied-200.html": "not_a_feed",
  "bbc-world.rss": { items: 2, skipped: 0, dated: 2, guids: 2, links: 2, leads: 2 },
  "encoding.rss": { items: 40, skipped: 0, dated: 40, guids: 0, links: 40, leads: 36 },
  "federal-reserve-bom.rss": { items: 1, skipped: 0, dated: 1, guids: 1, links: 1, leads: 1 },
  "google-news.rss": { items: 1, skipped: 0, dated: 1, guids: 1, links: 1, leads: 1 },
  "guardian.rss": { items: 55, skipped: 0, dated: 55, guids: 55, links: 55, leads: 55 },
  "heise.atom": { items: 15, skipped: 0, dated: 15, guids: 15, links: 15, leads: 15 },
  "marketwatch.rss": { items: 4, skipped: 0, dated: 4, guids: 4, links: 4, leads: 3 },
  "missing-fields.atom": { items: 0, skipped: 1, dated: 0, guids: 0, links: 0, leads: 0 },
  "reddit-atom.rss": { items: 24, skipped: 0, dated: 24, guids: 24, links: 24, leads: 24 },
  "rss-1.rss": { items: 69, skipped: 0, dated: 69, guids: 69, links: 69, leads: 0 },
  "unrecognized.rss": "not_a_feed",
};

type Gave = "not_a_feed" | {
  readonly items: number;
  readonly skipped: number;
  readonly dated: number;
  readonly guids: number;
  readonly links: number;
  readonly leads: number;
};

/** The first headline of some feeds, with what is hard in them. */
const HEADLINES: Readonly<Record<string, [title: string, publishedAt: string]>> = {
  "encoding.rss": ["Mãe de utente é a nova presidente da Raríssimas", "2018-01-03T13:47:00.000Z"],
  "federal-reserve-bom.rss": [
    "Agencies issue joint statement on sensitive information",
    "2026-07-16T18:00:00.000Z",
  ],
  "heise.atom": [
    "Java-Anwendungsserver: Red Hat gibt WildFly 10 frei",
    "2016-02-01T16:22:00.000Z",
  ],
  "reddit-atom.rss": ["The Difficulties in Space", "2016-01-23T15:40:37.000Z"],
  "rss-1.rss": ["Food for fungi", "2017-06-15T17:29:47.000Z"],
};

sharedDataTest("every shared feed gives what it holds", "feeds", async (read, files) => {
  assert.deepEqual(files, Object.keys(GAVE));
  for (const file of files) {
    const result = await readFeed(read(file), undefined, "https://feeds.example/");
    if (!result.ok) {
      assert.equal(result.failure.code, GAVE[file], file);
      continue;
    }
    const { items, skipped } = result;
    const having = (field: "publishedAt" | "guid" | "url") =>
      items.filter((item) => item[field] !== null).length;
    assert.deepEqual(
      {
        items: items.length,
        skipped: skipped.length,
        dated: having("publishedAt"),
        guids: having("guid"),
        links: having("url"),
        leads: items.filter(({ summary }) => summary !== "").length,
      },
      GAVE[file],
      file,
    );
    for (const item of items) {
      sourceItemSchema.parse(item);
      assert.doesNotMatch(
        `${item.title} ${item.summary}`,
        /<\/?[a-z]+[^<>]*>|&(amp|lt|nbsp|#\d+);/i,
      );
    }
    const expected = HEADLINES[file];
    const [first] = items;
    if (expected === undefined || first === undefined) continue;
    assert.deepEqual([first.title, new Date(first.publishedAt ?? 0).toISOString()], expected);
  }
});

sharedDataTest(
  "a folder of plain feed files is a recording of one answer each",
  "feeds",
  async (_read, files, path) => {
    const sources = readRecordedSources(path);
    assert.deepEqual(sources.map(({ name }) => name), files);
    for (const { name, exchanges: [exchange, ...more] } of sources) {
      assert.ok(exchange !== undefined && more.length === 0);
      assert.equal(exchange.at, null, "a plain file does not say when it was there first");
      const outcome = await interpretExchange(exchange);
      const gave = GAVE[name];
      if (outcome.kind === "failed") assert.equal(outcome.failure.code, gave);
      else {assert.equal(
          outcome.kind === "items" && outcome.items.length,
          gave !== "not_a_feed" && gave?.items,
        );}
    }
  },
);

sharedDataTest("every shared listing of Reddit is read", "reddit", (read, files) => {
  assert.deepEqual(files, ["posts.json", "search-posts.json"]);
  const listing = (file: string, scoreMin: number) => {
    const result = readListing(read(file), scoreMin);
    assert.ok(result.ok, file);
    for (const item of result.page.items) sourceItemSchema.parse(item);
    return result.page;
  };
  const posts = listing("posts.json", 0);
  assert.deepEqual(posts.items[0], {
    guid: "t3_agi5zf",
    url: "https://www.reddit.com/r/test/comments/agi5zf/test/",
    title: "test",
    summary: "test",
    publishedAt: 1_547_618_271_000,
    symbols: [],
  });
  assert.equal(posts.items.length, 2);
  assert.deepEqual(listing("posts.json", 10).items.map(({ guid }) => guid), ["t3_agi5zf"]);
  assert.deepEqual(listing("search-posts.json", 10).items.map(({ title }) => title), [
    "Pregnancy test",
    "Brazilian president Jair Bolsonaro tests positive for coronavirus",
  ]);
  return Promise.resolve();
});

sharedDataTest("a folder of listings is a recording too", "reddit", async (_read, _files, path) => {
  for (const { exchanges } of readRecordedSources(path)) {
    const outcome = await interpretExchange(exchanges[0]!);
    assert.equal(outcome.kind === "items" && outcome.items.length, 2);
  }
});
