import assert from "node:assert/strict";
import fc from "fast-check";
import type { Bar } from "../../domain/market.ts";
import { REASON_WORDS, wordReason } from "../../domain/reason_words.ts";
import { addScore, emptyTickerSentiment } from "../../domain/ticker_sentiment.ts";
import { barAt, MINUTE, scored, walk } from "../testing/market.ts";
import { breakout } from "./breakout.ts";
import { meanReversion } from "./mean_reversion.ts";
import { momentum } from "./momentum.ts";
import { newsDriven } from "./news_driven.ts";
import { shippedStrategies } from "./shelf.ts";
import { smaCross } from "./sma_cross.ts";
import { InvalidStrategyParams, type Opinion, type Strategy } from "./strategy.ts";
import { isStrategy, trialFault } from "./trial.ts";
import { volatilityTarget } from "./volatility_target.ts";

/** Opinions on flat bars of these closes. */
function opinions(strategy: Strategy, closes: readonly number[], params = {}): (Opinion | null)[] {
  return heard(strategy, closes.map((close, i) => barAt(i, close)), params);
}

function heard(strategy: Strategy, bars: readonly Bar[], params = {}): (Opinion | null)[] {
  const prepared = strategy.prepare(params);
  const memory = prepared.init();
  return bars.map((bar) => prepared.evaluate(memory, { bar, news: emptyTickerSentiment() }));
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

Deno.test("every strategy in the folder is on the shelf, under the name of its file", async () => {
  const found = new Map<string, Strategy>();
  for await (const { name } of Deno.readDir(new URL(".", import.meta.url))) {
    if (!name.endsWith(".ts") || name.endsWith("_test.ts") || name === "shelf.ts") continue;
    const module = await import(new URL(name, import.meta.url).href);
    for (const value of Object.values(module)) {
      if (isStrategy(value)) found.set(name.slice(0, -".ts".length), value);
    }
  }
  assert.deepEqual([...found.keys()].sort(), shippedStrategies.map(({ name }) => name));
  for (const strategy of shippedStrategies) assert.equal(found.get(strategy.name), strategy);
  const enabled = shippedStrategies.filter(({ enabledByDefault }) => enabledByDefault);
  assert.deepEqual(enabled.map(({ name }) => name), ["mean_reversion", "momentum", "news_driven"]);
});

Deno.test("every shipped strategy passes the trial that a user's own must pass", () => {
  for (const strategy of shippedStrategies) assert.equal(trialFault(strategy), null);
});

Deno.test("a breakout is a close beyond everything before it, and its stops are as far as the market moves", () => {
  const quiet = Array.from({ length: 30 }, (_, i) => barAt(i, 100, { high: 101, low: 99 }));
  assert.ok(heard(breakout, quiet).every((opinion) => opinion === null));
  const up = heard(breakout, [...quiet, barAt(30, 102, { high: 102, low: 100 })]).at(-1)!;
  assert.deepEqual(up, {
    direction: 1,
    // Half an average range of 2 beyond the edge: half of what the edge itself leaves.
    strength: 0.8,
    reason: { code: "broke_above_channel", numbers: { close: 102, limit: 101, ranges: 0.5 } },
    exits: { stopLoss: 2 * 2 / 102, trailingStop: 3 * 2 / 102 },
  });
  const down = heard(breakout, [...quiet, barAt(30, 90, { high: 100, low: 90 })]).at(-1)!;
  assert.deepEqual([down.direction, down.strength], [-1, 1]);
  // The edge itself is not beyond it, whatever the bar's own high was.
  const touch = barAt(30, 101, { high: 105, low: 99 });
  assert.equal(heard(breakout, [...quiet, touch]).at(-1), null);
  const without = { stopRanges: 0, trailRanges: 0 };
  const bare = heard(breakout, [...quiet, barAt(30, 102)], without).at(-1)!;
  assert.deepEqual(bare.exits, {});
});

Deno.test("the volatility target is less sure of the same trend in a wilder market", () => {
  const trend = (noise: number) =>
    Array.from({ length: 80 }, (_, i) => 100 * Math.exp(0.002 * i + (i % 2) * noise));
  const last = (noise: number) =>
    opinions(volatilityTarget, trend(noise), { targetVolatility: 0.5 }).at(-1)!;
  const [calm, wild] = [last(0.0001), last(0.004)];
  assert.deepEqual([calm.direction, wild.direction], [1, 1]);
  assert.ok(calm.strength > 1.5 * wild.strength, `${calm.strength} and ${wild.strength}`);
  const { volatility } = wild.reason.numbers;
  assert.ok(Math.abs(wild.strength - 0.5 / volatility!) < 1e-12);
  assert.ok(wild.exits!.trailingStop! > calm.exits!.trailingStop!);
  assert.ok(opinions(volatilityTarget, zigzag(200)).every((opinion) => opinion === null));
});

Deno.test("the reference crossover speaks on the bar of a crossing and on no other", () => {
  const params = { fast: 1, slow: 2 };
  const directions = (closes: readonly number[]) =>
    opinions(smaCross, closes, params).map((opinion) => opinion?.direction ?? 0);
  assert.deepEqual(directions([10, 9, 8, 9, 10, 9]), [0, 0, 0, 1, 0, -1]);
  // Averages that met have not crossed.
  assert.deepEqual(directions([10, 9, 9, 10, 11]), [0, 0, 0, 0, 0]);
});

Deno.test("the news says nothing when it is thin, old, faint or divided", () => {
  const prepared = newsDriven.prepare({});
  const memory = prepared.init();
  const after = (stories: readonly [minutesAgo: number, score: number][], confidence = 0.9) => {
    const bar = barAt(200, 100);
    const news = stories.reduce((state, [ago, score], i) => {
      const at = bar.at - ago * MINUTE;
      return addScore(state, scored({ id: `story ${i}`, at, score, confidence }), at);
    }, emptyTickerSentiment());
    return prepared.evaluate(memory, { bar, news });
  };
  const good = after([[5, 0.8], [10, 0.7]])!;
  assert.deepEqual([good.direction, good.reason.code], [1, "good_news"]);
  assert.equal(good.strength, 1);
  assert.equal(after([[5, -0.8], [10, -0.7]])!.direction, -1);
  assert.equal(after([[5, 0.8]]), null);
  assert.equal(after([[4 * 1440, 0.8], [4 * 1440, 0.7]]), null);
  assert.equal(after([[5, 0.05], [10, 0.05]]), null);
  assert.equal(after([[5, 0.8], [10, -0.8]]), null);
  assert.equal(after([[5, 0.8], [10, 0.7]], 0.2), null);
  const older = after([[300, 0.4], [310, 0.4]])!;
  const newer = after([[5, 0.4], [10, 0.4]])!;
  assert.ok(older.strength < newer.strength);
  // Ten that say the same are not surer than two.
  const many = after(Array.from({ length: 10 }, (_, i) => [5 + i, 0.4]))!;
  assert.ok(many.strength <= newer.strength);
});

Deno.test("every reason that a strategy can give has its words, and no words are left over", () => {
  const given = new Map<string, Opinion["reason"]>();
  const wild = walk(3, 600).map((close, i) =>
    close + 8 * Math.sin(i / 30) + (i % 97 === 0 ? 6 : 0)
  );
  for (const strategy of shippedStrategies) {
    for (const opinion of opinions(strategy, wild)) {
      if (opinion !== null) given.set(opinion.reason.code, opinion.reason);
    }
  }
  for (const score of [-0.9, 0.9]) {
    const bar = barAt(1, 100);
    const news = ["a", "b"].reduce(
      (state, id) => addScore(state, scored({ id, at: bar.at, score }), bar.at),
      emptyTickerSentiment(),
    );
    const { reason } = newsDriven.prepare({}).evaluate(newsDriven.prepare({}).init(), {
      bar,
      news,
    })!;
    given.set(reason.code, reason);
  }
  assert.deepEqual([...given.keys()].sort(), Object.keys(REASON_WORDS).sort());
  for (const reason of given.values()) assert.ok(!/NaN|[{}]/.test(wordReason(reason)));
  const unknown = { code: "gap_up", numbers: { gap: 0.0123 } };
  assert.equal(wordReason(unknown), "gap up (gap 0.01230)");
});
