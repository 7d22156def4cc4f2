import assert from "node:assert/strict";
import fc from "fast-check";
import { adjusted, readAdjusted, underOneSymbol } from "./adjust.ts";
import { type BarColumns, emptyColumns } from "./bar_columns.ts";
import { sessionOf } from "./calendar.ts";
import { currentSymbol } from "./corporate_actions.ts";

const DATES = [
  "2026-07-13",
  "2026-07-14",
  "2026-07-15",
  "2026-07-16",
  "2026-07-17",
  "2026-07-20",
  "2026-07-21",
  "2026-07-22",
];

/** Daily bars with these closes, from the first date on. */
function daily(ticker: string, closes: readonly number[], first = 0): BarColumns {
  const columns = emptyColumns(ticker, "1d", closes.length);
  for (const [i, close] of closes.entries()) {
    const { open, close: at } = sessionOf(DATES[first + i]!)!;
    columns.startsAt[i] = open;
    columns.at[i] = at;
    columns.open[i] = close;
    columns.high[i] = close * 1.01;
    columns.low[i] = close * 0.99;
    columns.close[i] = close;
    columns.volume[i] = 1_000;
  }
  return columns;
}

const near = (actual: number, expected: number) =>
  assert.ok(
    Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${actual} ≠ ${expected}`,
  );

const closesArb = fc.array(fc.double({ min: 5, max: 500, noNaN: true }), {
  minLength: 8,
  maxLength: 8,
});
const dateArb = fc.constantFrom(...DATES);
const splitsArb = fc.array(
  fc.record({
    ticker: fc.constant("A"),
    date: dateArb,
    ratio: fc.constantFrom(0.1, 0.5, 1.05, 2, 3, 7),
  }),
  { maxLength: 4 },
);
const dividendsArb = fc.array(
  fc.record({
    ticker: fc.constant("A"),
    date: dateArb,
    cash: fc.double({ min: 0.001, max: 0.05, noNaN: true }),
  }),
  { maxLength: 4 },
);

Deno.test("a 4-for-1 split makes old prices a quarter and old volumes four times", () => {
  const bars = adjusted(daily("A", [400, 404, 101, 102]), [{
    ticker: "A",
    date: DATES[2]!,
    ratio: 4,
  }]);
  assert.deepEqual([...bars.close], [100, 101, 101, 102]);
  assert.deepEqual([...bars.volume], [4_000, 4_000, 1_000, 1_000]);
});

Deno.test("a dividend makes the fall of its ex-date disappear", () => {
  const bars = adjusted(daily("A", [100, 100, 98, 98]), [], [{
    ticker: "A",
    date: DATES[2]!,
    cash: 2,
  }]);
  assert.deepEqual([...bars.close], [98, 98, 98, 98]);
  assert.deepEqual([...bars.volume], [1_000, 1_000, 1_000, 1_000]);
});

Deno.test("of one date, cash is of the new shares, and two dividends leave the same close", () => {
  const split = [{ ticker: "A", date: DATES[1]!, ratio: 2 }];
  const both = adjusted(daily("A", [200, 99]), split, [{ ticker: "A", date: DATES[1]!, cash: 1 }]);
  near(both.close[0]!, 99);
  const two = [1, 4].map((cash) => ({ ticker: "A", date: DATES[1]!, cash }));
  near(adjusted(daily("A", [100, 95]), [], two).close[0]!, 95);
});

Deno.test("law: without actions of the ticker, or with such as are yet to come, nothing changes", () => {
  fc.assert(fc.property(closesArb, splitsArb, (closes, splits) => {
    const bars = daily("A", closes);
    assert.equal(adjusted(bars, []), bars);
    assert.deepEqual(adjusted(bars, splits.map((each) => ({ ...each, ticker: "B" }))), bars);
    const later = splits.map((each) => ({ ...each, date: "2026-08-03" }));
    assert.deepEqual(adjusted(bars, later).close, bars.close);
  }));
});

Deno.test("law: the last bar is as traded, and bars keep their time and shape", () => {
  fc.assert(fc.property(closesArb, splitsArb, dividendsArb, (closes, splits, dividends) => {
    const bars = daily("A", closes);
    const result = adjusted(bars, splits, dividends);
    assert.deepEqual(result.at, bars.at);
    assert.equal(result.close.at(-1), bars.close.at(-1));
    for (let i = 0; i < bars.length; i++) {
      assert.ok(result.low[i]! > 0);
      near(result.high[i]! / result.close[i]!, bars.high[i]! / bars.close[i]!);
    }
  }));
});

Deno.test("law: splits leave what was traded in money as it was, and their order does not matter", () => {
  fc.assert(fc.property(closesArb, splitsArb, (closes, splits) => {
    const bars = daily("A", closes);
    const result = adjusted(bars, splits);
    const reversed = adjusted(bars, [...splits].reverse());
    for (let i = 0; i < bars.length; i++) {
      near(result.close[i]! * result.volume[i]!, bars.close[i]! * bars.volume[i]!);
      near(reversed.close[i]!, result.close[i]!);
    }
  }));
});

Deno.test("law: the change from bar to bar is what a holder earned, cash and new shares included", () => {
  fc.assert(fc.property(closesArb, splitsArb, dividendsArb, (closes, splits, dividends) => {
    const bars = daily("A", closes);
    const result = adjusted(bars, splits, dividends);
    for (let i = 1; i < bars.length; i++) {
      const of = <T extends { readonly date: string }>(all: readonly T[]) =>
        all.filter(({ date }) => date === DATES[i]);
      const ratio = of(splits).reduce((product, each) => product * each.ratio, 1);
      const cash = of(dividends).reduce((sum, each) => sum + each.cash, 0);
      // The price without the claim, in new shares (CRSP).
      const before = bars.close[i - 1]! / ratio - cash;
      near(result.close[i]! / result.close[i - 1]!, bars.close[i]! / before);
    }
  }));
});

Deno.test("law: prices in other units are adjusted to the same in other units", () => {
  fc.assert(
    fc.property(
      closesArb,
      splitsArb,
      dividendsArb,
      fc.constantFrom(0.5, 2, 8),
      (closes, splits, dividends, k) => {
        const cash = dividends.map((each) => ({ ...each, cash: each.cash * k }));
        const scaled = adjusted(daily("A", closes.map((close) => close * k)), splits, cash);
        const result = adjusted(daily("A", closes), splits, dividends);
        for (let i = 0; i < closes.length; i++) {
          near(scaled.close[i]!, result.close[i]! * k);
        }
      },
    ),
  );
});

Deno.test("a dividend that is not below the last close is refused", () => {
  const dividends = [{ ticker: "A", date: DATES[1]!, cash: 100 }];
  assert.throws(
    () => adjusted(daily("A", [100, 1]), [], dividends),
    /dividend of A below its last close 100, found 100/,
  );
});

const RENAMED = [{ from: "FB", to: "META", date: DATES[3]! }];

Deno.test("a company's bars of an earlier symbol come before its own, a stranger's do not", () => {
  const bars = new Map([
    ["FB", daily("FB", [1, 2, 3])],
    // Somebody else was META before.
    ["META", daily("META", [90, 91, 92, 4, 5])],
  ]);
  const joined = underOneSymbol(bars, "META", RENAMED);
  assert.deepEqual([...joined!.close], [1, 2, 3, 4, 5]);
  assert.equal(joined!.ticker, "META");
  assert.equal(underOneSymbol(bars, "NONE", RENAMED), null);
});

Deno.test("symbols change more than once, and are followed both ways", () => {
  const changes = [{ from: "B", to: "C", date: DATES[4]! }, {
    from: "A",
    to: "B",
    date: DATES[2]!,
  }];
  assert.equal(currentSymbol("A", changes), "C");
  assert.equal(currentSymbol("C", changes), "C");
  const bars = new Map([
    ["A", daily("A", [1, 2])],
    ["B", daily("B", [3, 4], 2)],
    ["C", daily("C", [5], 4)],
  ]);
  assert.deepEqual([...underOneSymbol(bars, "C", changes)!.close], [1, 2, 3, 4, 5]);
});

Deno.test("a split under the earlier symbol counts for the company", () => {
  const bars = new Map([["FB", daily("FB", [20, 10, 10])], ["META", daily("META", [11], 3)]]);
  const actions = {
    splits: [{ ticker: "FB", date: DATES[1]!, ratio: 2 }],
    dividends: [{ ticker: "META", date: DATES[3]!, cash: 1 }],
    symbolChanges: RENAMED,
  };
  assert.deepEqual([...readAdjusted(bars, "META", actions, { dividends: false })!.close], [
    10,
    10,
    10,
    11,
  ]);
  assert.deepEqual([...readAdjusted(bars, "META", actions, { dividends: true })!.close], [
    9,
    9,
    9,
    11,
  ]);
});
