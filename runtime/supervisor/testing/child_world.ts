import assert from "node:assert/strict";
import { seededRandomness } from "../../clock/seeded.ts";
import { systemClock } from "../../clock/system.ts";
import { VirtualClock } from "../../clock/virtual.ts";
import type { LogRecord } from "../../telemetry/log.ts";
import type { Spawn } from "../child.ts";
import type { LifecycleEvent } from "../lifecycle.ts";
import { Supervisor } from "../supervisor.ts";

/** Longest real time that a real child may take to do something, in ms. */
const PATIENCE_MS = 20_000;

/** Waits, in real time and within a bound, for what real children do. */
export async function eventually(what: string, isSo: () => boolean): Promise<void> {
  const from = systemClock.monotonic();
  while (!isSo()) {
    if (systemClock.monotonic() - from > PATIENCE_MS) {
      throw new Error(`within ${PATIENCE_MS} ms it was not so: ${what}`);
    }
    await systemClock.sleep(5);
  }
}

/** One real child under a supervisor in virtual time; `how` says how it dies. */
export function childWorld(how: string, spawn: Spawn) {
  const clock = new VirtualClock();
  const events: LifecycleEvent[] = [];
  const records: LogRecord[] = [];
  const host = { config: how, connect: null, produced: [], patienceMs: null, perturbSeed: null };
  const supervisor = new Supervisor({
    groups: [{ name: "g", children: [{ name: "a", host, spawn }] }],
    clock,
    random: seededRandomness(1),
    log: (record) => records.push(record),
    onLifecycle: (event) => events.push(event),
    instance: "i",
    force: true,
  });
  const seen = (kind: string) => events.some((event) => event.kind === kind);
  const crash = () => {
    const event = events.find((each) => each.kind === "crashed");
    assert(event?.kind === "crashed");
    return event.failure;
  };
  /** Everything is stopped, and no thread or process is left behind. */
  const end = async () => {
    supervisor.stop("end of test");
    await eventually("stopped", () => supervisor.status().condition === "stopped");
    await eventually("nothing left", () => supervisor.status().abandoned.length === 0);
  };
  return { clock, events, records, supervisor, seen, crash, end };
}
