import assert from "node:assert/strict";
import { join } from "node:path";
import { seededRandomness } from "../../runtime/clock/seeded.ts";
import { isLeftOut, skipLoudly } from "../../runtime/testing/skip.ts";
import { inHome } from "./testing/home.ts";
import { decided, replayThroughKills, replayToEnd } from "./testing/replay_process.ts";
import { testOnServers } from "./testing/servers.ts";
import {
  NO_RECORDED_BARS,
  RECORDED,
  recordedBarsAreThere,
  testOnRecordedBars,
} from "./testing/shared_data.ts";

/** Market time at which AAPL splits: 00:00 New York. */
const SPLIT_AT = "2014-06-09T04:00:00.000Z";
/** Local time of a bar during which the run below holds AAPL, on the last session before the split. */
const HELD_AT = "2014-06-06T15:00:00";

testOnRecordedBars(
  "the recorded bars give the same digest twice, killed or not",
  () =>
    inHome(async (home) => {
      const first = await replayToEnd({ home, recording: RECORDED });
      const { signals, orders, fills, streams, marketTime } = first.summary;
      assert.ok(signals > 0 && orders > 0 && fills > 0, JSON.stringify(first.summary));
      // One message for each of the 13,174 bars, and one for the split.
      assert.equal(streams["market:bars"], 13_175);
      assert.deepEqual(marketTime, {
        from: "2013-10-04T08:07:00.000Z",
        to: "2014-06-10T00:00:00.000Z",
      });
      const { summary } = await replayToEnd({ home, recording: RECORDED });
      assert.deepEqual(decided(summary), decided(first.summary), "the same command again");
      const disturbance = {
        kills: 2,
        undisturbedMs: first.elapsedMs,
        random: seededRandomness(2014),
      };
      await inHome(async (other) => {
        const resumed = await replayThroughKills({ home: other, recording: RECORDED }, disturbance);
        assert.deepEqual(decided(resumed), decided(first.summary));
      });
    }),
);

const onServers = "the recorded bars give the digest of files on Redis and PostgreSQL";
if (isLeftOut(onServers)) {
  // The simulated market shows it in short.
} else if (recordedBarsAreThere()) {
  await testOnServers(onServers, async (servers) => {
    const recording = RECORDED;
    const files = await inHome((home) => replayToEnd({ home, recording }));
    const served = await inHome((home) => replayToEnd({ home, recording, servers }));
    assert.deepEqual(decided(served.summary), decided(files.summary));
  });
} else {
  skipLoudly(onServers, "recordings", NO_RECORDED_BARS);
}

testOnRecordedBars(
  "the 7:1 split of AAPL moves no equity while AAPL is held",
  () =>
    inHome(async (home) => {
      // Both end at the last bar before the split, in the middle of a position; one has the split too.
      const folder = await cutRecording(HELD_AT);
      try {
        const cut = { bars: folder, splits: null };
        const before = (await replayToEnd({ home, recording: cut })).summary;
        const after =
          (await replayToEnd({ home, recording: { ...cut, splits: RECORDED.splits } })).summary;
        assert.equal(after.marketTime.to, SPLIT_AT);
        assert.equal(before.orders % 2, 1, "an odd number of orders: AAPL is held");
        assert.equal(after.equity, before.equity);
        assert.equal(after.digest, before.digest);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    }),
);

testOnRecordedBars(
  "AAPL held across the split gains or loses what the unsplit share would have",
  () =>
    inHome(async (home) => {
      // The first bar after the split, resting at the price before it: nothing but the unit changes.
      const folder = await cutRecording(HELD_AT);
      try {
        const path = join(folder, "AAPL.csv");
        const text = await Deno.readTextFile(path);
        const close = Number(text.trimEnd().split("\n").at(-1)!.split(",")[4]);
        const held = { bars: folder, splits: RECORDED.splits };
        const equityAfter = async (price: number, splits: string | null) => {
          const row = ["2014-06-09T09:30:00", price, price, price, price, 1_000].join(",");
          await Deno.writeTextFile(path, `${text.trimEnd()}\n${row}\n`);
          return Number(
            (await replayToEnd({ home, recording: { ...held, splits } })).summary.equity,
          );
        };
        const split = await equityAfter(close / 7, RECORDED.splits);
        const whole = await equityAfter(close, null);
        const forgotten = await equityAfter(close / 7, null);
        assert.ok(Math.abs(split - whole) < 0.01, `${split} with the split, ${whole} without`);
        assert.ok(whole - forgotten > 1_000, `${forgotten} where the split is forgotten`);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    }),
);

/** The recorded AAPL bars that start before a local time, in a folder of their own. */
async function cutRecording(before: string): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-recording-" });
  const text = await Deno.readTextFile(join(RECORDED.bars, "AAPL.csv"));
  const lines = text.trimEnd().split("\n");
  const kept = lines.filter((line, i) => i === 0 || line < before);
  await Deno.writeTextFile(join(folder, "AAPL.csv"), `${kept.join("\n")}\n`);
  return folder;
}
