import assert from "node:assert/strict";
import fc from "fast-check";
import type { Candle } from "./candle.ts";
import { createRsi, updateRsi } from "./rsi.ts";
import { createSma, updateSma } from "./sma.ts";
import { createBollinger, updateBollinger } from "./bollinger.ts";
import { createVwap, updateVwap } from "./vwap.ts";
import { createWma, updateWma } from "./wma.ts";
import { INDICATORS } from "./testing/cases.ts";

const cents = fc.integer({ min: 5_000, max: 15_000 }).map((price) => price / 100);
/** Bars of prices in cents; ties and still bars are common. */
const candle = fc.tuple(
  cents,
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 3 }),
  fc.nat(4),
)
  .map(([close, above, below, volume]): Candle => ({
    high: close + above / 2,
    low: close - below / 2,
    close,
    volume: volume * 100 + 100,
  }));
const candles = fc.array(candle, { minLength: 1, maxLength: 40 });
const quiet = fc.array(fc.constantFrom(99, 100, 101), { minLength: 1, maxLength: 40 }).map((all) =>
  all.map((close): Candle => ({ high: close, low: close, close, volume: 100 }))
);

function near(found: readonly number[] | null, wanted: readonly number[] | null, within: number) {
  if (found === null || wanted === null) return found === wanted;
  return found.every((value, i) =>
    Math.abs(value - wanted[i]!) <= within * Math.max(1, Math.abs(wanted[i]!))
  );
}

for (const { name, warmUp, unit, start, plain } of INDICATORS) {
  Deno.test(`${name} is what its definition says, from the end of its warm-up on`, () => {
    fc.assert(fc.property(fc.oneof(candles, quiet), (series) => {
      const running = start();
      for (const [i, each] of series.entries()) {
        const found = running.push(each);
        const wanted = plain(series.slice(0, i + 1));
        assert.equal(found === null, i + 1 < warmUp);
        assert.ok(near(found, wanted, 1e-7), `bar ${i}: ${found}, by definition ${wanted}`);
      }
    }));
  });

  Deno.test(`${name} goes on from a memory that was saved as text, to the last bit`, () => {
    fc.assert(fc.property(candles, (series) => {
      const [whole, restarted] = [start(), start()];
      for (const each of series) {
        restarted.reread();
        assert.deepEqual(restarted.push(each), whole.push(each));
      }
    }));
  });

  Deno.test(`${name} sees a split as a change of unit and of nothing else`, () => {
    const factor = (ratio: number) => unit === "price" ? 1 / ratio : unit === "volume" ? ratio : 1;
    fc.assert(fc.property(candles, fc.nat(), fc.constantFrom(7, 2, 0.1), (series, at, ratio) => {
      const [plain, split] = [start(), start()];
      for (const [i, each] of series.entries()) {
        const isAfter = i >= at % series.length;
        if (i === at % series.length) split.split(ratio);
        const { high, low, close, volume } = each;
        const seen = isAfter
          ? { high: high / ratio, low: low / ratio, close: close / ratio, volume: volume * ratio }
          : each;
        const scale = isAfter ? factor(ratio) : 1;
        const wanted = plain.push(each)?.map((value) => value * scale) ?? null;
        const found = split.push(seen);
        // A tie in one unit need not be one in the other's last bit.
        assert.ok(near(found, wanted, 1e-6), `bar ${i}: ${found}, unsplit ${wanted}`);
      }
    }));
  });

  Deno.test(`${name} remembers as much after a thousand bars as after a hundred`, () => {
    const running = start();
    const sizes = [100, 1_000].map((until) => {
      for (let i = 0; i < until; i++) {
        const close = 100 + (i * 7919 % 101) / 10;
        running.push({ high: close + 1, low: close - 1, close, volume: 100 });
      }
      return countOf(running.memory());
    });
    assert.equal(sizes[1], sizes[0]);
  });
}

function countOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((total: number, each) => total + countOf(each), 0);
}

Deno.test("every indicator of the folder is put to these tests", () => {
  const parts = ["candle", "wilder", "rolling_moments", "rolling_maximum"];
  const files = [...Deno.readDirSync(new URL(".", import.meta.url))]
    .filter(({ name, isFile }) => isFile && name.endsWith(".ts") && !name.endsWith("_test.ts"))
    .map(({ name }) => name.slice(0, -".ts".length))
    .filter((name) => !parts.includes(name));
  assert.deepEqual(INDICATORS.map(({ name }) => name).sort(), files.sort());
});

Deno.test("rounding errors do not pile up over a million values", () => {
  const [sma, wma, bands] = [createSma(20), createWma(20), createBollinger(20)];
  const last: (number | null)[] = [];
  for (let i = 0; i < 1_000_000; i++) {
    const value = i % 2 === 0 ? 1e9 + 0.1 : 0.1;
    last[0] = updateSma(sma, value);
    last[1] = updateWma(wma, value);
    updateBollinger(bands, value);
  }
  assert.ok(Math.abs(last[0]! - (5e8 + 0.1)) < 1e-6);
  // Ten of the weights 1 to 20 are even positions: (1 + 3 + ... + 19) / 210.
  assert.ok(Math.abs(last[1]! - (1e9 * 100 / 210 + 0.1)) < 1e-5, `${last[1]}`);
  assert.ok(Math.abs((bands.upper - bands.middle) / 2 - 5e8) < 1e-3, `${bands.upper}`);
});

Deno.test("the spread of a still market is nothing, even after a wild one", () => {
  const bands = createBollinger(20);
  for (let i = 0; i < 400; i++) updateBollinger(bands, 1e6 * (1 + i % 7));
  for (let i = 0; i < 60; i++) updateBollinger(bands, 0.1);
  assert.deepEqual([bands.upper, bands.middle, bands.lower], [0.1, 0.1, 0.1]);
});

Deno.test("the RSI of a known series is the published one", () => {
  // StockCharts' worked example of RSI(14): 70.53 at the fifteenth close, 66.32 at the next, from
  // prices of four decimals, which are rounded to cents here.
  const series = [
    ...[44.34, 44.09, 44.15, 43.61, 44.33, 44.83, 45.1, 45.42, 45.84, 46.08],
    ...[45.89, 46.03, 45.61, 46.28, 46.28, 46],
  ];
  const rsi = createRsi(14);
  const found = series.map((value) => updateRsi(rsi, value));
  assert.equal(found[13], null);
  assert.ok(Math.abs(found[14]! - 70.53) < 0.1, `${found[14]}`);
  assert.ok(Math.abs(found[15]! - 66.32) < 0.1, `${found[15]}`);
});

Deno.test("the RSI is 100 where nothing fell, 0 where nothing rose, 50 where nothing moved", () => {
  const last = (values: readonly number[]) => {
    const rsi = createRsi(2);
    return values.map((value) => updateRsi(rsi, value)).at(-1);
  };
  assert.equal(last([1, 2, 3]), 100);
  assert.equal(last([3, 2, 1]), 0);
  assert.equal(last([1, 1, 1]), 50);
});

Deno.test("a volume-weighted price begins anew with every session, and needs a trade to exist", () => {
  const vwap = createVwap();
  const at = (close: number, volume: number) => ({ high: close, low: close, close, volume });
  assert.equal(updateVwap(vwap, at(10, 0), 1), null);
  assert.equal(updateVwap(vwap, at(10, 100), 1), 10);
  assert.equal(updateVwap(vwap, at(20, 300), 1), 17.5);
  assert.equal(updateVwap(vwap, at(50, 0), 1), 17.5);
  assert.equal(updateVwap(vwap, at(30, 100), 2), 30);
});
