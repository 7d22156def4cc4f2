import assert from "node:assert/strict";
import fc from "fast-check";
import { sessionOf } from "./calendar.ts";
import type { Bar, Timeframe } from "./market.ts";
import { grow } from "./resample.ts";
import { TIMEFRAME_MS } from "./timeframes.ts";

const MINUTE = 60_000;
/** An early close: 13:00. */
const { open, close } = sessionOf("2025-07-03")!;

function minute(startsAt: number, price: number, changes: Partial<Bar> = {}): Bar {
  const prices = { open: price, high: price + 1, low: price - 1, close: price };
  const time = { startsAt, at: startsAt + MINUTE };
  return {
    ticker: "AAPL",
    timeframe: "1m",
    ...time,
    ...prices,
    volume: 10,
    warmup: false,
    ...changes,
  };
}

/** Minutes of the session, numbered from the open; those that are left out never came. */
const minutes = (numbers: readonly number[]) =>
  numbers.map((i) => minute(open + i * MINUTE, 100 + i));

function grown(bars: readonly Bar[], size: Timeframe): { whole: Bar[]; partial: Bar | null } {
  const whole: Bar[] = [];
  let partial: Bar | null = null;
  for (const bar of bars) {
    const step = grow(partial, bar, size);
    whole.push(...step.whole);
    partial = step.partial;
  }
  return { whole, partial };
}

Deno.test("five minutes make a bar of five: first open, last close, extremes, all volume", () => {
  const { whole, partial } = grown(minutes([0, 1, 2, 3, 4, 5]), "5m");
  assert.deepEqual(whole, [{
    ticker: "AAPL",
    timeframe: "5m",
    startsAt: open,
    at: open + 5 * MINUTE,
    open: 100,
    high: 105,
    low: 99,
    close: 104,
    volume: 50,
    warmup: false,
  }]);
  assert.equal(partial?.startsAt, open + 5 * MINUTE);
});

Deno.test("a larger bar whose last minute never came is over with the next minute", () => {
  const { whole } = grown(minutes([0, 1, 2, 7]), "5m");
  assert.deepEqual(whole.map(({ at, close }) => [(at - open) / MINUTE, close]), [[5, 102]]);
});

Deno.test("one minute may end two larger bars: the one that was missed, and its own", () => {
  const { whole, partial } = grown(minutes([0, 9]), "5m");
  assert.deepEqual(whole.map(({ at }) => (at - open) / MINUTE), [5, 10]);
  assert.equal(partial, null);
});

Deno.test("hours count from the open, and the session's close ends the last one", () => {
  const all = minutes(Array.from({ length: (close - open) / MINUTE }, (_, i) => i));
  const { whole, partial } = grown(all, "1h");
  assert.deepEqual(whole.map(({ at }) => (at - open) / MINUTE), [60, 120, 180, 210]);
  assert.equal(partial, null);
  const day = grown(all, "1d");
  assert.deepEqual(day.whole.map(({ startsAt, at }) => [startsAt, at]), [[open, close]]);
});

Deno.test("outside of sessions sizes count from New York's midnight", () => {
  const { whole } = grown([minute(open - 31 * MINUTE, 90), minute(open - 30 * MINUTE, 91)], "1h");
  assert.deepEqual(whole.map(({ at }) => (at - open) / MINUTE), [-30]);
});

Deno.test("nothing is lost and nothing is counted twice, whatever never came", () => {
  const some = fc.uniqueArray(fc.nat(209), { minLength: 1 });
  const sizes = fc.constantFrom<Timeframe>("5m", "15m", "30m", "1h", "1d");
  fc.assert(fc.property(some, sizes, (numbers, size) => {
    const bars = minutes(numbers.sort((a, b) => a - b));
    const { whole, partial } = grown(bars, size);
    const all = partial === null ? whole : [...whole, partial];
    const sum = (of: readonly Bar[]) => of.reduce((total, { volume }) => total + volume, 0);
    assert.equal(sum(all), sum(bars));
    for (const [i, larger] of all.entries()) {
      assert.ok(larger.at - larger.startsAt <= Math.max(TIMEFRAME_MS[size], close - open));
      if (i > 0) assert.ok(larger.startsAt >= all[i - 1]!.at);
      const parts = bars.filter(({ startsAt }) =>
        startsAt >= larger.startsAt && startsAt < larger.at
      );
      assert.equal(larger.open, parts[0]!.open);
      assert.equal(larger.close, parts.at(-1)!.close);
      assert.equal(larger.high, Math.max(...parts.map(({ high }) => high)));
    }
  }));
});
