import assert from "node:assert/strict";
import { type Bar, splitSchema } from "../../domain/market.ts";
import { barCorrectionSchema, tradingStatusSchema } from "../../domain/live_market.ts";
import { assertBar } from "./contract.ts";
import type { LiveFeed, LiveItem, Resume } from "./live_feed.ts";

/** A live feed to try, and hands on the market behind it. Minutes count from the resume's `since`. */
export interface LiveHarness extends AsyncDisposable {
  readonly feed: LiveFeed;
  readonly resume: Resume;
  /** The market makes a bar of a minute, and time is then just past it. */
  make(ticker: string, minute: number, close: number): Promise<void>;
  /** Late trades change a minute's bar. */
  revise(ticker: string, minute: number, close: number): Promise<void>;
  /** The connection breaks; the bars made until {@link mend} are not pushed. */
  interrupt(): Promise<void>;
  mend(): Promise<void>;
  /** Resolves when the feed listens. */
  listening(): Promise<void>;
}

/** Somebody whom a feed tells, and what they were told. */
class Audience {
  readonly items: LiveItem[] = [];
  readonly #stop = new AbortController();
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  readonly running: Promise<void>;

  constructor(feed: LiveFeed, resume: Resume) {
    this.running = feed.run(resume, (items) => {
      this.items.push(...items);
      for (const { count, resolve } of this.#waiting) if (this.items.length >= count) resolve();
    }, this.#stop.signal);
  }

  told(count: number): Promise<void> {
    if (this.items.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.running;
  }

  /** Ticker, minute and close of what was told, corrections marked. */
  story(since: number): string[] {
    return this.items.flatMap((item) => {
      if (item.type === "status" || item.type === "split") return [];
      const bar: Bar = item.type === "bar" ? item.payload : item.payload.bar;
      const minute = (bar.startsAt - since) / 60_000;
      const kind = item.type === "bar" ? "" : ` ${item.payload.kind}`;
      return [`${bar.ticker} ${minute} ${bar.close}${kind}`];
    });
  }
}

/** What every live feed promises of a watchlist of AAPL and MSFT. */
export function testLiveFeedContract(name: string, make: () => Promise<LiveHarness>): void {
  const contract = (
    sentence: string,
    fn: (harness: LiveHarness, audience: Audience) => Promise<void>,
  ) =>
    Deno.test(`${name} live feed: ${sentence}`, async () => {
      await using harness = await make();
      const audience = new Audience(harness.feed, harness.resume);
      try {
        await harness.listening();
        await fn(harness, audience);
      } finally {
        await audience.stop();
      }
    });

  contract(
    "its facts fit the wire, each once, a ticker's in order of time",
    async (harness, all) => {
      for (const minute of [0, 1, 2]) {
        await harness.make("AAPL", minute, 100 + minute);
        await harness.make("MSFT", minute, 200 + minute);
        await all.told(2 * minute + 2);
      }
      const newest = new Map<string, number>();
      for (const item of all.items) {
        if (item.type === "status") tradingStatusSchema.parse(item.payload);
        else if (item.type === "split") splitSchema.parse(item.payload);
        else if (item.type === "correction") assertBar(barCorrectionSchema.parse(item.payload).bar);
        else {
          assertBar(item.payload);
          assert.equal(item.payload.at, item.at);
          assert.ok(item.at > (newest.get(item.key) ?? -Infinity));
          newest.set(item.key, item.at);
        }
      }
      assert.deepEqual(all.story(harness.resume.since), [
        "AAPL 0 100",
        "MSFT 0 200",
        "AAPL 1 101",
        "MSFT 1 201",
        "AAPL 2 102",
        "MSFT 2 202",
      ]);
    },
  );

  contract(
    "what happened while it could not listen is told before what comes then",
    async (harness, all) => {
      await harness.make("AAPL", 0, 100);
      await all.told(1);
      await harness.interrupt();
      await harness.make("AAPL", 1, 101);
      await harness.make("AAPL", 2, 102);
      await harness.mend();
      await all.told(3);
      await harness.make("AAPL", 3, 103);
      await all.told(4);
      const told = ["AAPL 0 100", "AAPL 1 101", "AAPL 2 102", "AAPL 3 103"];
      assert.deepEqual(all.story(harness.resume.since), told);
    },
  );

  contract(
    "a bar that changes later is a correction, knowable when it was learned",
    async (harness, all) => {
      await harness.make("AAPL", 0, 100);
      await all.told(1);
      await harness.revise("AAPL", 0, 100.5);
      await all.told(2);
      assert.deepEqual(all.story(harness.resume.since), ["AAPL 0 100", "AAPL 0 100.5 changed"]);
      const [bar, correction] = all.items;
      assert.ok(bar !== undefined && correction?.type === "correction");
      assert.ok(correction.at > bar.at, "nobody knew it at the bar's close");
      assert.equal(correction.payload.learnedAt, correction.at);
    },
  );

  contract(
    "after a restart it goes on behind what is known, and repeats nothing",
    async (harness, first) => {
      await harness.make("AAPL", 0, 100);
      await harness.make("AAPL", 1, 101);
      await first.told(2);
      await first.stop();
      const known = first.items.flatMap((item) => item.type === "bar" ? [item.payload] : []);
      await harness.interrupt();
      await harness.make("AAPL", 2, 102);
      await harness.mend();
      const second = new Audience(harness.feed, { ...harness.resume, known });
      await harness.listening();
      await second.told(1);
      await harness.make("AAPL", 3, 103);
      await second.told(2);
      await second.stop();
      assert.deepEqual(second.story(harness.resume.since), ["AAPL 2 102", "AAPL 3 103"]);
    },
  );

  Deno.test(`${name} live feed: a listener that fails is the caller's to know of`, async () => {
    await using harness = await make();
    const running = harness.feed.run(harness.resume, () => {
      throw new Error("a defect");
    }, new AbortController().signal);
    const failed = assert.rejects(running, /a defect/);
    await harness.listening();
    await harness.make("AAPL", 0, 100);
    await failed;
  });
}
