import assert from "node:assert/strict";
import { Heartbeats, WATCH_MS } from "./heartbeats.ts";

Deno.test("silence is counted from the last sign of life", () => {
  const beats = new Heartbeats(0);
  beats.heard("a", 0);
  beats.heard("b", 400);
  assert.deepEqual([...beats.look(WATCH_MS)], [["a", 1_000], ["b", 600]]);
  beats.heard("a", 1_500);
  assert.deepEqual([...beats.look(2 * WATCH_MS)], [["a", 500], ["b", 1_600]]);
});

Deno.test("time in which nobody listened counts against no one", () => {
  const beats = new Heartbeats(0);
  beats.heard("a", 900);
  assert.deepEqual([...beats.look(1_000)], [["a", 100]]);
  // The next look was due at 2000 and comes at 62 000: 60 s of deafness.
  assert.deepEqual([...beats.look(62_000)], [["a", 1_100]]);
  assert.deepEqual([...beats.look(63_000)], [["a", 2_100]]);
});
