import assert from "node:assert/strict";
import fc from "fast-check";
import type { BarColumns } from "../../domain/bar_columns.ts";
import type { ScoredArticle } from "../../domain/sentiment.ts";
import { shippedStrategies } from "../../signal_generator/strategies/shelf.ts";
import { walk } from "../testing/walk.ts";
import { inOrder, type KnownScore, type MarketInputs } from "./inputs.ts";
import { Pipeline } from "./pipeline.ts";
import { runEnsemble } from "./run.ts";
import { pipelineRules } from "./settle_rules.ts";

const CASH = 100_000;
const BARS = 200;
const TICKERS = ["AAA", "BBB"];

/** Any two markets with headlines, traded in any way that the pipeline knows. */
const anyRun = fc.record({
  seeds: fc.tuple(fc.nat(1_000), fc.nat(1_000)),
  allowShort: fc.boolean(),
  learns: fc.boolean(),
  all: fc.boolean(),
  headlines: fc.array(fc.tuple(fc.nat(BARS - 1), fc.integer({ min: -9, max: 9 })), {
    minLength: 10,
    maxLength: 60,
  }),
});
type AnyRun = typeof anyRun extends fc.Arbitrary<infer T> ? T : never;

function inputsOf({ seeds, headlines }: AnyRun, scale = 1): MarketInputs {
  const bars = TICKERS.map((ticker, i) => walk(seeds[i]!, BARS, { ticker, scale }));
  const news = headlines.map(([index, tenths], i): KnownScore => {
    // Just before, and exactly at, the close of a bar.
    const at = bars[0]!.at[index]! - i % 2;
    return { at, score: scored(`headline-${i}`, TICKERS[i % 3 % 2]!, at, tenths / 10) };
  });
  return { bars, splits: [], news: news.sort((one, other) => one.at - other.at) };
}

function scored(id: string, ticker: string, at: number, score: number): ScoredArticle {
  const positive = (1 + score) / 2;
  return {
    articleId: id,
    storyId: id,
    ticker,
    source: "wire",
    sourceWeight: 1,
    title: `Headline ${id}`,
    publishedAt: at,
    firstSeenAt: at,
    scoredAt: at,
    tradable: true,
    sentiment: {
      label: score > 0 ? "positive" : score < 0 ? "negative" : "neutral",
      score,
      probabilities: { positive, negative: 1 - positive, neutral: 0 },
      confidence: 0.9,
      analyzer: "offline",
      model: { id: "test", digest: "0" },
      why: "a test says so",
    },
  };
}

function rulesOf({ allowShort, learns, all }: AnyRun, cash = CASH) {
  const members = shippedStrategies.filter(({ alone }) => !alone);
  const strategies = all
    ? Object.fromEntries(members.map(({ name }) => [name, { enabled: true }]))
    : {};
  return pipelineRules(
    { rules: { strategies, threshold: 0.15 }, ...(learns ? { shadows: { allowShort } } : {}) },
    {
      account: "test",
      startingCash: String(cash),
      limits: { allowShort, orderNotionalMax: 1e9 },
      exchange: { allowShort, feePerShare: "0" },
    },
  );
}

/** What was decided before a moment, and what came of it. */
function decidedBefore(inputs: MarketInputs, run: AnyRun, before: number): string[] {
  const { pipeline } = runEnsemble(inputs, rulesOf(run));
  return [
    ...pipeline.signals.filter(({ at }) => at < before)
      .map(({ at, ticker, side, score }) => `${at} ${ticker} ${side} ${score}`),
    ...pipeline.fills.filter(({ at }) => at < before)
      .map(({ at, trade }) => `${at} ${trade.ticker} ${trade.side} ${trade.lastQuantity}`),
  ];
}

Deno.test("the pipeline's equity is its cash and its positions at every bar", () => {
  let fills = 0;
  fc.assert(
    fc.property(anyRun, (run) => {
      const inputs = inputsOf(run);
      const mark = new Map<string, number>();
      const held = new Map<string, number>();
      let cash = CASH;
      const pipeline = new Pipeline(rulesOf(run), {
        onFill({ trade: { ticker, side, lastQuantity, lastPrice, fee } }) {
          const shares = Number(lastQuantity) * (side === "buy" ? 1 : -1);
          cash -= shares * Number(lastPrice) + Number(fee);
          held.set(ticker, (held.get(ticker) ?? 0) + shares);
          fills++;
        },
      });
      for (const event of inOrder(inputs)) {
        if (event.kind === "score") pipeline.onScore(event.score, event.at);
        if (event.kind !== "bar") continue;
        const columns = inputs.bars[event.part]!;
        pipeline.onBar(columns, event.index);
        mark.set(columns.ticker, columns.close[event.index]!);
        const positions = [...held].reduce((sum, [name, size]) => sum + size * mark.get(name)!, 0);
        assert.ok(Math.abs(Number(pipeline.equity()) - cash - positions) < 1e-6);
      }
    }),
    { numRuns: 40 },
  );
  assert.ok(fills > 100, "too little was traded to show anything");
});

Deno.test("the pipeline's round trips and open positions earn what equity gains", () => {
  let all = 0;
  fc.assert(
    fc.property(anyRun, (run) => {
      const inputs = inputsOf(run);
      const { facts, trips, open, attribution } = runEnsemble(inputs, rulesOf(run));
      const closed = trips.reduce((sum, { trip: { pnl } }) => sum + pnl, 0);
      const held = open.reduce((sum, { ticker, size, entryPrice, commission }) => {
        const { close } = inputs.bars.find((columns) => columns.ticker === ticker)!;
        return sum + size * (close.at(-1)! - entryPrice) - commission;
      }, 0);
      assert.ok(Math.abs(facts.equity.at(-1)! - CASH - closed - held) < 1e-6);
      // No position is closed in parts here: what is open has credited nobody yet.
      const credited = attribution.reduce((sum, { pnl }) => sum + Number(pnl), 0);
      assert.ok(Math.abs(credited - closed) < 1e-6);
      all += trips.length;
    }),
    { numRuns: 40 },
  );
  assert.ok(all > 50, "too little was traded to show anything");
});

Deno.test("prices and cash that are scaled scale what the pipeline earns", () => {
  fc.assert(
    fc.property(anyRun, fc.constantFrom(2, 4, 8), (run, scale) => {
      const plain = runEnsemble(inputsOf(run), rulesOf(run));
      const scaled = runEnsemble(inputsOf(run, scale), rulesOf(run, CASH * scale));
      assert.equal(scaled.trips.length, plain.trips.length);
      for (const [i, value] of plain.facts.equity.entries()) {
        assert.ok(Math.abs(scaled.facts.equity[i]! - scale * value) < 1e-4 * scale, `moment ${i}`);
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("no decision of the pipeline changes when the future does", () => {
  let decisions = 0;
  const cutAt = fc.integer({ min: 40, max: BARS - 2 });
  fc.assert(
    fc.property(anyRun, anyRun, cutAt, (run, other, cut) => {
      const inputs = inputsOf(run);
      const { bars, news } = inputsOf(other);
      const before = inputs.bars[0]!.at[cut]!;
      const changed: MarketInputs = {
        bars: inputs.bars.map((columns, i) => spliced(columns, bars[i]!, cut)),
        splits: [],
        news: [
          ...inputs.news.filter(({ at }) => at < before),
          ...news.filter(({ at }) => at >= before),
        ],
      };
      const decided = decidedBefore(inputs, run, before);
      assert.deepEqual(decidedBefore(changed, run, before), decided);
      decisions += decided.length;
    }),
    { numRuns: 40 },
  );
  assert.ok(decisions > 200, "too little was decided to show anything");
});

/** One market up to a bar, and another from it on. */
function spliced(one: BarColumns, other: BarColumns, from: number): BarColumns {
  const column = (name: "open" | "high" | "low" | "close" | "volume") =>
    Float64Array.from(one[name], (value, i) => i < from ? value : other[name][i]!);
  return {
    ...one,
    open: column("open"),
    high: column("high"),
    low: column("low"),
    close: column("close"),
    volume: column("volume"),
  };
}
