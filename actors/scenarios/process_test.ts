import assert from "node:assert/strict";
import { seededRandomness } from "../../runtime/clock/seeded.ts";
import { systemClock } from "../../runtime/clock/system.ts";
import { listProcesses } from "../../runtime/testing/processes.ts";
import { isLeftOut } from "../../runtime/testing/skip.ts";
import { inHome } from "./testing/home.ts";
import { recordMarket } from "./testing/recording.ts";
import { decided, replayToEnd } from "./testing/replay_process.ts";

const APART = ["trade_executor", "signal_generator"];

const killed = "actors in processes of their own are killed in mid-replay, and nothing changes";
if (!isLeftOut(killed)) Deno.test(killed, killedInReplay);

async function killedInReplay(): Promise<void> {
  const recording = await recordMarket({ seed: 17, sessions: 2 });
  const random = seededRandomness(17);
  try {
    const workers = await inHome((home) => replayToEnd({ home, recording }));
    assert.ok(workers.summary.fills > 0, "nothing was traded, so nothing is shown");
    let kills = 0;
    const killSome = async (pid: number) => {
      for (let i = 0; i < 4; i++) {
        const actor = APART[i % APART.length]!;
        const victim = await actorOf(pid, actor);
        if (victim === null) return;
        await systemClock.sleep(100 + 400 * random.next());
        if (kill(victim)) kills++;
      }
    };
    const apart = await inHome((home) =>
      replayToEnd({ home, recording, processes: APART, meanwhile: killSome })
    );
    assert.ok(kills > 0, "the replay was too fast for anybody to be killed");
    assert.deepEqual(decided(apart.summary), decided(workers.summary));
  } finally {
    await recording.remove();
  }
}

/** The process in which a replay runs an actor, once it is there; null where the replay is over. */
async function actorOf(replay: number, actor: string): Promise<number | null> {
  for (;;) {
    const processes = await listProcesses();
    if (!processes.some(({ pid, command }) => pid === replay && command !== "")) return null;
    const found = processes.find(({ parent, command }) =>
      parent === replay && command.includes(`${actor}/main.ts`)
    );
    if (found !== undefined) return found.pid;
    await systemClock.sleep(20);
  }
}

function kill(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGKILL");
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof TypeError) return false;
    throw error;
  }
}
