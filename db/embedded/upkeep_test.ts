import assert from "node:assert/strict";
import { settle, VirtualClock } from "../../runtime/clock/virtual.ts";
import { Turns } from "./turns.ts";
import {
  LOG_QUERY,
  TABLES_EVERY_MS,
  UNITS_PER_LOOK,
  Upkeep,
  type UpkeepSession,
} from "./upkeep.ts";

/** A session that answers from lists and remembers what it was told to do. */
function session(answers: Record<string, object[]>): UpkeepSession & { readonly done: string[] } {
  const done: string[] = [];
  return {
    done,
    ask<Row>(statement: string) {
      const list = answers[statement === LOG_QUERY ? "log" : "table"] ?? [];
      return Promise.resolve(list.shift() as Row | undefined);
    },
    command(statement: string) {
      done.push(statement);
      return Promise.resolve();
    },
  };
}

const fail = (error: unknown) => assert.fail(String(error));

Deno.test("a checkpoint is written when the log has grown, and only then", async () => {
  const small = { bytes: 1_000 };
  const large = { bytes: 40_000_000 };
  const kept = session({ log: [small, large, small] });
  const upkeep = new Upkeep(kept, new Turns(), new VirtualClock(), fail);
  const looks: number[] = [];
  for (let i = 0; i < 3 * UNITS_PER_LOOK; i++) {
    upkeep.unitDone();
    await settle();
    if ((i + 1) % UNITS_PER_LOOK === 0) looks.push(kept.done.length);
  }
  assert.deepEqual(looks, [0, 1, 1]);
  assert.deepEqual(kept.done, ["checkpoint"]);
  upkeep.stop();
});

Deno.test("tables that need it are vacuumed one after the other, each in a turn of its own", async () => {
  const clock = new VirtualClock();
  const turns = new Turns();
  const client = {};
  const kept = session({ table: [{ name: "a", dead: true }, { name: "b", dead: false }] });
  const upkeep = new Upkeep(kept, turns, clock, fail);
  await turns.take(client);
  await clock.advance(TABLES_EVERY_MS);
  assert.deepEqual(kept.done, [], "not while a client has the session");
  turns.pass(client);
  // A client that asks meanwhile gets its turn between two tables.
  const next = turns.take(client).then(() => {
    const seen = [...kept.done];
    turns.pass(client);
    return seen;
  });
  assert.deepEqual(await next, ["vacuum (analyze) a"]);
  await settle();
  assert.deepEqual(kept.done, ["vacuum (analyze) a", "analyze b"]);
  upkeep.stop();
  assert.equal(clock.pending, 0);
});

Deno.test("what goes wrong in upkeep is told, and gives the session back", async () => {
  const clock = new VirtualClock();
  const turns = new Turns();
  const told: unknown[] = [];
  const broken: UpkeepSession = {
    ask: () => Promise.reject(new Error("no")),
    command: () => Promise.resolve(),
  };
  const upkeep = new Upkeep(broken, turns, clock, (error) => told.push(error));
  await clock.advance(TABLES_EVERY_MS);
  assert.equal(told.length, 1);
  const client = {};
  await turns.take(client);
  assert.ok(turns.has(client));
  upkeep.stop();
});
