import assert from "node:assert/strict";
import { inHome } from "./home.ts";
import { recordMarket, type TestRecording } from "./recording.ts";
import { decided, replayToEnd } from "./replay_process.ts";
import type { ServerEnvironment } from "./servers.ts";
import { RECORDED, recordedBarsAreThere } from "./shared_data.ts";

/** Replays under each seed of artificial delays: each must decide what the undelayed one decides. */
export async function assertUnperturbed(
  recording: Pick<TestRecording, "bars" | "splits">,
  servers: ServerEnvironment,
  seeds: readonly number[],
): Promise<void> {
  const undelayed = await inHome((home) => replayToEnd({ home, recording }));
  assert.ok(undelayed.summary.fills > 0, "nothing was traded, so nothing is shown");
  await inHome(async (home) => {
    for (const seed of seeds) {
      const args = ["--perturb", String(seed)];
      const { summary } = await replayToEnd({ home, recording, servers, args });
      assert.deepEqual(decided(summary), decided(undelayed.summary), `perturbation ${seed}`);
    }
  });
}

/** The same on two generated sessions with a split between them. */
export async function assertUnperturbedOnGenerated(
  servers: ServerEnvironment,
  seeds: readonly number[],
): Promise<void> {
  const market = await recordMarket({ seed: 13, sessions: 2 });
  try {
    await assertUnperturbed(market, servers, seeds);
  } finally {
    await market.remove();
  }
}

/** The same on the recorded market, where it is on this machine; on a generated one elsewhere. */
export function assertUnperturbedOnRecorded(
  servers: ServerEnvironment,
  seeds: readonly number[],
): Promise<void> {
  return recordedBarsAreThere()
    ? assertUnperturbed(RECORDED, servers, seeds)
    : assertUnperturbedOnGenerated(servers, seeds);
}
