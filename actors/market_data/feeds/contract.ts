import assert from "node:assert/strict";
import type { Millis } from "../../../runtime/clock/clock.ts";
import { barSchema, splitSchema } from "../../domain/market.ts";
import { compareItems, type Feed } from "./feed.ts";

/** A feed to try, and a stretch of time in which it has something to tell. */
export interface FeedHarness {
  readonly feed: Feed;
  readonly from: Millis;
  readonly through: Millis;
}

/** What every feed promises; `make` gives a fresh one of the same content each time. */
export function testFeedContract(name: string, make: () => FeedHarness): void {
  const contract = (sentence: string, fn: (harness: FeedHarness) => void) =>
    Deno.test(`${name} feed: ${sentence}`, () => fn(make()));

  contract("its facts fit the wire and come in order, none before it is knowable", (harness) => {
    const { feed, from, through } = harness;
    const items = feed.read(from, through, false);
    assert.ok(items.length > 0, "a harness has something to tell");
    for (const [i, item] of items.entries()) {
      if (item.type === "bar") {
        assertBar(item.payload);
        assert.equal(item.payload.at, item.at);
      } else splitSchema.parse(item.payload);
      assert.equal(item.payload.ticker, item.key);
      assert.ok(feed.tickers.includes(item.key));
      assert.ok(item.at > from && item.at <= through);
      if (i > 0) assert.ok(compareItems(items[i - 1]!, item) < 0, "each fact once, in order");
    }
  });

  contract("reading in any pieces, or again, gives the same facts", ({ feed, from, through }) => {
    const whole = feed.read(from, through, false);
    const middle = whole[Math.floor(whole.length / 2)]!.at;
    const pieces = [from, Math.floor((from + middle) / 2), middle, middle + 1, through];
    const read = pieces.slice(1).flatMap((end, i) => feed.read(pieces[i]!, end, false));
    assert.deepEqual(read, whole);
    assert.deepEqual(
      make().feed.read(middle, through, false),
      whole.filter(({ at }) => at > middle),
    );
  });

  contract("history is marked as such, and nothing else changes", ({ feed, from, through }) => {
    const traded = feed.read(from, through, false);
    const history = feed.read(from, through, true);
    assert.equal(history.length, traded.length);
    for (const [i, item] of history.entries()) {
      const other = traded[i]!;
      if (item.type === "bar" && other.type === "bar") {
        assert.deepEqual(item.payload, { ...other.payload, warmup: true });
      } else assert.deepEqual(item, other);
    }
  });

  contract("its tickers are in order and distinct", ({ feed }) => {
    assert.deepEqual([...new Set(feed.tickers)].sort(), feed.tickers);
  });
}

/** What every bar of every feed is, recorded, simulated or live. */
export function assertBar(payload: unknown): void {
  const bar = barSchema.parse(payload);
  assert.ok(bar.startsAt < bar.at);
  assert.ok(bar.high >= Math.max(bar.open, bar.close));
  assert.ok(bar.low <= Math.min(bar.open, bar.close));
}
