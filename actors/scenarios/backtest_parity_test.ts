import assert from "node:assert/strict";
import { runEnsemble } from "../backtester/ensemble/run.ts";
import { pipelineRules } from "../backtester/ensemble/settle_rules.ts";
import { scoredNews } from "../cli/backtest/scored_news.ts";
import { readSettings } from "../cli/settings.ts";
import type { Timeframe } from "../domain/market.ts";
import { movesWeights } from "../learning_engine/adjustment.ts";
import { learningRulesFor } from "../learning_engine/config.ts";
import { shippedStrategies } from "../signal_generator/strategies/shelf.ts";
import { readRecording } from "../recordings/recording.ts";
import { isLeftOut, skipLoudly } from "../../runtime/testing/skip.ts";
import { clientOrderIdOf } from "../trade_executor/core.ts";
import { inHome } from "./testing/home.ts";
import { recordMarket } from "./testing/recording.ts";
import { replayToEnd } from "./testing/replay_process.ts";

const SHARED = new URL("../../../shared/data/aligned/", import.meta.url).pathname;

interface Recorded {
  readonly bars: string;
  readonly splits: string;
  readonly news?: string | null;
}

/** Few enough closed round trips for weights to move on a short recording, and the usual number. */
const [EAGER, USUAL] = [1, 20];

/** Exits that minutes reach, and both sides: a position is left in every way there is. */
const TIGHT = {
  momentum: { params: { trailingStop: 0.002 } },
  mean_reversion: { params: { stopLoss: 0.001 } },
};

interface Ways {
  readonly barSize?: Timeframe;
  readonly strategies?: Record<string, { readonly params: Record<string, number> }>;
}

async function expectParity(
  recording: Recorded,
  learningTrades = USUAL,
  { barSize, strategies = {} }: Ways = {},
): Promise<void> {
  const { bars, splits, news = null } = recording;
  const isTight = Object.keys(strategies).length > 0;
  const settings = {
    TRADING_LEARNING_TRADES: String(learningTrades),
    TRADING_STRATEGY_PARAMS: JSON.stringify(strategies),
    TRADING_SHORTING: String(isTight),
    ...barSize === undefined ? {} : { TRADING_BAR_SIZE: barSize },
  };
  const { summary } = await inHome((home) =>
    replayToEnd({ home, settings, recording: { ...recording, news } })
  );
  const rules = pipelineRules(
    {
      rules: { threshold: 0.3, barSize: barSize ?? null, strategies },
      shadows: { allowShort: isTight },
    },
    {
      account: "backtest",
      startingCash: "100000",
      limits: { allowShort: isTight },
      exchange: { allowShort: isTight },
    },
    shippedStrategies,
    learningRulesFor(learningTrades),
  );
  const scores = news === null
    ? []
    : await scoredNews(news, readSettings({}), () => {}, new AbortController().signal);
  const read = readRecording({ bars, splits, news: null });
  const { pipeline } = runEnsemble({ bars: read.bars, splits: read.splits, news: scores }, rules);
  assert.ok(summary.signals > 0, "nothing was decided, so nothing is shown");
  const moved = pipeline.adjustments.filter(movesWeights).length;
  assert.equal(moved, summary.streams["weights:adjusted"]);
  const left = pipeline.fills.filter(({ trade: { signalId, clientOrderId } }) =>
    clientOrderId !== clientOrderIdOf(signalId, 1)
  );
  if (isTight) assert.ok(left.length > 0, "no exit was reached, so nothing is shown");
  if (learningTrades === EAGER) assert.ok(moved > 0, "no weight moved, so nothing is shown");
  assert.deepEqual(
    {
      digest: pipeline.digest(),
      signals: pipeline.signals.length,
      orders: pipeline.orders,
      fills: pipeline.fills.length,
      rejections: pipeline.rejections,
      equity: pipeline.equity(),
    },
    {
      digest: summary.digest,
      signals: summary.signals,
      orders: summary.orders,
      fills: summary.fills,
      rejections: summary.rejections,
      equity: summary.equity,
    },
  );
}

Deno.test("a backtest decides and trades exactly as the actors do on days of bars and headlines that come at once, in larger bars too", async () => {
  const recording = await recordMarket({ seed: 7, sessions: 3, news: true });
  try {
    await expectParity(recording, EAGER, { strategies: TIGHT });
    await expectParity(recording, EAGER, { barSize: "5m" });
  } finally {
    await recording.remove();
  }
});

/** Recorded market, and after how many closed round trips weights move. */
const cases: readonly [string, number][] = [["minute-2014-06", USUAL], ["hour-2014", EAGER]];
for (const [name, learningTrades] of cases) {
  const sentence =
    `a backtest decides and trades exactly as the actors do on ${name} and its news` +
    `${learningTrades === EAGER ? ", learning eagerly" : ""}`;
  const folder = `${SHARED}${name}`;
  const recording: Recorded = {
    bars: `${folder}/bars`,
    splits: `${folder}/splits.csv`,
    news: `${folder}/news.jsonl`,
  };
  if (isLeftOut(sentence)) continue;
  if (isThere(folder)) Deno.test(sentence, () => expectParity(recording, learningTrades));
  else {skipLoudly(
      sentence,
      "recordings",
      `put the recording ${name} into ../shared/data/aligned`,
    );}
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
