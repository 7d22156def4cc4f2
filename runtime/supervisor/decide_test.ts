import assert from "node:assert/strict";
import { backoff, checkTree, type Restart, RESTART_POLICY, type Strategy } from "./policy.ts";
import type { ChildPhase } from "./state.ts";
import { child, CRASH, DecisionWorld, group } from "./testing/decision_world.ts";

const abc = (strategy: Strategy) => group("g", ["a", "b", "c"], { strategy });
const noJitter = { ...RESTART_POLICY, backoffMs: 0 };

Deno.test("children start in the declared order, each when the one before it is ready", () => {
  const world = new DecisionWorld([abc("one_for_one")]);
  world.happen({ kind: "begin" });
  assert.deepEqual(world.asked, ["start a"]);
  world.ready("a");
  assert.deepEqual(world.asked, ["start a", "start b"]);
  world.ready("b");
  world.ready("c");
  assert.deepEqual(world.told.slice(-1), ["ready c"]);
});

Deno.test("a group starts when the groups it depends on are ready, others at once", () => {
  const world = new DecisionWorld([
    group("feeds", ["bars", "news"]),
    group("trading", ["executor"], { dependsOn: ["feeds"] }),
    group("gateway", ["api"]),
  ]);
  world.happen({ kind: "begin" });
  assert.deepEqual(world.asked, ["start bars", "start api"]);
  world.ready("bars");
  world.ready("news");
  assert.deepEqual(world.asked.slice(2), ["start news", "start executor"]);
});

const strategies: [Strategy, string, string[]][] = [
  ["one_for_one", "b", ["start b"]],
  ["rest_for_one", "b", ["drain c", "stop c", "start b", "start c"]],
  ["rest_for_one", "c", ["start c"]],
  ["one_for_all", "b", ["drain c", "stop c", "drain a", "stop a", "start a", "start b", "start c"]],
];
for (const [strategy, victim, expected] of strategies) {
  Deno.test(`when ${victim} of a, b, c crashes under ${strategy}: ${expected.join(", ")}`, async () => {
    const world = new DecisionWorld([abc(strategy)]);
    world.begin();
    world.crash(victim);
    for (const name of ["c", "a"]) {
      if (world.of(name).phase !== "draining") continue;
      world.drained(name);
      world.ended(name);
    }
    await world.pass(1_000);
    for (const name of ["a", "b", "c"]) if (world.of(name).phase === "starting") world.ready(name);
    assert.deepEqual(world.asked, expected);
    assert.deepEqual(world.state.children.map((c) => c.phase), ["ready", "ready", "ready"]);
  });
}

const endings: [Restart, "end" | "crash" | "hang", ChildPhase][] = [
  ["permanent", "end", "waiting"],
  ["permanent", "crash", "waiting"],
  ["permanent", "hang", "waiting"],
  ["transient", "end", "finished"],
  ["transient", "crash", "waiting"],
  ["transient", "hang", "waiting"],
  ["temporary", "end", "finished"],
  ["temporary", "crash", "failed"],
  ["temporary", "hang", "failed"],
];
for (const [restart, ending, phase] of endings) {
  Deno.test(`a ${restart} child after a ${ending} is ${phase}`, () => {
    const world = new DecisionWorld([group("g", [child("a", { restart })])]);
    world.begin();
    if (ending === "end") world.ended("a");
    if (ending === "crash") world.crash("a");
    if (ending === "hang") world.silent("a");
    assert.equal(world.of("a").phase, phase);
  });
}

Deno.test("a temporary child goes down with its group and does not come back with it", async () => {
  const world = new DecisionWorld([
    group("g", ["a", child("once", { restart: "temporary" })], { strategy: "one_for_all" }),
  ]);
  world.begin();
  world.crash("a");
  world.drained("once");
  world.ended("once");
  await world.pass(1_000);
  world.ready("a");
  assert.deepEqual(world.asked, ["drain once", "stop once", "start a"]);
  assert.equal(world.of("once").phase, "stopped");
});

Deno.test("a transient child that has finished is not run again when its group restarts", async () => {
  const world = new DecisionWorld([
    group("g", ["a", child("job", { restart: "transient" })], { strategy: "one_for_all" }),
  ]);
  world.begin();
  world.ended("job");
  world.crash("a");
  await world.pass(1_000);
  world.ready("a");
  assert.deepEqual(world.asked, ["start a"]);
});

Deno.test("a group that restarted as often as it may gives up at the next failure", async () => {
  const policy = { ...noJitter, restartsMax: 2, periodMs: 10_000 };
  const world = new DecisionWorld([group("g", ["a", "b"], { policy })]);
  world.begin();
  for (const name of ["a", "b"]) {
    world.crash(name);
    await world.pass(1);
    world.ready(name);
  }
  world.crash("a");
  assert.deepEqual(world.told.slice(-2), ["crashed a", "gave_up g"]);
  assert.deepEqual(world.asked.slice(-1), ["drain b"]);
  assert.match(
    world.state.groups[0]!.lost!.reason,
    /a failed after 2 restarts within 10000 ms: boom/,
  );
});

Deno.test("failures further apart than the period never make a group give up", async () => {
  const policy = { ...noJitter, restartsMax: 1, periodMs: 10_000 };
  const world = new DecisionWorld([group("g", ["a"], { policy })]);
  world.begin();
  for (let i = 0; i < 20; i++) {
    world.crash("a");
    await world.pass(1);
    world.ready("a");
    await world.pass(10_000);
  }
  assert.equal(world.of("a").phase, "ready");
});

Deno.test("a failure that a restart cannot mend makes the group give up at once", () => {
  const world = new DecisionWorld([group("g", ["a", "b"])]);
  world.happen({ kind: "begin" });
  world.ended("a", { ...CRASH, message: "threshold must be below 1", restartable: false });
  assert.deepEqual(world.told, ["started a", "crashed a", "gave_up g"]);
  assert.equal(world.of("a").phase, "failed");
  assert.equal(world.of("b").phase, "stopped");
});

Deno.test("what depends on a group that gave up is withdrawn, in reverse order; the rest goes on", () => {
  const world = new DecisionWorld([
    group("feeds", ["bars", "news"]),
    group("signals", ["generator"], { dependsOn: ["feeds"] }),
    group("trading", ["executor", "learning"], { dependsOn: ["signals"] }),
    group("gateway", ["api"]),
  ]);
  world.begin();
  world.ended("news", { ...CRASH, restartable: false });
  for (const name of ["learning", "executor", "generator", "bars"]) {
    world.drained(name);
    world.ended(name);
  }
  assert.deepEqual(world.asked.filter((a) => a.startsWith("drain")), [
    "drain learning",
    "drain executor",
    "drain generator",
    "drain bars",
  ]);
  assert.equal(world.of("api").phase, "ready");
  assert.deepEqual(world.state.groups.map((g) => g.lost?.reason ?? null), [
    "a restart cannot mend news: boom",
    "it depends on feeds, which gave up",
    "it depends on signals, which is withdrawn",
    null,
  ]);
});

Deno.test("a child that is not ready in time is killed and counts as crashed", async () => {
  const world = new DecisionWorld([group("g", ["a"])]);
  world.happen({ kind: "begin" });
  await world.pass(30_000);
  assert.deepEqual(world.asked, ["start a", "kill a"]);
  assert.equal(world.of("a").lastFailure?.message, "was not ready within 30000 ms");
  assert.equal(world.of("a").phase, "waiting");
});

Deno.test("everything is drained and stopped in reverse order, one at a time", () => {
  const world = new DecisionWorld([group("g", ["a", "b"]), group("h", ["c"])]);
  world.begin();
  world.happen({ kind: "stop", reason: "SIGINT" });
  for (const name of ["c", "b", "a"]) {
    world.drained(name);
    world.ended(name);
  }
  assert.deepEqual(world.asked, ["drain c", "stop c", "drain b", "stop b", "drain a", "stop a"]);
  assert.equal(world.told.at(-1), "all_stopped");
});

Deno.test("a child that answers neither drain nor stop is killed at its deadlines", async () => {
  const world = new DecisionWorld([group("g", ["a"])]);
  world.begin();
  world.happen({ kind: "stop", reason: "SIGINT" });
  await world.pass(10_000);
  assert.deepEqual(
    world.deeds.filter((d) => d.kind === "drain" || d.kind === "stop" || d.kind === "kill")
      .map((d) => [d.kind, d.at]),
    [["drain", 0], ["stop", 3_000], ["kill", 5_000]],
  );
  assert.equal(world.told.at(-1), "all_stopped");
});

Deno.test("a second signal stops everybody at once, and kills those who do not hurry", async () => {
  const world = new DecisionWorld([group("g", ["a", "b", "c"])]);
  world.begin();
  world.happen({ kind: "stop", reason: "SIGINT" });
  world.happen({ kind: "stop", reason: "asked again, which changes nothing" });
  world.happen({ kind: "hasten", reason: "SIGINT" });
  world.happen({ kind: "hasten", reason: "SIGINT" });
  assert.deepEqual(world.asked, ["drain c", "stop c", "stop b", "stop a"]);
  world.ended("b");
  await world.pass(500);
  assert.deepEqual(world.asked.slice(4).toSorted(), ["kill a", "kill c"]);
  assert.equal(world.told.at(-1), "all_stopped");
});

Deno.test("a crash while everything is being stopped is told and not answered by a restart", () => {
  const world = new DecisionWorld([group("g", ["a", "b"])]);
  world.begin();
  world.happen({ kind: "stop", reason: "SIGINT" });
  world.crash("a");
  world.crash("b");
  assert.deepEqual(world.asked, ["drain b"]);
  assert.deepEqual(world.told, ["stopping", "stopped a", "stopped b", "all_stopped"]);
});

Deno.test("a job that finished early does not hold up the groups that depend on its own", async () => {
  const job = child("job", { restart: "transient" });
  const world = new DecisionWorld([
    group("g", ["a", job, "b"], { strategy: "one_for_all" }),
    group("h", ["c"], { dependsOn: ["g"] }),
  ]);
  world.happen({ kind: "begin" });
  world.ready("a");
  world.ended("job");
  world.crash("a");
  for (let i = 0; i < 4; i++) {
    world.obey();
    await world.pass(1_000);
  }
  assert.equal(world.of("c").phase, "ready");
});

Deno.test("the deadline of a drain that was kept does not cut the stop short", async () => {
  const world = new DecisionWorld([group("g", ["a"])]);
  world.begin();
  world.happen({ kind: "stop", reason: "SIGINT" });
  await world.pass(2_900);
  world.drained("a");
  await world.pass(1_900);
  assert.equal(world.of("a").phase, "stopping");
  await world.pass(100);
  assert.deepEqual(world.asked, ["drain a", "stop a", "kill a"]);
});

Deno.test("what an earlier life says, and a timer of an earlier phase, change nothing", async () => {
  const world = new DecisionWorld([group("g", ["a"], { policy: noJitter })]);
  world.begin();
  const { step } = world.of("a");
  world.silent("a");
  await world.pass(1);
  world.ready("a");
  world.forget();
  const before = world.state;
  world.happen({ kind: "ended", child: "a", incarnation: 1, failure: CRASH });
  world.happen({ kind: "drained", child: "a", incarnation: 1 });
  world.happen({ kind: "due", child: "a", step });
  assert.deepEqual(world.state, before);
  assert.deepEqual(world.deeds, []);
});

Deno.test("a child that becomes ready while it waits to go down still comes up in its turn", async () => {
  const world = new DecisionWorld([
    group("g", ["a", "b"], {
      strategy: "rest_for_one",
      policy: { ...RESTART_POLICY, backoffMs: 0, backoffMsMax: 0 },
    }),
    group("h", ["c"]),
  ]);
  world.begin();
  // b is to go down with a, but c of another group is on its way down first.
  world.crash("b");
  await world.pass(0);
  world.ended("c", { ...CRASH, restartable: false });
  world.crash("a");
  world.ready("b");
  world.forget();
  world.obey();
  world.obey();
  await world.pass(0);
  world.obey();
  const order = world.asked.filter((deed) => deed.startsWith("start"));
  assert.deepEqual(order, order.toSorted(), "b was started before a was ready");
});

Deno.test("waits double with each failure in a row and begin anew after a healthy period", async () => {
  const policy = { ...RESTART_POLICY, backoffMs: 100, backoffMsMax: 1_000, restartsMax: 100 };
  const world = new DecisionWorld([group("g", ["a"], { policy })]);
  world.begin();
  const waits: number[] = [];
  const crashAndReturn = async () => {
    world.forget();
    world.crash("a");
    waits.push(world.deeds.flatMap((d) => d.kind === "arm" ? [d.ms] : [])[0]!);
    await world.pass(1_000);
    world.ready("a");
  };
  for (let i = 0; i < 6; i++) await crashAndReturn();
  await world.pass(policy.healthyMs);
  await crashAndReturn();
  assert.deepEqual(waits, [50, 100, 200, 400, 500, 500, 50]);
});

Deno.test("full jitter draws the whole of the interval, from nothing to the cap", () => {
  const policy = { ...RESTART_POLICY, backoffMs: 200, backoffMsMax: 10_000 };
  assert.equal(backoff(policy, 0, 0), 0);
  assert.equal(backoff(policy, 0, 0.999), 199);
  assert.equal(backoff(policy, 3, 0.5), 800);
  assert.equal(backoff(policy, 2_000, 0.5), 5_000);
});

Deno.test("a tree that breaks a rule is refused with one sentence", () => {
  const bad: [Parameters<typeof checkTree>[0], RegExp][] = [
    [[group("g", ["a"]), group("g", ["b"])], /"g": every group needs a name of its own/],
    [[group("g", ["a", "a"])], /a child is called "a"; names must be unique/],
    [[group("g", ["a"], { dependsOn: ["h"] }), group("h", ["b"])], /depends on "h", which is not/],
    [
      [group("g", ["a"], { policy: { ...RESTART_POLICY, restartsMax: -1 } })],
      /restartsMax must be a whole number from 0 up, not -1/,
    ],
  ];
  for (const [tree, rule] of bad) assert.throws(() => checkTree(tree), rule);
});
