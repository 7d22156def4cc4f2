import assert from "node:assert/strict";
import fc from "fast-check";
import { barSchema } from "../../domain/market.ts";
import { emptyTickerSentiment } from "../../domain/ticker_sentiment.ts";
import { meanReversion } from "./mean_reversion.ts";
import { momentum } from "./momentum.ts";
import { shippedStrategies } from "./shelf.ts";
import { InvalidStrategyParams, type Opinion, type Strategy } from "./strategy.ts";

function opinions(strategy: Strategy, closes: readonly number[], params = {}): (Opinion | null)[] {
  const prepared = strategy.prepare(params);
  const memory = prepared.init();
  return closes.map((close, i) => {
    const at = (i + 1) * 60_000;
    const bar = barSchema.parse({
      ticker: "AAPL",
      timeframe: "1m",
      startsAt: at - 60_000,
      at,
      open: close,
      high: close,
      low: close,
      close,
      volume: 1,
      warmup: false,
    });
    return prepared.evaluate(memory, { bar, news: emptyTickerSentiment() });
  });
}

const line = (n: number, from: number, step: number) =>
  Array.from({ length: n }, (_, i) => from + i * step);
const zigzag = (n: number) => Array.from({ length: n }, (_, i) => 100 + (i % 2));

Deno.test("momentum is fully convinced by a straight trend, either way", () => {
  const up = opinions(momentum, line(40, 100, 0.1)).at(-1)!;
  assert.equal(up.direction, 1);
  assert.equal(up.strength, 1);
  assert.equal(up.reason.code, "fast_average_above_slow");
  const down = opinions(momentum, line(40, 100, -0.1)).at(-1)!;
  assert.equal(down.direction, -1);
  assert.equal(down.strength, 1);
});

Deno.test("momentum is hardly convinced by a market that goes nowhere, and silent in a still one", () => {
  for (const opinion of opinions(momentum, zigzag(60)).slice(31)) {
    assert.ok(opinion === null || opinion.strength < 0.1);
  }
  assert.ok(opinions(momentum, line(60, 100, 0)).every((opinion) => opinion === null));
});

Deno.test("mean reversion is for what fell too fast and against what rose too fast", () => {
  const fallen = opinions(meanReversion, line(20, 100, -1)).at(-1)!;
  assert.deepEqual(fallen, {
    direction: 1,
    strength: 1,
    reason: { code: "oversold", numbers: { rsi: 0, limit: 30 } },
  });
  const risen = opinions(meanReversion, line(20, 100, 1)).at(-1)!;
  assert.deepEqual([risen.direction, risen.strength, risen.reason.code], [-1, 1, "overbought"]);
  assert.ok(opinions(meanReversion, zigzag(40)).every((opinion) => opinion === null));
});

Deno.test("no strategy has an opinion before its warm-up, and every one keeps within its bounds", () => {
  const closes = fc.array(fc.integer({ min: 100, max: 100_000 }).map((cents) => cents / 100), {
    minLength: 60,
    maxLength: 60,
  });
  for (const strategy of shippedStrategies) {
    const { warmUp } = strategy.prepare({});
    fc.assert(fc.property(closes, (series) => {
      for (const [i, opinion] of opinions(strategy, series).entries()) {
        if (opinion === null) continue;
        assert.ok(i + 1 >= warmUp);
        assert.ok(opinion.strength >= 0 && opinion.strength <= 1);
        for (const number of Object.values(opinion.reason.numbers)) {
          assert.ok(Number.isFinite(number));
        }
      }
    }));
  }
});

Deno.test("the unit of a price decides nothing", () => {
  const closes = fc.array(fc.integer({ min: 5_000, max: 15_000 }), {
    minLength: 50,
    maxLength: 50,
  });
  for (const strategy of shippedStrategies) {
    fc.assert(fc.property(closes, (series) => {
      const one = opinions(strategy, series);
      // A power of two changes no digit of a float.
      const other = opinions(strategy, series.map((price) => price / 1024));
      for (const [i, opinion] of one.entries()) {
        assert.equal(other[i]?.direction, opinion?.direction);
        assert.equal(other[i]?.strength, opinion?.strength);
      }
    }));
  }
});

Deno.test("parameters outside their bounds are refused with strategy, parameter and value", () => {
  assert.throws(
    () => momentum.prepare({ fast: 30, slow: 10 }),
    (error: unknown) =>
      error instanceof InvalidStrategyParams &&
      /strategy momentum, parameter fast: must be smaller than slow; found \{"fast":30,"slow":10\}/
        .test(error.message),
  );
  assert.throws(() => meanReversion.prepare({ period: 1 }), /parameter period/);
  assert.throws(() => momentum.prepare({ quick: 3 }), InvalidStrategyParams);
});
