import assert from "node:assert/strict";
import { articles, newsSourceHealth } from "../../../db/tables/news.ts";
import { type ActorBench, testActor } from "../../../runtime/testing/kit.ts";
import { settle } from "../../../runtime/clock/virtual.ts";
import type { Json } from "../../../runtime/delivery/store.ts";
import { createNewsFetcher } from "../actor.ts";
import { createSource } from "../sources/create.ts";
import { guardedHttp } from "../sources/http/guarded.ts";
import { FakeFeed } from "../sources/testing/feed.ts";
import { HOSTILE_BYTES_MAX, HOSTILE_VARIANTS } from "../sources/testing/hostile.ts";
import { FakeServer } from "../sources/testing/server.ts";
import { sharedFolders } from "../sources/testing/shared_data.ts";
import type { OpenLive } from "./ports.ts";
import { MINUTE } from "./testing/bench.ts";
import {
  cutFeed,
  cutListing,
  ServedFeed,
  type ServedSource,
  troubleAt,
  TROUBLES,
} from "./testing/served.ts";

/** A day on which some of the shared feeds were new, some not written yet, and some long past. */
const START = Date.UTC(2018, 0, 3, 14);
const HOUR = 60 * MINUTE;
const EVERY_MS = 2 * MINUTE;
/** The server that never ends its answer: only time, which is virtual, ends that. */
const ENDLESS = "hostile-endless";

/** What a source gave in the trial, by name of what became of it. */
interface Gave {
  readonly published: number;
  readonly timing: ReadonlyMap<string, number>;
  readonly again: number;
  /** Reasons for which entries were left out, with how often. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** Failures by code. */
  readonly failures: ReadonlyMap<string, number>;
}

type Read = (file: string) => Uint8Array;

function contentSources(
  feeds: { read: Read; files: readonly string[] },
  listings: { read: Read; files: readonly string[] },
): ServedSource[] {
  const made = [
    ...feeds.files.map((name) => ({ name, cut: cutFeed, file: feeds.read(name) })),
    ...listings.files.map((name) => ({ name, cut: cutListing, file: listings.read(name) })),
  ];
  return made.map(({ name, cut, file }, n) => {
    const documents = new Map<number, ReturnType<typeof cut>>();
    return {
      name,
      label: name,
      contentType: name.endsWith(".html")
        ? "text/html"
        : name.endsWith(".json")
        ? "application/json"
        : "application/xml",
      document(share) {
        const known = documents.get(share) ?? cut(file, share);
        documents.set(share, known);
        return known;
      },
      fault: (minute) => troubleAt(n, minute),
    };
  });
}

/** Feeds that are well in the beginning and in the end, and hostile for half an hour between. */
function hostileSources(): ServedSource[] {
  const variants = [
    ...HOSTILE_VARIANTS,
    {
      what: "an answer that never ends",
      handler: () => new Response(new ReadableStream({ start() {} })),
    },
  ];
  return variants.map(({ what, handler }, n) => {
    const feed = new FakeFeed();
    for (let i = 1; i <= 4; i++) feed.tell(`Hostile ${n} tells of matter ${n}${i} alone`);
    const file = new TextEncoder().encode(feed.xml());
    return {
      name: n === variants.length - 1 ? ENDLESS : `hostile-${String(n + 1).padStart(2, "0")}`,
      label: `hostile: ${what}`,
      contentType: "application/rss+xml",
      document: (share) => cutFeed(file, share),
      fault: (minute) => minute >= 12 && minute < 35 ? handler : null,
    };
  });
}

function describe(name: string, server: FakeServer): { [field: string]: Json } {
  const common = { name, everyMs: EVERY_MS };
  if (!name.endsWith(".json")) return { kind: "rss", ...common, url: server.url(`/${name}`) };
  const subreddit = name.replace(/\W/g, "_");
  return { kind: "reddit", ...common, subreddits: [subreddit], baseUrl: server.url() };
}

/** The live fetcher's own sources, whose polls are waited for: they take real time and no other. */
class Polls {
  readonly #open = new Set<Promise<unknown>>();
  readonly leftOut = new Map<string, Map<string, number>>();
  /** Entries that were left out, by source, each once. */
  readonly refused = new Map<string, Set<string>>();
  readonly failures = new Map<string, Map<string, number>>();

  readonly live: OpenLive = (config, { clock, random }) => {
    const { allowedHosts, recordTo, credentials } = config;
    const limits = { bodyBytesMax: HOSTILE_BYTES_MAX, idleMs: 60_000 };
    const http = guardedHttp({ clock, allowedHosts, limits });
    const deps = { http, clock, random, credentials, allowedHosts, recordTo };
    return Promise.resolve({
      create: (described) => {
        const source = createSource(described, deps);
        return {
          ...source,
          poll: (memory, signal) => {
            const poll = source.poll(memory, signal).then((outcome) => {
              if (outcome.kind === "failed") {
                count(this.failures, source.name, outcome.failure.code);
              } else if (outcome.kind === "items") {
                for (const { what, why } of outcome.skipped) {
                  count(this.leftOut, source.name, why);
                  const own = this.refused.get(source.name) ?? new Set();
                  this.refused.set(source.name, own.add(what));
                }
              }
              return outcome;
            });
            if (source.name !== ENDLESS) {
              this.#open.add(poll);
              poll.catch(() => {}).finally(() => this.#open.delete(poll));
            }
            return poll;
          },
        };
      },
    });
  };

  /** Waits until every answer that was asked for is there and dealt with. */
  async answered(): Promise<void> {
    while (this.#open.size > 0) {
      await Promise.allSettled([...this.#open]);
      await settle();
    }
  }
}

function count(counts: Map<string, Map<string, number>>, source: string, what: string): void {
  const own = counts.get(source) ?? new Map<string, number>();
  counts.set(source, own.set(what, (own.get(what) ?? 0) + 1));
}

function gaveOf(bench: ActorBench, polls: Polls, name: string): Gave {
  const own = bench.rows(articles).filter(({ source }) => source === name);
  const health = bench.rows(newsSourceHealth).find(({ source }) => source === name)!;
  const timing = new Map<string, number>();
  for (const row of own) timing.set(row.timing, (timing.get(row.timing) ?? 0) + 1);
  return {
    published: own.length,
    timing,
    again: health.items - health.new_items,
    leftOut: polls.leftOut.get(name) ?? new Map(),
    failures: polls.failures.get(name) ?? new Map(),
  };
}

const sum = (counts: Iterable<number>) => [...counts].reduce((a, b) => a + b, 0);
const listed = (counts: ReadonlyMap<string, number>) =>
  counts.size === 0 ? "" : [...counts].sort().map(([what, n]) => `${n} ${what}`).join(", ");

/** The table as Markdown, a row a source. */
function table(rows: readonly { readonly served: ServedFeed; readonly gave: Gave }[]): string {
  const head = [
    "source",
    "served",
    "published",
    "fresh",
    "future",
    "old",
    "undated",
    "told again",
    "left out",
    "failures",
  ];
  const cells = rows.map(({ served, gave }) => [
    served.source.label,
    served.count.entries,
    gave.published,
    gave.timing.get("fresh") ?? 0,
    gave.timing.get("future") ?? 0,
    gave.timing.get("stale") ?? 0,
    gave.timing.get("undated") ?? 0,
    gave.again,
    listed(gave.leftOut),
    listed(gave.failures),
  ]);
  return [head, head.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** The cells of the table in the README. */
function documented(): string[][] {
  const readme = Deno.readTextFileSync(new URL("../sources/README.md", import.meta.url));
  const lines = readme.split("\n");
  const first = lines.findIndex((line) => /^\| source +\| served/.test(line));
  const length = lines.slice(first).findIndex((line) => !line.startsWith("|"));
  return cellsOf(lines.slice(first, first + length).join("\n"));
}

/** Without what only aligns them. */
function cellsOf(table: string): string[][] {
  return table.split("\n").map((line) =>
    line.split("|").map((cell) => cell.trim().replace(/^-+$/, "---"))
  );
}

sharedFolders(
  "over an hour of every shared feed, listing and hostile answer, all that was served is published, known as a double or refused by name",
  ["feeds", "reddit"],
  async ([feeds, listings]) => {
    const polls = new Polls();
    const sources = [...contentSources(feeds!, listings!), ...hostileSources()];
    let now = () => START;
    const served = sources.map((source) => new ServedFeed(source, START, () => now()));
    const byPath = new Map<string, ServedFeed>();
    for (const feed of served) {
      const { name } = feed.source;
      byPath.set(
        name.endsWith(".json") ? `/r/${name.replace(/\W/g, "_")}/new.json` : `/${name}`,
        feed,
      );
    }
    await using server = FakeServer.start((seen) => {
      const { pathname } = seen.url;
      const moved = byPath.get(pathname.replace(/^\/moved/, ""));
      const feed = byPath.get(pathname);
      return feed?.handler(seen) ?? moved?.moved(seen) ?? new Response(null, { status: 404 });
    });
    const described = sources.map(({ name }) => describe(name, server));
    await using bench = await testActor(createNewsFetcher(polls.live), {
      config: { feed: { kind: "live", allowedHosts: [server.host], sources: described } },
      startAt: START,
    });
    const { clock } = bench.world;
    now = () => clock.now();
    while (clock.now() < START + HOUR) {
      await clock.step();
      await polls.answered();
    }

    const rows = served.map((feed) => ({
      served: feed,
      gave: gaveOf(bench, polls, feed.source.name),
    }));
    Deno.stdout.writeSync(new TextEncoder().encode(`\n${table(rows)}\n`));
    for (const { served: { count, source, askedAt, rests }, gave } of rows) {
      const { name } = source;
      const health = bench.rows(newsSourceHealth).find((row) => row.source === name)!;
      assert.equal(
        count.entries,
        gave.published + gave.again + sum(gave.leftOut.values()),
        `${name}: served = published + told again + left out`,
      );
      assert.equal(health.new_items, gave.published, `${name}: new entries`);
      assert.equal(health.skipped, sum(gave.leftOut.values()), `${name}: left out`);
      assert.equal(health.errors, sum(gave.failures.values()), `${name}: failures`);
      assert.equal(sum(gave.timing.values()), gave.published);
      if (name === ENDLESS) continue;
      const failures = count.bad + (isNoFeed(name) ? count.good : 0);
      assert.equal(sum(gave.failures.values()), failures, `${name}: what went wrong has a name`);
      assert.equal(health.polls, count.good + count.unchanged + count.bad, `${name}: polls`);
      const isResting = rests.some(({ until }) => until > START + HOUR);
      if (!isNoFeed(name) && !isResting) {
        assert.equal(health.failures_in_row, 0, `${name} recovers`);
        const refused = polls.refused.get(name)?.size ?? 0;
        const all = source.document(1).entries;
        assert.equal(gave.published + refused, all, `${name}: in the end nothing is missing`);
      }
      for (const { from, until } of rests) {
        const early = askedAt.filter((at) => at > from && at < until);
        assert.deepEqual(early, [], `${name} is left alone for as long as it wished`);
      }
    }
    const codes = new Set(rows.flatMap(({ gave }) => [...gave.failures.keys()]));
    for (const { code } of TROUBLES) {
      assert.ok(code === null || codes.has(code), `${code} is tried`);
    }
    const told = bench.published("news:raw").map(({ id }) => id);
    assert.equal(new Set(told).size, told.length);
    assert.equal(told.length, sum(rows.map(({ gave }) => gave.published)));
    assert.deepEqual(
      documented(),
      cellsOf(table(rows)),
      "the README of the sources holds this table",
    );
  },
);

/** Files among the shared feeds that are none. */
function isNoFeed(name: string): boolean {
  return name === "access-denied-200.html" || name === "unrecognized.rss";
}
