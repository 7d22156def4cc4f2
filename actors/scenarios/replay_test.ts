import assert from "node:assert/strict";
import { seededRandomness } from "../../runtime/clock/seeded.ts";
import { rounds } from "../../runtime/testing/skip.ts";
import type { ReplaySummary } from "../cli/replay/summary.ts";
import { makeHome } from "./testing/home.ts";
import { recordMarket } from "./testing/recording.ts";
import { replayProcess, replayToEnd } from "./testing/replay_process.ts";

/** What must be the same in every run of the same inputs, whichever version of the code is at work. */
function decided({ run: _run, ...summary }: ReplaySummary) {
  return summary;
}

Deno.test("a replay trades, and the same inputs give the same fills twice", async () => {
  const recording = await recordMarket({ seed: 7, sessions: 2 });
  const home = await makeHome();
  try {
    const first = await replayToEnd({ home, recording });
    assert.ok(first.summary.fills > 0, "nothing was traded, so nothing is shown");
    const second = await replayToEnd({ home, recording });
    assert.deepEqual(decided(second.summary), decided(first.summary));
  } finally {
    await Deno.remove(home, { recursive: true });
    await recording.remove();
  }
});

Deno.test("a replay that is killed at random moments ends as the undisturbed one", async () => {
  const recording = await recordMarket({ seed: 11, sessions: 2 });
  const home = await makeHome();
  const disturbed = await makeHome();
  const random = seededRandomness(11);
  try {
    const undisturbed = await replayToEnd({ home, recording });
    let kills = 0;
    for (let i = 0; i < 20 && kills < rounds(3, 1); i++) {
      const killAfterMs = undisturbed.elapsedMs * (0.2 + 0.6 * random.next());
      const outcome = await replayProcess({ home: disturbed, recording, killAfterMs });
      assert.notEqual(outcome.kind, "failed", outcome.kind === "failed" ? outcome.stderr : "");
      if (outcome.kind === "killed") kills++;
    }
    assert.equal(kills, rounds(3, 1), "the replay was too fast to be killed");
    const resumed = await replayToEnd({ home: disturbed, recording });
    assert.deepEqual(decided(resumed.summary), decided(undisturbed.summary));
  } finally {
    await Deno.remove(home, { recursive: true });
    await Deno.remove(disturbed, { recursive: true });
    await recording.remove();
  }
});

Deno.test("random delays in every actor change nothing", async () => {
  const recording = await recordMarket({ seed: 13, sessions: 1 });
  const home = await makeHome();
  try {
    const undelayed = await replayToEnd({ home, recording });
    for (let seed = 1; seed <= rounds(3, 1); seed++) {
      const delayed = await replayToEnd({ home, recording, args: ["--perturb", String(seed)] });
      assert.deepEqual(
        decided(delayed.summary),
        decided(undelayed.summary),
        `perturbation ${seed}`,
      );
    }
  } finally {
    await Deno.remove(home, { recursive: true });
    await recording.remove();
  }
});
