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

async function expectParity(
  recording: Recorded,
  learningTrades = USUAL,
  barSize: Timeframe | null = null,
): Promise<void> {
  const { bars, splits, news = null } = recording;
  const settings = {
    TRADING_LEARNING_TRADES: String(learningTrades),
    ...barSize === null ? {} : { TRADING_BAR_SIZE: barSize },
  };
  const { summary } = await inHome((home) =>
    replayToEnd({ home, settings, recording: { ...recording, news } })
  );
  const rules = pipelineRules(
    { rules: { threshold: 0.3, barSize }, shadows: {} },
    { account: "backtest", startingCash: "100000" },
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
    await expectParity(recording, EAGER);
    await expectParity(recording, EAGER, "5m");
  } finally {
    await recording.remove();
  }
});

/** Recorded market, whether with its news, and after how many closed round trips weights move. */
const cases: readonly [string, boolean, number][] = [
  ["minute-2014-06", false, USUAL],
  ["minute-2014-06", true, USUAL],
  ["hour-2014", false, USUAL],
  ["hour-2014", true, EAGER],
];
for (const [name, withNews, learningTrades] of cases) {
  const sentence = `a backtest decides and trades exactly as the actors do on ${name}` +
    `${withNews ? " and its news" : ""}${learningTrades === EAGER ? ", learning eagerly" : ""}`;
  const folder = `${SHARED}${name}`;
  const recording: Recorded = {
    bars: `${folder}/bars`,
    splits: `${folder}/splits.csv`,
    ...withNews && { news: `${folder}/news.jsonl` },
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
