import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandomness } from "../clock/seeded.ts";
import { type GroupSpec, RESTART_POLICY } from "./policy.ts";
import { type Action, isFinal, isLive } from "./state.ts";
import { child, CRASH, DecisionWorld, type Deed, group } from "./testing/decision_world.ts";

/** What may befall a child, and how much time passes before. */
const happening = fc.record({
  who: fc.nat(8),
  what: fc.oneof(
    { weight: 8, arbitrary: fc.constant("obey") },
    { weight: 8, arbitrary: fc.constantFrom("ready", "drained") },
    { weight: 8, arbitrary: fc.constantFrom("crash", "hang") },
    { weight: 1, arbitrary: fc.constantFrom("end", "broken") },
  ),
  afterMs: fc.oneof(fc.constant(0), fc.nat(300), fc.nat(12_000)),
});

const policies = fc.record({
  restartsMax: fc.nat(4),
  periodMs: fc.integer({ min: 1, max: 20_000 }),
  backoffMs: fc.nat(400),
  backoffMsMax: fc.nat(3_000),
  healthyMs: fc.nat(10_000),
});

/** Up to three groups of up to three children. Each depends on the one before it, or not. */
const trees = fc.array(
  fc.record({
    strategy: fc.constantFrom("one_for_one", "rest_for_one", "one_for_all"),
    restarts: fc.array(fc.constantFrom("permanent", "transient", "temporary"), {
      minLength: 1,
      maxLength: 3,
    }),
    policy: policies,
    depends: fc.boolean(),
  }),
  { minLength: 1, maxLength: 3 },
).map((groups): GroupSpec[] =>
  groups.map(({ strategy, restarts, policy, depends }, g) =>
    group(`g${g}`, restarts.map((restart, c) => child(`g${g}c${c}`, { restart })), {
      strategy,
      policy: { ...RESTART_POLICY, ...policy },
      dependsOn: depends && g > 0 ? [`g${g - 1}`] : [],
    })
  )
);

/** A tree, a seed for the jitter, what befalls its children, and whether and when it is stopped. */
const stories = fc.record({
  tree: trees,
  seed: fc.nat(),
  happenings: fc.array(happening, { maxLength: 40, size: "max" }),
});

async function live(
  world: DecisionWorld,
  happenings: readonly { who: number; what: string; afterMs: number }[],
): Promise<void> {
  world.happen({ kind: "begin" });
  for (const { who, what, afterMs } of happenings) {
    await world.pass(afterMs);
    if (what === "obey") world.obey();
    const living = world.state.children.filter((c) => isLive(c.phase));
    if (living.length === 0) continue;
    const { name } = living[who % living.length]!.spec;
    if (what === "ready") world.ready(name);
    if (what === "drained") world.drained(name);
    if (what === "crash") world.crash(name);
    if (what === "end") world.ended(name);
    if (what === "hang") world.silent(name);
    if (what === "broken") world.ended(name, { ...CRASH, restartable: false });
  }
}

/** From now on everybody does as told, until nothing more happens. */
async function behave(world: DecisionWorld): Promise<void> {
  for (let round = 0; round < 200; round++) {
    world.obey();
    await world.pass(100);
  }
}

function law(
  name: string,
  check: (world: DecisionWorld, tree: readonly GroupSpec[]) => void | Promise<void>,
  watch: (world: DecisionWorld, action: Action) => void = () => {},
): void {
  Deno.test(name, async () => {
    await fc.assert(
      fc.asyncProperty(stories, async ({ tree, seed, happenings }) => {
        const random = seededRandomness(seed);
        const world = new DecisionWorld(tree, () => random.next());
        world.watch = (action) => watch(world, action);
        await live(world, happenings);
        await check(world, tree);
      }),
      { numRuns: 400 },
    );
  });
}

const starts = (deeds: readonly Deed[]) =>
  deeds.flatMap((d) => d.kind === "start" ? [{ name: d.child, at: d.at }] : []);

/** Starts that answer a crash of the same child: what the intensity of a group limits. */
function restartsOf(group: GroupSpec, deeds: readonly Deed[]): number[] {
  const owed = new Set<string>();
  const moments: number[] = [];
  for (const deed of deeds) {
    if (
      deed.kind === "publish" && deed.event.kind === "crashed" && deed.event.restartInMs !== null
    ) {
      owed.add(deed.event.child);
    }
    if (deed.kind !== "start" || !owed.delete(deed.child)) continue;
    if (group.children.some((c) => c.name === deed.child)) moments.push(deed.at);
  }
  return moments;
}

law("a group never restarts more often than it may within any period", (world, tree) => {
  for (const group of tree) {
    const { restartsMax, periodMs } = group.policy;
    const moments = restartsOf(group, world.deeds);
    moments.forEach((at, i) => {
      const before = moments[i - restartsMax];
      if (i >= restartsMax) assert(before !== undefined && at - before >= periodMs);
    });
  }
});

law("every wait before a restart is within its bounds", (world, tree) => {
  const inARow = new Map<string, number>();
  for (const deed of world.deeds) {
    if (deed.kind !== "publish" || deed.event.kind !== "crashed") continue;
    const { child, group, restartInMs } = deed.event;
    if (restartInMs === null) continue;
    const { policy } = tree.find((g) => g.name === group)!;
    const nth = inARow.get(child) ?? 0;
    inARow.set(child, nth + 1);
    const bound = Math.min(policy.backoffMsMax, policy.backoffMs * 2 ** nth);
    assert(restartInMs >= 0 && restartInMs <= bound);
  }
});

law("a temporary child starts at most once", (world, tree) => {
  for (const { name, restart } of tree.flatMap((g) => g.children)) {
    const count = starts(world.deeds).filter((s) => s.name === name).length;
    if (restart === "temporary") assert(count <= 1);
  }
});

law("first starts follow the declared order", (world, tree) => {
  const settled = new Set<string>();
  for (const deed of world.deeds) {
    if (deed.kind === "start" && deed.incarnation === 1) {
      const group = tree.find((g) => g.children.some((c) => c.name === deed.child))!;
      const needed = tree.filter((g) => group.dependsOn.includes(g.name)).flatMap((g) =>
        g.children
      );
      const place = group.children.findIndex((c) => c.name === deed.child);
      for (const { name } of [...needed, ...group.children.slice(0, place)]) {
        assert(settled.has(name), `${deed.child} was started before ${name} was ready`);
      }
    }
    if (deed.kind !== "publish" || !("child" in deed.event)) continue;
    const { kind, child } = deed.event;
    const isOver = kind === "finished" || (kind === "crashed" && deed.event.restartInMs === null);
    if (kind === "ready" || kind === "stopped" || isOver) settled.add(child);
  }
});

law(
  "in a group that restarts together, a start finds the earlier ready and the later down",
  () => {},
  (world, action) => {
    if (action.kind !== "start") return;
    const { group } = world.of(action.child);
    const { strategy } = world.state.groups.find((g) => g.spec.name === group)!.spec;
    if (strategy === "one_for_one") return;
    const siblings = world.state.children.filter((c) => c.group === group);
    const place = siblings.findIndex((c) => c.spec.name === action.child);
    siblings.forEach(({ phase, leaving }, i) => {
      assert(!leaving);
      if (i < place) assert(phase === "ready" || isFinal(phase));
      if (i > place) assert(!isLive(phase));
    });
  },
);

law("a child never has two lives at once", (world) => {
  const alive = new Set<string>();
  for (const deed of world.deeds) {
    if (deed.kind === "start") {
      assert(!alive.has(deed.child), `${deed.child} was started twice`);
      alive.add(deed.child);
    }
    if (deed.kind !== "publish" || !("child" in deed.event)) continue;
    if (["crashed", "finished", "stopped"].includes(deed.event.kind)) {
      alive.delete(deed.event.child);
    }
  }
});

law("stopping asks in reverse order, each when the later ones are down", (world, tree) => {
  world.happen({ kind: "stop", reason: "SIGINT" });
  const from = world.deeds.findIndex((d) => d.kind === "publish" && d.event.kind === "stopping");
  // One that was under way of stopping before may still be so; all others follow the order.
  const running = world.state.children.filter((c) => isLive(c.phase)).map((c) => c.spec.name);
  const order = tree.flatMap((g) => g.children.map((c) => c.name)).toReversed();
  for (const name of order.filter((n) => running.includes(n))) {
    if (world.of(name).phase === "draining") world.drained(name);
    if (world.of(name).phase === "stopping") world.ended(name);
    assert(!isLive(world.of(name).phase), `${name} was not asked in its turn`);
  }
  assert(!world.deeds.slice(from).some((d) => d.kind === "start"));
  assert.equal(world.state.over, true);
});

law(
  "in a world that behaves again, everybody is ready or rests for a stated reason",
  async (world) => {
    await behave(world);
    for (const { spec, phase, group } of world.state.children) {
      if (isFinal(phase)) {
        const { lost } = world.state.groups.find((g) => g.spec.name === group)!;
        assert(lost !== null || spec.restart !== "permanent");
      } else assert.equal(phase, "ready");
    }
  },
);

law("even if nobody answers, a stop ends within its deadlines", async (world) => {
  world.happen({ kind: "stop", reason: "SIGINT" });
  const { length } = world.state.children;
  await world.pass(length * 5_000);
  assert.equal(world.state.over, true);
  assert(!world.state.children.some((c) => isLive(c.phase)));
});
