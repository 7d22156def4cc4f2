import assert from "node:assert/strict";
import { walk } from "../testing/walk.ts";
import type { BarColumns } from "../../domain/bar_columns.ts";
import { inOrder, type MarketInputs } from "./inputs.ts";
import { runEnsemble } from "./run.ts";
import { pipelineRules } from "./settle_rules.ts";

/** Without news, its strategy would only hold a third of the weight. */
const PRICES_ALONE = { threshold: 0.2, strategies: { news_driven: { enabled: false } } };

const rules = (allowShort: boolean) =>
  pipelineRules({ rules: PRICES_ALONE }, {
    account: "test",
    startingCash: "100000",
    limits: { allowShort },
    exchange: { allowShort },
  });
const two: MarketInputs = {
  bars: [walk(4, 600, { ticker: "BBB" }), walk(9, 600, { ticker: "AAA" })],
  splits: [],
  news: [],
};

Deno.test("events come by time, then ticker, a split before the bars of its day", () => {
  const splits = [{ ticker: "BBB", date: "2020-01-02", ratio: 2 }];
  const bars: BarColumns[] = two.bars.map((columns) => ({ ...columns, length: 2 }));
  const told = [...inOrder({ bars, splits, news: [] })].map((event) =>
    event.kind === "bar" ? `${bars[event.part]!.ticker} ${event.index}` : event.kind
  );
  assert.deepEqual(told, ["AAA 0", "BBB 0", "split", "AAA 1", "BBB 1"]);
});

for (const allowShort of [false, true]) {
  Deno.test(`the pipeline's equity curve ends at its ledger's equity, shorts ${allowShort}`, () => {
    const { pipeline, facts, trips, open } = runEnsemble(two, rules(allowShort));
    assert.ok(trips.length > 5, "too little was traded to show anything");
    assert.ok(Math.abs(facts.equity.at(-1)! - Number(pipeline.equity())) < 1e-6);
    const closed = trips.reduce((sum, { trip: { pnl } }) => sum + pnl, 0);
    const held = open.reduce((sum, { ticker, size, entryPrice, commission }) => {
      const { close } = two.bars.find((columns) => columns.ticker === ticker)!;
      return sum + size * (close.at(-1)! - entryPrice) - commission;
    }, 0);
    assert.ok(Math.abs(facts.equity.at(-1)! - 100_000 - closed - held) < 1e-6);
    assert.equal(trips.some(({ trip: { size } }) => size < 0), allowShort);
  });
}

Deno.test("a split changes units and no profit", () => {
  const plain = walk(4, 600);
  const splitAt = 300;
  const date = new Date(plain.at[splitAt]!).toISOString().slice(0, 10);
  const halved = walk(4, 600);
  for (const name of ["open", "high", "low", "close"] as const) {
    for (let i = splitAt; i < 600; i++) halved[name][i]! /= 2;
  }
  // Orders of the old unit are filled in the new one: fractions keep both runs at the same value.
  const fractional = pipelineRules({ rules: PRICES_ALONE }, {
    account: "test",
    startingCash: "100000",
    sizing: { fractional: true },
    exchange: { feePerShare: "0" },
  });
  const without = runEnsemble({ bars: [plain], splits: [], news: [] }, fractional);
  const splits = [{ ticker: "AAPL", date, ratio: 2 }];
  const withSplit = runEnsemble({ bars: [halved], splits, news: [] }, fractional);
  assert.equal(withSplit.trips.length, without.trips.length);
  for (const [i, value] of without.facts.equity.entries()) {
    assert.ok(Math.abs(withSplit.facts.equity[i]! - value) < 1e-3, `bar ${i}`);
  }
  const last = (run: typeof without) => run.facts.market.at(-1)!;
  assert.ok(Math.abs(last(withSplit) - last(without)) < 1e-9);
});
