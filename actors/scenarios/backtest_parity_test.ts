import assert from "node:assert/strict";
import { runEnsemble } from "../backtester/ensemble/run.ts";
import { pipelineRules } from "../backtester/ensemble/settle_rules.ts";
import { readRecording } from "../recordings/recording.ts";
import { makeHome } from "./testing/home.ts";
import { recordMarket } from "./testing/recording.ts";
import { replayToEnd } from "./testing/replay_process.ts";

const SHARED = new URL("../../../shared/data/aligned/", import.meta.url).pathname;

function aligned(name: string): { bars: string; splits: string } | null {
  try {
    Deno.statSync(`${SHARED}${name}`);
    return { bars: `${SHARED}${name}/bars`, splits: `${SHARED}${name}/splits.csv` };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function expectParity(recording: { bars: string; splits: string }): Promise<void> {
  const home = await makeHome();
  try {
    const { summary } = await replayToEnd({ home, recording });
    const { bars, splits } = readRecording(recording);
    const rules = pipelineRules(
      { rules: { threshold: 0.3 } },
      { account: "backtest", startingCash: "100000" },
    );
    const { pipeline } = runEnsemble({ bars, splits, news: [] }, rules);
    assert.ok(summary.signals > 0, "nothing was decided, so nothing is shown");
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
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("a backtest decides and trades exactly as the actors do on a generated recording", async () => {
  const recording = await recordMarket({ seed: 7, sessions: 2 });
  try {
    await expectParity(recording);
  } finally {
    await recording.remove();
  }
});

for (const name of ["minute-2014-06", "hour-2014"]) {
  const recording = aligned(name);
  Deno.test({
    name: recording === null
      ? `SKIPPED: no recording ${name} in ../shared/data/aligned to compare on`
      : `a backtest decides and trades exactly as the actors do on ${name}`,
    ignore: recording === null,
    fn: () => expectParity(recording!),
  });
}
