import assert from "node:assert/strict";
import { systemClock } from "../clock/system.ts";
import { testChildContract, testDeath } from "./child_contract.ts";
import { childWorld, eventually } from "./testing/child_world.ts";
import { workerChild } from "./worker_child.ts";

const name = "a Worker";
const entry = import.meta.resolve("./testing/mortal_worker.ts");
const spawn = (file: string) => workerChild({ entry: file, permissions: {} });

testChildContract({ name, mortal: "mortal_worker.ts", spawn });

for (
  const [how, failure, message] of [
    ["closes", "Exited", /with self\.close\(\)/],
    ["exits unseen", "Vanished", /without a goodbye/],
    ["closes unseen", "Vanished", /without a goodbye/],
  ] as const
) testDeath({ name, spawn: spawn(entry), how, failure, message });

Deno.test("a Worker in a synchronous loop is abandoned, replaced, and its end noticed", async () => {
  const w = childWorld("loops", spawn(entry));
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
