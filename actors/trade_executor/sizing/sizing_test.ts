import assert from "node:assert/strict";
import fc from "fast-check";
import { decimal, price, usd, ZERO_USD } from "../../domain/money.ts";
import { averageRange, splitRange, widened } from "./average_range.ts";
import { kellyFraction, sizeOf, type SizingFacts, sizingSchema } from "./sizing.ts";

const UNKNOWN: SizingFacts = {
  range: null,
  stop: null,
  results: { wins: 0, losses: 0, won: ZERO_USD, lost: ZERO_USD },
};

Deno.test("a tenth of equity is bought in whole shares, rounded down", () => {
  const sizing = sizingSchema.parse({});
  assert.equal(sizeOf(usd(100_000), price(644.8), sizing, UNKNOWN), "15");
  assert.equal(sizeOf(usd(100_000), price(10_001), sizing, UNKNOWN), "0");
  assert.equal(sizeOf(usd(-5), price(10), sizing, UNKNOWN), "0");
});

Deno.test("parts of a share are bought where that is allowed", () => {
  const sizing = sizingSchema.parse({ fractional: true, equityFraction: 0.5 });
  assert.equal(sizeOf(usd(100), price(3), sizing, UNKNOWN), "16.666666666");
});

Deno.test("by volatility, one average range moves equity by its share", () => {
  const sizing = sizingSchema.parse({ method: "volatility", rangeFraction: 0.001 });
  assert.equal(sizeOf(usd(100_000), price(100), sizing, { ...UNKNOWN, range: 2 }), "50");
  assert.equal(sizeOf(usd(100_000), price(100), sizing, { ...UNKNOWN, range: 0.5 }), "100");
  assert.equal(sizeOf(usd(100_000), price(100), sizing, UNKNOWN), "100");
});

Deno.test("by risk, the stop loses its share of equity", () => {
  const sizing = sizingSchema.parse({ method: "risk", riskFraction: 0.002 });
  assert.equal(sizeOf(usd(100_000), price(100), sizing, { ...UNKNOWN, stop: 0.05 }), "40");
  assert.equal(sizeOf(usd(100_000), price(100), sizing, { ...UNKNOWN, stop: 0.001 }), "100");
  assert.equal(sizeOf(usd(100_000), price(100), sizing, UNKNOWN), "100");
});

Deno.test("by Kelly, a part of the fraction that the round trips so far suggest", () => {
  const results = { wins: 18, losses: 12, won: usd(1800), lost: usd(-1200) };
  assert.equal(kellyFraction(results, 30)?.toFixed(4), "0.2000");
  assert.equal(kellyFraction(results, 31), null);
  assert.equal(kellyFraction({ ...results, won: usd(600) }, 30)?.toFixed(), "0");
  const sizing = sizingSchema.parse({ method: "kelly" });
  assert.equal(sizeOf(usd(100_000), price(100), sizing, { ...UNKNOWN, results }), "50");
  const losing = { ...results, won: usd(600) };
  assert.equal(sizeOf(usd(100_000), price(100), sizing, { ...UNKNOWN, results: losing }), "0");
});

Deno.test("no method ever puts in more than the fixed fraction of equity", () => {
  const facts = fc.record({
    range: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
    stop: fc.option(fc.double({ min: 1e-6, max: 0.999, noNaN: true })),
    results: fc.record({
      wins: fc.nat(1000),
      losses: fc.nat(1000),
      won: fc.nat(1e6).map(usd),
      lost: fc.nat(1e6).map((lost) => usd(-lost)),
    }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e9 }),
      fc.integer({ min: 1, max: 1e7 }),
      fc.integer({ min: 1, max: 100 }),
      fc.boolean(),
      fc.constantFrom("fixed_fraction", "volatility", "risk", "kelly"),
      facts,
      (equity, cents, percent, fractional, method, known) => {
        const each = price(decimal(cents).div(100));
        const equityFraction = percent / 100;
        const sizing = sizingSchema.parse({ equityFraction, fractional, method });
        const size = sizeOf(usd(equity), each, sizing, known);
        assert.ok(decimal(size).times(each).lte(decimal(equity).times(equityFraction)));
        assert.ok(!decimal(size).isNegative());
        if (!fractional) assert.ok(decimal(size).isInteger());
      },
    ),
  );
});

Deno.test("the average range is Wilder's, counts gaps, and is told once it has 14 bars", () => {
  const bar = (low: number, high: number, close: number) => ({
    ticker: "AAPL",
    timeframe: "1m" as const,
    startsAt: 0,
    at: 60_000,
    open: low,
    high,
    low,
    close,
    volume: 1,
    warmup: false,
  });
  let range = widened(undefined, bar(99, 101, 100));
  for (let i = 0; i < 12; i++) range = widened(range, bar(99, 101, 100));
  assert.equal(averageRange(range), null);
  range = widened(range, bar(99, 101, 100));
  assert.equal(averageRange(range), 2);
  // A gap: from 100 up to 116, a true range of 16.
  range = widened(range, bar(115, 116, 116));
  assert.equal(averageRange(range), 3);
  assert.equal(averageRange(splitRange(range, 2)), 1.5);
});
