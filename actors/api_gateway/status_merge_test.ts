import assert from "node:assert/strict";
import type { ActorState, SystemSnapshot } from "../domain/system_status.ts";
import { mergeSnapshots, outdated } from "./status_merge.ts";

function said(at: number, actors: Record<string, ActorState>, epoch = 1): SystemSnapshot {
  return {
    at,
    mode: "demo",
    actors: Object.entries(actors).map(([name, state]) => ({
      name,
      state,
      since: 0,
      restarts: 0,
      lastFailure: null,
      epoch,
      progress: { consumed: 0, marketTime: null, outbox: 0 },
    })),
  };
}

const states = (snapshots: SystemSnapshot[]) =>
  mergeSnapshots(snapshots)?.actors.map(({ name, state }) => `${name} ${state}`);

Deno.test("of an actor that several supervisors speak of, the one that runs it is believed", () => {
  const one = said(1, { a: "ready", b: "down", c: "starting" });
  const other = said(2, { a: "starting", b: "ready", c: "down" });
  for (const both of [[one, other], [other, one]]) {
    assert.deepEqual(states(both), ["a ready", "b ready", "c starting"]);
    assert.equal(mergeSnapshots(both)?.at, 2);
  }
});

Deno.test("of two that say they run it, the later life is believed", () => {
  const merged = mergeSnapshots([said(2, { a: "ready" }, 3), said(1, { a: "ready" }, 4)]);
  assert.equal(merged?.actors[0]?.epoch, 4);
});

Deno.test("nothing said is nothing known, and one that speaks alone is believed", () => {
  assert.equal(mergeSnapshots([]), null);
  assert.deepEqual(states([said(1, { a: "down" })]), ["a down"]);
});

Deno.test("a supervisor that is silent while others speak has gone", () => {
  const snapshots = new Map([["one", said(1_000, {})], ["two", said(11_001, {})]]);
  assert.deepEqual(outdated(snapshots), ["one"]);
  assert.deepEqual(outdated(new Map([["one", said(1_000, {})], ["two", said(9_000, {})]])), []);
});
