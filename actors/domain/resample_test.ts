import assert from "node:assert/strict";
import fc from "fast-check";
import { type BarColumns, emptyColumns } from "./bar_columns.ts";
import { sessionOf } from "./calendar.ts";
import { resample } from "./resample.ts";

const friday = sessionOf("2026-11-27")!; // closes early
const monday = sessionOf("2026-11-30")!;
const MINUTE = 60_000;

/** Minute bars at these minutes after an open; each with its number as price. */
function minutes(numbers: readonly number[], open = monday.open): BarColumns {
  const columns = emptyColumns("A", "1m", numbers.length);
  for (const [i, number] of numbers.entries()) {
    const price = 100 + number % 17;
    columns.startsAt[i] = open + number * MINUTE;
    columns.at[i] = open + (number + 1) * MINUTE;
    columns.open[i] = price;
    columns.high[i] = price + 2;
    columns.low[i] = price - 1;
    columns.close[i] = price + 1;
    columns.volume[i] = 10 + number % 5;
  }
  return columns;
}

const minutesArb = fc.uniqueArray(fc.integer({ min: -60, max: 450 }), {
  minLength: 1,
  maxLength: 200,
})
  .map((numbers) => minutes(numbers.sort((a, b) => a - b)));
const sum = (column: Float64Array) => column.reduce((total, each) => total + each, 0);

Deno.test("five minutes are one bar: first open, extremes, last close, all volume", () => {
  const bars = resample(minutes([0, 1, 2, 3, 4, 5]), "5m");
  assert.equal(bars.length, 2);
  assert.deepEqual(
    [
      bars.startsAt[0],
      bars.at[0],
      bars.open[0],
      bars.high[0],
      bars.low[0],
      bars.close[0],
      bars.volume[0],
    ],
    [monday.open, monday.open + 5 * MINUTE, 100, 106, 99, 105, 60],
  );
});

Deno.test("an hour starts on the clock, not at the open", () => {
  const bars = resample(minutes([0, 29, 30, 89]), "1h");
  assert.deepEqual([...bars.startsAt], [monday.open - 30 * MINUTE, monday.open + 30 * MINUTE]);
});

Deno.test("a day is its session, early closes included; bars outside belong to none", () => {
  const bars = minutes([-10, 0, 209, 210, 300], friday.open);
  const days = resample(bars, "1d");
  assert.equal(days.length, 1);
  assert.deepEqual([days.startsAt[0], days.at[0]], [friday.open, friday.close]);
  assert.equal(days.volume[0], bars.volume[1]! + bars.volume[2]!);
});

Deno.test("a frame that is not over is not told", () => {
  const bars = minutes([0, 1, 2, 3, 4, 5]);
  assert.equal(resample(bars, "5m", monday.open + 9 * MINUTE).length, 1);
  assert.equal(resample(bars, "5m", monday.open + 10 * MINUTE).length, 2);
  assert.equal(resample(bars, "1d", monday.close - 1).length, 0);
  assert.equal(resample(bars, "1m", monday.open + 2 * MINUTE).length, 2);
});

Deno.test("a smaller frame than the bars is refused", () => {
  const hours = resample(minutes([0]), "1h");
  assert.throws(() => resample(hours, "5m"), /expected a frame that 1h bars fill, found 5m/);
});

Deno.test("law: volume is kept, extremes are the extremes, times rise", () => {
  fc.assert(fc.property(minutesArb, fc.constantFrom("5m", "15m", "30m", "1h"), (bars, frame) => {
    const frames = resample(bars, frame);
    assert.equal(sum(frames.volume), sum(bars.volume));
    assert.equal(Math.max(...frames.high), Math.max(...bars.high));
    assert.equal(Math.min(...frames.low), Math.min(...bars.low));
    assert.equal(frames.open[0], bars.open[0]);
    assert.equal(frames.close.at(-1), bars.close.at(-1));
    for (let i = 1; i < frames.length; i++) assert.ok(frames.startsAt[i]! >= frames.at[i - 1]!);
  }));
});

Deno.test("law: in steps or at once, the frames are the same", () => {
  fc.assert(fc.property(minutesArb, (bars) => {
    const quarter = resample(bars, "15m");
    assert.deepEqual(resample(resample(bars, "5m"), "15m"), quarter);
    assert.deepEqual(resample(quarter, "1h"), resample(bars, "1h"));
    assert.deepEqual(resample(resample(bars, "30m"), "1d"), resample(bars, "1d"));
    assert.deepEqual(resample(bars, "1m"), bars);
  }));
});

Deno.test("law: no frame changes when the future does", () => {
  fc.assert(fc.property(minutesArb, fc.integer({ min: 0, max: 450 }), (bars, minute) => {
    const now = monday.open + minute * MINUTE;
    const known = resample(bars, "1m", now);
    assert.deepEqual(resample(known, "5m", now), resample(bars, "5m", now));
  }));
});
