import assert from "node:assert/strict";
import type { ScoredArticle } from "../../domain/sentiment.ts";
import { BUY, SELL } from "../account/orders.ts";
import type { KnownScore, MarketInputs } from "../ensemble/inputs.ts";
import { pipelineRules } from "../ensemble/settle_rules.ts";
import { smaCrossOrders } from "../reference/sma_cross.ts";
import { walk } from "../testing/walk.ts";
import { pipelineDecider, strategyDecider } from "./deciders.ts";
import { type Decider, findLookAhead } from "./look_ahead.ts";

const options = { cuts: 30, seed: 1 };
const inputs: MarketInputs = { bars: [walk(3, 400)], splits: [], news: headlines() };

/** A headline on every tenth day, scored a day after it was published. */
function headlines(): KnownScore[] {
  const { at } = walk(3, 400);
  return Array.from({ length: 40 }, (_, i) => {
    const publishedAt = at[i * 10]!;
    return { at: publishedAt + 86_400_000, score: scoreOf(i, publishedAt) };
  });
}

function scoreOf(number: number, publishedAt: number): ScoredArticle {
  return {
    articleId: `article-${number}`,
    storyId: `article-${number}`,
    ticker: "AAPL",
    source: "test",
    sourceWeight: 1,
    title: "A headline",
    publishedAt,
    firstSeenAt: publishedAt,
    scoredAt: publishedAt + 86_400_000,
    tradable: true,
    sentiment: {
      label: "positive",
      score: 0.8,
      probabilities: { positive: 0.9, negative: 0.1, neutral: 0 },
      confidence: 0.9,
      analyzer: "test",
      model: { id: "test", digest: "test" },
      why: "The test says so.",
    },
  };
}

Deno.test("what looks at the past alone decides the same without its future", () => {
  const honest = strategyDecider(({ close }) => smaCrossOrders(close, { fast: 3, slow: 8 }));
  const report = findLookAhead(honest, inputs, options);
  assert.deepEqual(report.found, []);
  assert.ok(report.compared > 100);
});

Deno.test("the pipeline decides the same without its future", () => {
  const decide = pipelineDecider(pipelineRules({}, { account: "test", startingCash: "100000" }));
  const report = findLookAhead(decide, inputs, { ...options, cuts: 10 });
  assert.deepEqual(report.found, []);
  assert.ok(report.compared > 0);
});

Deno.test("a planted look at the next bar's close is caught", () => {
  const cheat = strategyDecider(({ close, length }) => {
    const orders = new Int8Array(length);
    for (let i = 0; i + 1 < length; i++) orders[i] = close[i + 1]! > close[i]! ? BUY : SELL;
    return { orders, warmUp: 0 };
  });
  assert.ok(findLookAhead(cheat, inputs, options).found.length > 10);
});

Deno.test("a planted scaling by the whole column's mean is caught", () => {
  const cheat = strategyDecider(({ close, length }) => {
    const mean = close.reduce((sum, each) => sum + each, 0) / length;
    return { orders: Int8Array.from(close, (each) => each < mean ? BUY : SELL), warmUp: 0 };
  });
  assert.ok(findLookAhead(cheat, inputs, options).found.length > 0);
});

Deno.test("a planted look at headlines before they were scored is caught", () => {
  const cheat: Decider = ({ bars, news }) =>
    bars.flatMap(({ at, ticker }) =>
      Array.from(at, (moment) => ({
        at: moment,
        ticker,
        what: `${news.filter(({ score }) => score.publishedAt! <= moment).length} headlines`,
      }))
    );
  const { found } = findLookAhead(cheat, inputs, { cuts: 200, seed: 1 });
  assert.ok(found.length > 0);
  const honest: Decider = ({ bars, news }) =>
    bars.flatMap(({ at, ticker }) =>
      Array.from(at, (moment) => ({
        at: moment,
        ticker,
        what: `${news.filter((each) => each.at <= moment).length} headlines`,
      }))
    );
  assert.deepEqual(findLookAhead(honest, inputs, { cuts: 200, seed: 1 }).found, []);
});
