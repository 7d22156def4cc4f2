import assert from "node:assert/strict";
import { isLeftOut, isQuick, rounds } from "../../runtime/testing/skip.ts";
import { inHome } from "./testing/home.ts";
import { recordMarket } from "./testing/recording.ts";
import { decided, replayToEnd } from "./testing/replay_process.ts";
import { NO_SERVERS, type ServerEnvironment, testOnServers } from "./testing/servers.ts";
import { RECORDED, recordedBarsAreThere } from "./testing/shared_data.ts";

/** Seeds per kind of backend: twenty in all. */
const SEEDS = rounds(10, 1);

/** The recorded market where it is there and there is time for it, else a session of a simulated one. */
async function recording() {
  return recordedBarsAreThere() && !isQuick()
    ? { ...RECORDED, remove: () => Promise.resolve() }
    : await recordMarket({ seed: 13, sessions: 1 });
}

/** Replays under `SEEDS` seeds from `first` on: each must decide what the undelayed one decides. */
async function perturbed(servers: ServerEnvironment, first: number): Promise<void> {
  const market = await recording();
  try {
    const undelayed = await inHome((home) => replayToEnd({ home, recording: market }));
    assert.ok(undelayed.summary.fills > 0, "nothing was traded, so nothing is shown");
    await inHome(async (home) => {
      for (let seed = first; seed < first + SEEDS; seed++) {
        const args = ["--perturb", String(seed)];
        const { summary } = await replayToEnd({ home, recording: market, servers, args });
        assert.deepEqual(decided(summary), decided(undelayed.summary), `perturbation ${seed}`);
      }
    });
  } finally {
    await market.remove();
  }
}

Deno.test("random delays in every actor change nothing", () => perturbed(NO_SERVERS, 1));

const onServers = "random delays in every actor change nothing on Redis and PostgreSQL either";
if (!isLeftOut(onServers)) await testOnServers(onServers, (servers) => perturbed(servers, 11));
