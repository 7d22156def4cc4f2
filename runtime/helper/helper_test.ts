import assert from "node:assert/strict";
import { join } from "node:path";
import { VirtualClock } from "../clock/virtual.ts";
import { openDoor } from "./door.ts";
import { CLOSE_MS, type Helper, type Summon } from "./helper.ts";
import { summonProcess } from "./process.ts";
import { summonAt } from "./visit.ts";

const entry = import.meta.resolve("./testing/mortal_helper.ts");
const plan = { entry, permissions: { env: "all" }, heapMiBMax: 64 } as const;

interface World {
  readonly summon: Summon;
  readonly clock: VirtualClock;
  readonly printed: string[];
}

/** What is promised holds however a helper is summoned. */
const WAYS: readonly [string, (run: (world: World) => Promise<void>) => Promise<void>][] = [
  ["directly", async (run) => {
    const clock = new VirtualClock();
    const printed: string[] = [];
    const summon = summonProcess(plan, { clock, printed: (line) => void printed.push(line) });
    await run({ summon, clock, printed });
  }],
  ["through a door", async (run) => {
    const folder = await Deno.makeTempDir({ prefix: "pitboss-door-" });
    const clock = new VirtualClock();
    const printed: string[] = [];
    const socket = join(folder, "door");
    const around = { clock, printed: (line: string) => void printed.push(line) };
    const door = await openDoor(socket, plan, around);
    try {
      await run({ summon: summonAt(socket), clock, printed });
    } finally {
      await door.close();
      await Deno.remove(folder, { recursive: true });
    }
  }],
];

function trial(sentence: string, run: (world: World) => Promise<void>): void {
  for (const [way, within] of WAYS) {
    Deno.test(`a helper summoned ${way}: ${sentence}`, () => within(run));
  }
}

async function next(helper: Helper): Promise<unknown> {
  for await (const message of helper.messages) return message;
  return undefined;
}

/** Everything that is still said, and then how it ended. */
async function lastOf(helper: Helper) {
  for await (const _ of helper.messages);
  return await helper.ended;
}

async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

trial("it answers, and told to end it lets go of everything and ends", async (world) => {
  const helper = await world.summon();
  helper.post({ do: "echo", text: "é\n✓" });
  helper.post({ do: "print" });
  helper.close();
  const heard: unknown[] = [];
  for await (const message of helper.messages) heard.push(message);
  assert.deepEqual(heard, [{ echo: { do: "echo", text: "é\n✓" } }, { echo: { do: "print" } }]);
  assert.deepEqual(await helper.ended, { reason: "finished", how: "ended with exit code 0" });
  assert(world.printed.includes("printed beside the protocol"));
  assert(world.printed.includes("everything is let go of"));
});

trial("it finds nothing of the environment but what is harmless", async ({ summon }) => {
  Deno.env.set("PITBOSS_PLANTED_SECRET", "hunter2");
  try {
    const helper = await summon();
    helper.post({ do: "env" });
    const told = JSON.stringify(await next(helper));
    assert(told.includes("PATH") && !told.includes("hunter2"), told);
    helper.kill();
    await helper.ended;
  } finally {
    Deno.env.delete("PITBOSS_PLANTED_SECRET");
  }
});

const ENDS = [
  ["exit", "exited", /^ended with exit code 7$/],
  ["throw", "exited", /^ended with exit code 1$/],
  ["hoard", "out of memory", /^ran out of memory and was ended by SIG/],
] as const;

for (const [what, reason, how] of ENDS) {
  trial(`told to ${what}, it ends, and how is known`, async ({ summon }) => {
    const helper = await summon();
    helper.post({ do: what });
    const end = await lastOf(helper);
    assert.equal(end.reason, reason);
    assert.match(end.how, how);
  });
}

trial("killed from outside, it is gone, and another one can be summoned", async ({ summon }) => {
  const helper = await summon();
  helper.post({ do: "pid" });
  let pid = 0;
  for await (const message of helper.messages) {
    pid = (message as { pid: number }).pid;
    Deno.kill(pid, "SIGKILL");
  }
  assert.deepEqual(await helper.ended, { reason: "killed", how: "was ended by SIGKILL" });
  const second = await summon();
  second.post({ do: "echo" });
  second.close();
  assert.deepEqual(await next(second), { echo: { do: "echo" } });
  await second.ended;
});

trial("in an endless loop it can be killed", async ({ summon, clock }) => {
  const helper = await summon();
  helper.post({ do: "pid" });
  helper.post({ do: "loop" });
  const { pid } = (await next(helper)) as { pid: number };
  helper.kill();
  assert.equal((await helper.ended).reason, "killed");
  await eventually(() => clock.pending > 0 || !isThere(pid));
  await clock.advance(CLOSE_MS);
  await eventually(() => !isThere(pid));
});

trial("that does not end when told to, it is killed", async ({ summon, clock }) => {
  const helper = await summon();
  helper.post({ do: "echo" });
  helper.post({ do: "loop" });
  await helper.messages[Symbol.asyncIterator]().next();
  helper.close();
  const ended = lastOf(helper);
  await eventually(() => clock.pending > 0);
  await clock.advance(CLOSE_MS);
  assert.equal((await ended).how, "was ended by SIGKILL");
});

Deno.test("nobody can have a crowd of helpers through one door", async () => {
  await WAYS[1]![1](async ({ summon }) => {
    const helpers = [await summon(), await summon(), await summon()];
    const end = await lastOf(helpers[2]!);
    assert.equal(end.reason, "refused");
    assert.match(end.how, /^was not started, because 2 of them run already$/);
    for (const helper of helpers) helper.kill();
  });
});

Deno.test("where there is no door, summoning fails with a sentence", async () => {
  await assert.rejects(summonAt("/nowhere/door")(), Error);
});

function isThere(pid: number): boolean {
  try {
    // A zombie that nobody has waited for yet is not there either.
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}
