import assert from "node:assert/strict";
import { seededRandomness } from "../../runtime/clock/seeded.ts";
import { isLeftOut, rounds } from "../../runtime/testing/skip.ts";
import { inHome } from "./testing/home.ts";
import { recordMarket, type TestRecording } from "./testing/recording.ts";
import { decided, replayThroughKills, replayToEnd } from "./testing/replay_process.ts";
import { testOnServers } from "./testing/servers.ts";

/** Runs with a recording, and with what a replay of it on files came to and how long that took. */
async function withReference(
  options: { seed: number; sessions: number },
  work: (
    recording: TestRecording,
    reference: Awaited<ReturnType<typeof replayToEnd>>,
  ) => Promise<void>,
): Promise<void> {
  const recording = await recordMarket(options);
  try {
    const reference = await inHome((home) => replayToEnd({ home, recording }));
    assert.ok(reference.summary.fills > 0, "nothing was traded, so nothing is shown");
    await work(recording, reference);
  } finally {
    await recording.remove();
  }
}

const twice = "a replay trades, and the same command gives the same twice";
if (!isLeftOut(twice)) {
  Deno.test(
    twice,
    () =>
      withReference({ seed: 7, sessions: 2 }, (recording, reference) =>
        inHome(async (home) => {
          for (let run = 0; run < 2; run++) {
            const { summary } = await replayToEnd({ home, recording });
            assert.deepEqual(decided(summary), decided(reference.summary));
          }
        })),
  );
}

Deno.test("a replay that is killed at random moments ends as the undisturbed one", () =>
  withReference(
    { seed: 11, sessions: 2 },
    (recording, { summary, elapsedMs }) =>
      inHome(async (home) => {
        const random = seededRandomness(11);
        const disturbance = { kills: rounds(3, 1), undisturbedMs: elapsedMs, random };
        const resumed = await replayThroughKills({ home, recording }, disturbance);
        assert.deepEqual(decided(resumed), decided(summary));
      }),
  ));

const onServers = "a replay on Redis and PostgreSQL decides what one on files does, kills or not";
if (!isLeftOut(onServers)) {
  await testOnServers(
    onServers,
    (servers) =>
      withReference(
        { seed: 11, sessions: 2 },
        (recording, { summary, elapsedMs }) =>
          inHome(async (home) => {
            const random = seededRandomness(12);
            const disturbance = { kills: 2, undisturbedMs: elapsedMs, random };
            const resumed = await replayThroughKills({ home, recording, servers }, disturbance);
            assert.deepEqual(decided(resumed), decided(summary));
            const again = await replayToEnd({ home, recording, servers });
            assert.deepEqual(decided(again.summary), decided(summary));
          }),
      ),
  );
}
