import assert from "node:assert/strict";
import { seededRandomness } from "../clock/seeded.ts";
import { VirtualClock } from "../clock/virtual.ts";
import type { LogRecord } from "../telemetry/log.ts";
import type { Spawn } from "./child.ts";
import type { LifecycleEvent } from "./lifecycle.ts";
import type { ChildPlan, GroupPlan } from "./plan.ts";
import { Supervisor } from "./supervisor.ts";
import { CRASH } from "./testing/decision_world.ts";
import { FakeChildren, type Manners } from "./testing/fake_child.ts";

const host = { config: { a: 1 }, connect: {}, produced: [], patienceMs: null, perturbSeed: null };

/** A supervisor over fake children, in virtual time. */
function world(
  plan: (
    child: (name: string, manners?: (nth: number) => Partial<Manners>) => ChildPlan,
  ) => GroupPlan[],
  options: { force?: boolean } = {},
) {
  const clock = new VirtualClock();
  const children = new FakeChildren(clock);
  const events: LifecycleEvent[] = [];
  const records: LogRecord[] = [];
  const groups = plan((name, manners) => ({ name, host, spawn: children.spawn(manners) }));
  const supervisor = new Supervisor({
    groups,
    clock,
    random: seededRandomness(1),
    log: (record) => records.push(record),
    onLifecycle: (event) => events.push(event),
    instance: "i",
    force: options.force ?? false,
  });
  const of = (name: string) => supervisor.status().children.find((c) => c.name === name)!;
  const told = () => events.map((e) => "child" in e ? `${e.kind} ${e.child}` : e.kind);
  return { clock, children, events, records, supervisor, of, told };
}

const one = (manners?: (nth: number) => Partial<Manners>) =>
  world((child) => [{ name: "g", children: [child("a", manners)] }]);

async function running(w: ReturnType<typeof world>): Promise<void> {
  w.supervisor.start();
  await w.clock.runUntil(() => w.supervisor.status().condition === "running");
}

Deno.test("a host is started with its configuration, its name and who holds its lease", async () => {
  const w = one();
  await running(w);
  assert.deepEqual(w.children.last("a").spec, {
    ...host,
    actor: "a",
    holder: "i/a/1",
    force: false,
  });
});

Deno.test("a later life holds its lease under the same installation as the one before it", async () => {
  const w = one();
  await running(w);
  w.children.last("a").die(CRASH);
  await w.clock.advance(2_000);
  const { holder, force } = w.children.last("a").spec!;
  assert.deepEqual({ holder, force }, { holder: "i/a/2", force: false });
});

Deno.test("leases are taken from anybody where nobody else can be at work", async () => {
  const w = world((child) => [{ name: "g", children: [child("a")] }], { force: true });
  await running(w);
  assert.equal(w.children.last("a").spec!.force, true);
});

Deno.test("the next child is started when the one before it is ready", async () => {
  const w = world((child) => [
    { name: "g", children: [child("a", () => ({ readyMs: 500 })), child("b")] },
  ]);
  w.supervisor.start();
  await w.clock.advance(499);
  assert.deepEqual(w.told(), ["started a"]);
  await w.clock.advance(100);
  assert.deepEqual(w.told(), ["started a", "ready a", "started b", "ready b"]);
});

Deno.test("a child whose actor runs elsewhere stands by as long as it takes, and nobody waits with it", async () => {
  const w = world((child) => [
    { name: "g", children: [child("a", () => ({ readyMs: 1e9 })), child("b")] },
  ]);
  w.supervisor.start();
  for (let s = 0; s < 120; s += 2) {
    await w.clock.advance(2_000);
    w.children.last("a").say({ kind: "standby" });
  }
  assert.deepEqual(w.told(), ["started a", "started b", "ready b"]);
  w.children.last("a").say({ kind: "ready", epoch: 7 });
  assert.equal(w.of("a").phase, "ready");
  assert.equal(w.supervisor.status().condition, "running");
});

Deno.test("a child that no longer says that it stands by has to become ready in time", async () => {
  const w = one(() => ({ readyMs: 1e9 }));
  w.supervisor.start();
  await w.clock.advance(20_000);
  w.children.last("a").say({ kind: "standby" });
  await w.clock.advance(29_000);
  assert.deepEqual(w.told(), ["started a"]);
  await w.clock.advance(2_000);
  assert.deepEqual(w.told().slice(0, 2), ["started a", "crashed a"]);
  assert.equal(w.of("a").lastFailure?.name, "StartTimeout");
});

Deno.test("a child that cannot even be spawned is retried, and then given up", async () => {
  const spawn: Spawn = () => {
    throw new Error("no threads left");
  };
  const w = world((child) => [{ name: "g", children: [{ ...child("a"), spawn }, child("b")] }]);
  w.supervisor.start();
  await w.clock.advance(60_000);
  const { condition, reasons } = w.supervisor.status();
  assert.equal(condition, "degraded");
  assert.match(reasons[0]!, /^g: a failed after 5 restarts within 60000 ms: no threads left$/);
});

const deaths: [string, (w: ReturnType<typeof world>) => void, string][] = [
  ["says goodbye with a failure", (w) => w.children.last("a").goodbye(CRASH), "Error"],
  ["says goodbye though it is permanent", (w) => w.children.last("a").goodbye(null), "Ended"],
  ["is reported dead by its carrier", (w) => w.children.last("a").die(CRASH), "Error"],
  ["vanishes without a word", (w) => w.children.last("a").vanish(), "Vanished"],
  ["gives no sign of life", (w) => w.children.last("a").hang(), "Hung"],
];
for (const [how, die, name] of deaths) {
  Deno.test(`a child that ${how} is restarted`, async () => {
    const w = one();
    await running(w);
    die(w);
    await w.clock.advance(15_000);
    const { phase, restarts, lastFailure } = w.of("a");
    assert.deepEqual(
      { phase, restarts, name: lastFailure?.name },
      { phase: "ready", restarts: 1, name },
    );
    assert.equal(w.supervisor.status().condition, "running");
  });
}

Deno.test("a hung zombie is replaced, and what it says later is ignored", async () => {
  const w = one(() => ({ dies: false }));
  await running(w);
  const zombie = w.children.last("a");
  zombie.hang();
  await w.clock.advance(12_000);

  // It is told to end, abandoned, and said to be so; its replacement has taken over.
  assert.equal(zombie.isKilled, true);
  assert.deepEqual(w.supervisor.status().abandoned, ["i/a/1"]);
  assert(
    w.records.some((r) => r.level === "error" && /cannot be ended from outside/.test(r.message)),
  );
  const heir = w.children.last("a");
  assert.deepEqual([heir.spec!.holder, heir.spec!.force], ["i/a/2", false]);
  assert.deepEqual(w.told(), [
    "started a",
    "ready a",
    "hung a",
    "crashed a",
    "restarted a",
    "ready a",
  ]);

  // Its loop ends: it goes on where it was, as if nothing had happened.
  zombie.beat(999);
  zombie.say({ kind: "ready", epoch: 99 });
  zombie.say({ kind: "log", record: { ...w.records[0]!, message: "from the grave" } });
  zombie.goodbye(CRASH);
  await w.clock.advance(1_000);
  assert.deepEqual(w.of("a").progress, { consumed: 0, marketTime: null, outbox: 0 });
  assert.deepEqual([w.of("a").phase, w.of("a").epoch, w.of("a").restarts], ["ready", 7, 1]);
  assert(!w.records.some((r) => r.message === "from the grave"));

  zombie.vanish();
  assert.deepEqual(w.supervisor.status().abandoned, []);
  assert(w.records.some((r) => r.message === "the abandoned thread of a has ended after all"));
  assert.equal(w.of("a").phase, "ready");
});

Deno.test("a supervisor that was itself asleep does not call its children hung", async () => {
  const w = one();
  await running(w);
  // The machine sleeps for an hour: no beat arrives, and the first look afterwards comes late.
  const later = w.clock.monotonic() + 3_600_000;
  w.clock.monotonic = () => later;
  await w.clock.advance(1_000);
  assert.equal(w.of("a").phase, "ready");
  assert.equal(w.of("a").restarts, 0);
});

Deno.test("a bad configuration gives up at once, and its dependants rest with the reason", async () => {
  const w = world((child) => [
    { name: "feeds", children: [child("bars")] },
    { name: "trading", dependsOn: ["feeds"], children: [child("executor")] },
    { name: "gateway", children: [child("api")] },
  ]);
  await running(w);
  const why = "bars: interval must be 1 or 5, not 7";
  w.children.last("bars").goodbye({
    name: "BadConfiguration",
    message: why,
    restartable: false,
  });
  await w.clock.advance(1_000);
  const { condition, reasons, groups } = w.supervisor.status();
  assert.equal(condition, "degraded");
  assert.deepEqual(reasons, [
    `feeds: a restart cannot mend bars: ${why}`,
    "trading: it depends on feeds, which gave up",
  ]);
  assert.deepEqual(groups.map((g) => g.lost?.kind ?? "up"), ["gave_up", "withdrawn", "up"]);
  assert.deepEqual(w.children.last("executor").told.map((m) => m.kind), ["start", "drain", "stop"]);
  assert.equal(w.of("api").phase, "ready");
});

Deno.test("children are drained and stopped in reverse order, and then nothing is left", async () => {
  const w = world((child) => [
    { name: "g", children: [child("a"), child("b")] },
    { name: "h", dependsOn: ["g"], children: [child("c")] },
  ]);
  await running(w);
  const stopped = w.supervisor.stop("SIGINT");
  assert.equal(w.supervisor.stop("again"), stopped);
  await w.clock.advance(100);
  await stopped;
  assert.deepEqual(w.told().slice(6), [
    "stopping",
    "stopped c",
    "stopped b",
    "stopped a",
    "all_stopped",
  ]);
  assert(w.children.lives.every((life) => life.isKilled));
  assert.equal(w.supervisor.status().condition, "stopped");
  assert.deepEqual(w.supervisor.status().reasons, ["SIGINT"]);
});

Deno.test("a supervisor that never started, or whose children never did, stops all the same", async () => {
  const idle = one();
  await idle.supervisor.stop("SIGINT");
  const starting = one(() => ({ readyMs: null }));
  starting.supervisor.start();
  await starting.clock.advance(10);
  const stopped = starting.supervisor.stop("SIGINT");
  await starting.clock.advance(10);
  await stopped;
  assert.deepEqual(starting.children.last("a").told.map((m) => m.kind), ["start", "stop"]);
});

Deno.test("children that answer nothing are hastened at the deadline of the whole, then killed", async () => {
  const w = world((child) => [
    {
      name: "g",
      children: ["a", "b", "c", "d"].map((n) => child(n, () => ({ drains: false, stops: false }))),
    },
  ]);
  await running(w);
  const started = w.clock.now();
  const stopped = w.supervisor.stop("SIGINT");
  await w.clock.advance(8_600);
  await stopped;
  const last = w.events.at(-1)!;
  assert.deepEqual([last.kind, last.at - started], ["all_stopped", 8_500]);
});

Deno.test("a second signal does not wait for drains", async () => {
  const w = one(() => ({ drains: false }));
  await running(w);
  const started = w.clock.now();
  w.supervisor.stop("SIGINT");
  await w.clock.advance(100);
  const stopped = w.supervisor.hasten("SIGINT again");
  await w.clock.advance(10);
  await stopped;
  assert.equal(w.events.at(-1)!.at - started, 100);
});

Deno.test("nothing is left to run after a stop: no timer, no watch", async () => {
  const w = one();
  await running(w);
  w.supervisor.stop("SIGINT");
  await w.clock.advance(1_000);
  assert.equal(w.clock.pending, 0);
});

Deno.test("what a host logs and how far it is can be seen from outside", async () => {
  const w = one();
  await running(w);
  const record: LogRecord = { at: 5, level: "info", source: "a", message: "hello", fields: {} };
  w.children.last("a").say({ kind: "log", record });
  w.children.last("a").beat(42);
  assert(w.records.includes(record));
  const { progress, epoch, restarts, lastFailure } = w.of("a");
  assert.deepEqual({ consumed: progress?.consumed, epoch, restarts, lastFailure }, {
    consumed: 42,
    epoch: 7,
    restarts: 0,
    lastFailure: null,
  });
});

Deno.test("the condition goes from starting over running and recovering back to running", async () => {
  const w = one(() => ({ readyMs: 100 }));
  const seen: string[] = [];
  const look = () => seen.push(w.supervisor.status().condition);
  w.supervisor.start();
  look();
  await w.clock.advance(101);
  look();
  w.children.last("a").die(CRASH);
  look();
  await w.clock.advance(1_000);
  look();
  w.supervisor.stop("SIGINT");
  look();
  await w.clock.advance(1_000);
  look();
  assert.deepEqual(seen, ["starting", "running", "recovering", "running", "stopping", "stopped"]);
});
