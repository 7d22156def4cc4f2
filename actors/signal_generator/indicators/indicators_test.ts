import assert from "node:assert/strict";
import fc from "fast-check";
import { createRsi, type Rsi, splitRsi, updateRsi } from "./rsi.ts";
import { createSma, type Sma, splitSma, updateSma } from "./sma.ts";

const prices = fc.array(fc.integer({ min: 1, max: 1_000_000 }).map((cents) => cents / 100), {
  minLength: 1,
  maxLength: 120,
});
const period = fc.integer({ min: 2, max: 30 });
const reread = <T>(state: T): T => JSON.parse(JSON.stringify(state));
const close = (a: number | null, b: number | null) =>
  a === null || b === null ? a === b : Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

function plainRsi(values: readonly number[], n: number): number | null {
  if (values.length <= n) return null;
  const changes = values.slice(1).map((value, i) => value - values[i]!);
  const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / n;
  let gain = mean(changes.slice(0, n).map((x) => Math.max(0, x)));
  let loss = mean(changes.slice(0, n).map((x) => Math.max(0, -x)));
  for (const change of changes.slice(n)) {
    gain = (gain * (n - 1) + Math.max(0, change)) / n;
    loss = (loss * (n - 1) + Math.max(0, -change)) / n;
  }
  return gain + loss === 0 ? 50 : 100 * gain / (gain + loss);
}

Deno.test("a simple moving average is the mean of the last values, and null before there are enough", () => {
  fc.assert(fc.property(prices, period, (values, n) => {
    const sma = createSma(n);
    for (const [i, value] of values.entries()) {
      const window = values.slice(Math.max(0, i + 1 - n), i + 1);
      const mean = window.length < n ? null : window.reduce((sum, x) => sum + x, 0) / n;
      assert.ok(close(updateSma(sma, value), mean));
    }
  }));
});

Deno.test("rounding errors of a moving average do not pile up over a million values", () => {
  const sma = createSma(20);
  let last: number | null = null;
  for (let i = 0; i < 1_000_000; i++) last = updateSma(sma, i % 2 === 0 ? 1e9 + 0.1 : 0.1);
  assert.ok(Math.abs(last! - (5e8 + 0.1)) < 1e-6);
});

Deno.test("the relative strength index follows Wilder's definition", () => {
  fc.assert(fc.property(prices, period, (values, n) => {
    const rsi = createRsi(n);
    for (const [i, value] of values.entries()) {
      assert.ok(close(updateRsi(rsi, value), plainRsi(values.slice(0, i + 1), n)));
    }
  }));
});

Deno.test("the index of a known series is the published one", () => {
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

Deno.test("the index is 100 where nothing fell, 0 where nothing rose, 50 where nothing moved", () => {
  const last = (values: readonly number[]) => {
    const rsi = createRsi(2);
    return values.map((value) => updateRsi(rsi, value)).at(-1);
  };
  assert.equal(last([1, 2, 3]), 100);
  assert.equal(last([3, 2, 1]), 0);
  assert.equal(last([1, 1, 1]), 50);
});

Deno.test("an indicator that is saved and read back anywhere gives the same floats", () => {
  fc.assert(fc.property(prices, period, fc.nat(), (values, n, cut) => {
    const whole = { sma: createSma(n), rsi: createRsi(n) };
    let restarted: { sma: Sma; rsi: Rsi } = { sma: createSma(n), rsi: createRsi(n) };
    for (const [i, value] of values.entries()) {
      if (i === cut % values.length) restarted = reread(restarted);
      assert.equal(updateSma(restarted.sma, value), updateSma(whole.sma, value));
      assert.equal(updateRsi(restarted.rsi, value), updateRsi(whole.rsi, value));
    }
  }));
});

Deno.test("a split in the window leaves the index as it was and divides the average", () => {
  fc.assert(fc.property(prices, period, fc.constantFrom(7, 2, 1.5, 0.1), (values, n, ratio) => {
    const sma = createSma(n);
    const rsi = createRsi(n);
    const laterSma = createSma(n);
    const laterRsi = createRsi(n);
    const half = Math.floor(values.length / 2);
    for (const [i, value] of values.entries()) {
      if (i === half) {
        splitSma(laterSma, ratio);
        splitRsi(laterRsi, ratio);
      }
      const now = i >= half ? value / ratio : value;
      const average = updateSma(sma, value);
      const index = updateRsi(rsi, value);
      const splitAverage = updateSma(laterSma, now);
      const splitIndex = updateRsi(laterRsi, now);
      if (i < half) continue;
      assert.ok(close(splitAverage, average === null ? null : average / ratio));
      if (index === null || splitIndex === null) assert.equal(splitIndex, index);
      else assert.ok(Math.abs(splitIndex - index) < 1e-6, `${splitIndex} and ${index}`);
    }
  }));
});
