import assert from "node:assert/strict";
import { Held } from "./held.ts";

Deno.test("a message waits behind an earlier one of its key, and of no other", () => {
  const held = new Held();
  held.add("in", "A", { seq: 5, at: 50, dueAt: 1_000 });
  assert.equal(held.behind("in", "A", 6), 1_000);
  assert.equal(held.behind("in", "A", 5), null, "not behind itself");
  assert.equal(held.behind("in", "A", 4), null, "not behind a later one");
  assert.equal(held.behind("in", "B", 6), null);
  assert.equal(held.behind("other", "A", 6), null);
});

Deno.test("the longest wait of all that are before it counts", () => {
  const held = new Held();
  held.add("in", "A", { seq: 1, at: 50, dueAt: 3_000 });
  held.add("in", "A", { seq: 2, at: 51, dueAt: 1_000 });
  assert.equal(held.behind("in", "A", 6), 3_000);
  held.delete("in", "A", 1);
  assert.equal(held.behind("in", "A", 6), 1_000);
  held.delete("in", "A", 2);
  assert.equal(held.behind("in", "A", 6), null);
});

Deno.test("held messages are told by their market times, those outside the order are not", () => {
  const held = new Held();
  held.add("in", "A", { seq: 1, at: 50, dueAt: 0 });
  held.add("in", "B", { seq: 2, at: 40, dueAt: 0 });
  held.add("commands", "", { seq: 1, at: null, dueAt: 0 });
  assert.deepEqual([...held.times()], [50, 40]);
  assert.equal(held.has("in", "A", 1), true);
  assert.equal(held.has("in", "A", 2), false);
});
