import assert from "node:assert/strict";
import { seededRandomness } from "../clock/seeded.ts";
import { systemClock } from "../clock/system.ts";
import { VirtualClock } from "../clock/virtual.ts";
import type { LogRecord } from "../telemetry/log.ts";
import type { LifecycleEvent } from "./lifecycle.ts";
import { Supervisor } from "./supervisor.ts";
import { workerChild } from "./worker_child.ts";

/** Waits, in real time and within a bound, for what real Workers do. */
async function eventually(what: string, isSo: () => boolean): Promise<void> {
  const from = systemClock.monotonic();
  while (!isSo()) {
    if (systemClock.monotonic() - from > 20_000) {
      throw new Error(`within 5 s it was not so: ${what}`);
    }
    await systemClock.sleep(5);
  }
}

/** One real Worker under a supervisor in virtual time. */
function world(how: string, entry = "./testing/mortal_worker.ts") {
  const clock = new VirtualClock();
  const events: LifecycleEvent[] = [];
  const records: LogRecord[] = [];
  const host = { config: how, connect: null, produced: [], patienceMs: null, perturbSeed: null };
  const spawn = workerChild({ entry: import.meta.resolve(entry), permissions: {} });
  const supervisor = new Supervisor({
    groups: [{ name: "g", children: [{ name: "a", host, spawn }] }],
    clock,
    random: seededRandomness(1),
    log: (record) => records.push(record),
    onLifecycle: (event) => events.push(event),
    instance: "i",
    force: true,
  });
  const seen = (kind: string) => events.some((e) => e.kind === kind);
  const crash = () => {
    const event = events.find((e) => e.kind === "crashed");
    assert(event?.kind === "crashed");
    return event.failure;
  };
  /** Everything is stopped, and no thread is left behind. */
  const end = async () => {
    supervisor.stop("end of test");
    await eventually("stopped", () => supervisor.status().condition === "stopped");
    await eventually("no thread left", () => supervisor.status().abandoned.length === 0);
  };
  return { clock, events, records, supervisor, seen, crash, end };
}

Deno.test("a Worker is started, is ready, hands on its log, drains and stops", async () => {
  const w = world("lives");
  w.supervisor.start();
  await eventually("ready", () => w.seen("ready"));
  assert(
    w.records.some((r) => r.message === "lives, from i/a/1" && Number.isNaN(r.fields["value"])),
  );
  await eventually("progress", () => w.supervisor.status().children[0]!.progress?.consumed === 5);
  await w.end();
  assert.deepEqual(w.events.map((e) => e.kind), [
    "started",
    "ready",
    "stopping",
    "stopped",
    "all_stopped",
  ]);
});

const deaths: [string, string, RegExp][] = [
  ["throws", "TypeError", /^boom$/],
  ["rejects", "TypeError", /^boom$/],
  ["closes", "Exited", /with self\.close\(\)/],
  ["exits", "Exited", /with Deno\.exit\(3\)/],
  ["exits the process", "Exited", /with Deno\.exit\(4\)/],
  ["exits unseen", "Vanished", /without a goodbye/],
  ["closes unseen", "Vanished", /without a goodbye/],
  ["reads what it may not", "NotCapable", /Requires read access to "\/etc\/hostname"/],
];
for (const [how, name, message] of deaths) {
  Deno.test(`a Worker that ${how} is noticed at once, with its reason, and replaced`, async () => {
    const w = world(how);
    w.supervisor.start();
    await eventually("crashed", () => w.seen("crashed"));
    assert.equal(w.crash().name, name);
    assert.match(w.crash().message, message);
    // No virtual time has passed: this was not found out by missing heartbeats.
    assert.equal(w.clock.now(), 0);
    await w.clock.advance(200);
    await eventually("replaced", () => w.supervisor.status().condition === "running");
    assert.equal(w.supervisor.status().children[0]!.restarts, 1);
    await w.end();
  });
}

Deno.test("a Worker in a synchronous loop is abandoned, replaced, and its end noticed", async () => {
  const w = world("loops");
  w.supervisor.start();
  await eventually("ready", () => w.seen("ready"));
  await systemClock.sleep(50);
  await w.clock.advance(12_000);
  await eventually("replaced", () => w.events.filter((e) => e.kind === "ready").length === 2);
  // The replacement works while the first thread still burns its processor.
  assert.deepEqual(w.supervisor.status().abandoned, ["i/a/1"]);
  assert(w.seen("hung"));
  await eventually("the loop's end", () => w.supervisor.status().abandoned.length === 0);
  assert.equal(w.supervisor.status().condition, "running");
  await w.end();
});

Deno.test("a Worker that is misconfigured is given up at once", async () => {
  const w = world("is misconfigured");
  w.supervisor.start();
  await eventually("given up", () => w.seen("gave_up"));
  assert.deepEqual(w.supervisor.status().reasons, ["g: a restart cannot mend a: no such account"]);
  await w.end();
});

Deno.test("a Worker that says nonsense is reported and goes on", async () => {
  const w = world("says nonsense");
  w.supervisor.start();
  await eventually(
    "reported",
    () => w.records.some((r) => /not part of the protocol/.test(r.message)),
  );
  assert.equal(w.supervisor.status().condition, "running");
  await w.end();
});

for (
  const [entry, message] of [
    ["./testing/broken_worker.ts", /could not be loaded: .*this module cannot be loaded/],
    ["./testing/no_such_worker.ts", /could not be loaded/],
  ] as const
) {
  Deno.test(`an entry file that cannot be loaded (${entry}) is given up at once`, async () => {
    const w = world("never", entry);
    w.supervisor.start();
    await eventually("given up", () => w.seen("gave_up"));
    assert.match(w.crash().message, message);
    await w.end();
  });
}

Deno.test("a Worker that is killed before it is loaded leaves nothing behind", async () => {
  const w = world("lives");
  w.supervisor.start();
  w.supervisor.stop("SIGINT");
  await w.clock.advance(3_000);
  await w.end();
});
