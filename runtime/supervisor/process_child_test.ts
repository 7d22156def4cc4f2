import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { systemClock } from "../clock/system.ts";
import { testChildContract, testDeath } from "./child_contract.ts";
import { linesOf } from "./lines.ts";
import { processChild } from "./process_child.ts";
import { childrenOf } from "../testing/processes.ts";
import { childWorld, eventually } from "./testing/child_world.ts";

const name = "a process";
const entry = import.meta.resolve("./testing/mortal_process.ts");
const spawn = (file: string) => processChild({ entry: file, permissions: {} });

testChildContract({ name, mortal: "mortal_process.ts", spawn });

testDeath({
  name,
  spawn: spawn(entry),
  how: "exits unseen",
  failure: "Exited",
  message: /its process ended with exit code 5/,
});
testDeath({
  name,
  spawn: processChild({ entry, permissions: {}, heapMiBMax: 64 }),
  how: "hoards",
  failure: "OutOfMemory",
  message: /ran out of memory and was ended by SIG/,
});

testDeath({
  name,
  spawn: spawn(entry),
  how: "throws after half a line",
  failure: "TypeError",
  message: /^boom$/,
});
testDeath({
  name,
  spawn: spawn(entry),
  how: "tells of memory",
  failure: "Exited",
  message: /its process ended with exit code 5/,
});

Deno.test("a process in a synchronous loop is killed, really gone, and replaced", async () => {
  const w = childWorld("loops", spawn(entry));
  w.supervisor.start();
  await eventually("ready", () => w.seen("ready"));
  await systemClock.sleep(50);
  await w.clock.advance(12_000);
  assert(w.seen("hung"));
  // Unlike a thread, it does not go on until its loop ends: this one never does.
  await eventually("gone", () => w.supervisor.status().abandoned.length === 0);
  await eventually("replaced", () => w.events.filter((e) => e.kind === "ready").length === 2);
  await w.end();
});

Deno.test("a process that is killed from outside is noticed at once, and replaced", async () => {
  const killed = processChild({ entry, permissions: {} });
  const w = childWorld("lives", killed);
  w.supervisor.start();
  await eventually("ready", () => w.seen("ready"));
  for (const pid of await childrenOf(Deno.pid, "mortal_process.ts")) Deno.kill(pid, "SIGKILL");
  await eventually("crashed", () => w.seen("crashed"));
  assert.deepEqual([w.crash().name, w.crash().message], [
    "Exited",
    "its process was ended by SIGKILL",
  ]);
  assert.equal(w.clock.now(), 0);
  await w.clock.advance(200);
  await eventually("replaced", () => w.supervisor.status().condition === "running");
  await w.end();
});

Deno.test("what a process prints is logged and breaks nothing", async () => {
  const w = childWorld("prints", spawn(entry));
  w.supervisor.start();
  for (const text of ["hello from console.log", "hello from stdout"]) {
    await eventually(text, () => w.records.some(({ message }) => message === text));
  }
  assert.equal(w.supervisor.status().condition, "running");
  await w.end();
});

Deno.test("a process finds nothing of the environment but what is harmless", async () => {
  Deno.env.set("PITBOSS_PLANTED_SECRET", "hunter2");
  try {
    const probing = import.meta.resolve("./testing/environment_process.ts");
    const w = childWorld("lives", processChild({ entry: probing, permissions: { env: "all" } }));
    w.supervisor.start();
    await eventually("told", () => w.records.some(({ message }) => message.startsWith("env ")));
    const told = w.records.find(({ message }) => message.startsWith("env "))!.message;
    assert.ok(told.includes("PATH"), told);
    assert.ok(!told.includes("PITBOSS_PLANTED_SECRET"), told);
    await w.end();
  } finally {
    Deno.env.delete("PITBOSS_PLANTED_SECRET");
  }
});

for (const how of ["lives", "loops"]) {
  Deno.test(`a process that ${how} ends by itself when its supervisor is killed`, async () => {
    const { maker, child, lines } = await withChild(how);
    // What is to loop does so some 5 ms after it is ready.
    await systemClock.sleep(200);
    assert.ok(isAlive(child));
    maker.kill("SIGKILL");
    await Promise.all([maker.status, lines.return(undefined)]);
    await eventually("the orphan's end", () => !isAlive(child));
  });
}

Deno.test("a signal that reaches every process of a service is left to the supervisor", async () => {
  const { maker, child, lines } = await withChild("lives");
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) Deno.kill(child, signal);
  const said: string[] = [];
  for (let i = 0; i < 3; i++) said.push((await lines.next()).value!);
  maker.kill("SIGKILL");
  await Promise.all([maker.status, lines.return(undefined)]);
  assert.deepEqual(said, ["heartbeat", "heartbeat", "heartbeat"]);
  await eventually("the orphan's end", () => !isAlive(child));
});

/** A supervisor's process whose child is ready, and what the child says from then on. */
async function withChild(how: string) {
  const file = fileURLToPath(import.meta.resolve("./testing/orphan_maker.ts"));
  const maker = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", file, how],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const lines = linesOf(maker.stdout);
  for (let said = ""; said !== "ready";) {
    const { value, done } = await lines.next();
    assert.ok(!done, "the supervisor's process ended");
    said = value;
  }
  const [child] = await childrenOf(maker.pid, "");
  assert.ok(child !== undefined, "the child's process was not found");
  return { maker, child, lines };
}

function isAlive(pid: number): boolean {
  try {
    // A zombie has no command line any more.
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`) !== "";
  } catch {
    return false;
  }
}
