import assert from "node:assert/strict";
import fc from "fast-check";
import { apply, diff, EMPTY_WINDOW, type Window } from "./window.ts";

const plain = { noNullPrototype: true };
const items = fc.uniqueArray(
  fc.record(
    { id: fc.integer({ min: 0, max: 12 }).map(String), value: fc.integer({ max: 3 }) },
    plain,
  ),
  { selector: ({ id }) => id, maxLength: 10 },
);
const windows: fc.Arbitrary<Window> = fc.record({
  fields: fc.record({ a: fc.integer({ max: 2 }), b: fc.option(fc.boolean()) }, plain),
  items,
}, plain);

Deno.test("the change from one window to another makes the other of the one", () => {
  fc.assert(fc.property(windows, windows, (before, after) => {
    const change = diff(before, after, "id");
    assert.deepEqual(change === null ? before : apply(before, change, "id"), after);
    // Over the wire it is the same.
    if (change !== null) {
      assert.deepEqual(apply(before, JSON.parse(JSON.stringify(change)), "id"), after);
    }
  }));
});

Deno.test("nothing is told of a window that did not change", () => {
  fc.assert(fc.property(windows, (window) => {
    assert.equal(diff(window, structuredClone(window), "id"), null);
  }));
});

Deno.test("a new item on top of a full list costs that item and the id of the one that goes", () => {
  const list = (from: number) => Array.from({ length: 50 }, (_, i) => ({ id: String(from - i) }));
  assert.deepEqual(
    diff({ ...EMPTY_WINDOW, items: list(99) }, { ...EMPTY_WINDOW, items: list(100) }, "id"),
    { gone: ["50"], put: [{ index: 0, item: { id: "100" } }] },
  );
});

Deno.test("items that a change does not name stay the same objects, so that their rows are not drawn again", () => {
  const before = { fields: {}, items: [{ id: "a" }, { id: "b" }] };
  const after = apply(before, { put: [{ index: 0, item: { id: "c" } }] }, "id");
  assert.equal(after.items[1], before.items[0]);
});
