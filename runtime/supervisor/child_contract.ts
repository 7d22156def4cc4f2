import assert from "node:assert/strict";
import type { Spawn } from "./child.ts";
import { childWorld, eventually } from "./testing/child_world.ts";

/** A kind of child: how a module of `testing/` is run as one, and what it is called. */
export interface ChildKind {
  readonly name: string;
  /** File name, in `testing/`, of the module that runs a `mortalHost`. */
  readonly mortal: string;
  spawn(entry: string): Spawn;
}

/** Ends that every kind of child can tell, with the reason that is given. */
const DEATHS: readonly [string, string, RegExp][] = [
  ["throws", "TypeError", /^boom$/],
  ["rejects", "TypeError", /^boom$/],
  ["exits", "Exited", /with Deno\.exit\(3\)/],
  ["exits the process", "Exited", /with Deno\.exit\(4\)/],
  ["reads what it may not", "NotCapable", /Requires read access to "\/etc\/hostname"/],
];

/** What every child promises its supervisor, whatever carries it. */
export function testChildContract({ name, mortal, spawn }: ChildKind): void {
  const entry = import.meta.resolve(`./testing/${mortal}`);
  const world = (how: string, file = entry) => childWorld(how, spawn(file));

  Deno.test(`${name} is started, is ready, hands on its log, drains and stops`, async () => {
    const w = world("lives");
    w.supervisor.start();
    await eventually("ready", () => w.seen("ready"));
    assert(
      w.records.some((r) => r.message === "lives, from i/a/1" && r.fields["value"] === 7),
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

  for (const [how, failure, message] of DEATHS) {
    testDeath({ name, spawn: spawn(entry), how, failure, message });
  }

  Deno.test(`${name} that is misconfigured is given up at once`, async () => {
    const w = world("is misconfigured");
    w.supervisor.start();
    await eventually("given up", () => w.seen("gave_up"));
    assert.deepEqual(w.supervisor.status().reasons, [
      "g: a restart cannot mend a: no such account",
    ]);
    await w.end();
  });

  Deno.test(`${name} that says nonsense is reported and goes on`, async () => {
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
    const [file, message] of [
      ["broken_worker.ts", /could not be loaded: .*this module cannot be loaded/],
      ["no_such_worker.ts", /could not be loaded/],
    ] as const
  ) {
    Deno.test(`${name} whose entry file cannot be loaded (${file}) is given up at once`, async () => {
      const w = world("never", import.meta.resolve(`./testing/${file}`));
      w.supervisor.start();
      await eventually("given up", () => w.seen("gave_up"));
      assert.match(w.crash().message, message);
      await w.end();
    });
  }

  Deno.test(`${name} that is killed before it is loaded leaves nothing behind`, async () => {
    const w = world("lives");
    w.supervisor.start();
    w.supervisor.stop("SIGINT");
    await w.clock.advance(3_000);
    await w.end();
  });
}

/** Registers a test of one way to die. */
export function testDeath(
  { name, spawn, how, failure, message }: {
    readonly name: string;
    readonly spawn: Spawn;
    readonly how: string;
    readonly failure: string;
    readonly message: RegExp;
  },
): void {
  Deno.test(`${name} that ${how} is noticed at once, with its reason, and replaced`, async () => {
    const w = childWorld(how, spawn);
    w.supervisor.start();
    await eventually("crashed", () => w.seen("crashed"));
    assert.equal(w.crash().name, failure);
    assert.match(w.crash().message, message);
    // No virtual time has passed: this was not found out by missing heartbeats.
    assert.equal(w.clock.now(), 0);
    await w.clock.advance(200);
    await eventually("replaced", () => w.supervisor.status().condition === "running");
    assert.equal(w.supervisor.status().children[0]!.restarts, 1);
    await w.end();
  });
}
