import assert from "node:assert/strict";
import fc from "fast-check";
import { BadPage, PAGE_LIMIT, PAGE_LIMIT_MAX, pageOf, readPage } from "./page.ts";

Deno.test("a cursor leads back to the position that it was made of", () => {
  const positions = fc.record({
    at: fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true })
      .map((date) => date.toISOString()),
    id: fc.string({ minLength: 1, maxLength: 200 }),
  }, { noNullPrototype: true });
  fc.assert(fc.property(positions, (position) => {
    const { nextCursor } = pageOf([position, position], 1, (row) => row, (row) => row);
    assert.deepEqual(readPage({ cursor: nextCursor }).after, position);
  }));
});

Deno.test("the last page has no cursor, and an empty list is one page", () => {
  const at = (id: string) => ({ at: "2014-06-09T13:30:00.000Z", id });
  assert.equal(pageOf([at("a")], 1, (row) => row, (row) => row).nextCursor, null);
  assert.deepEqual(pageOf([], 1, at, (row) => row), { items: [], nextCursor: null });
});

Deno.test("a limit or cursor that cannot be is refused in one sentence", () => {
  assert.deepEqual(readPage({}), { limit: PAGE_LIMIT, after: null });
  for (const limit of [0, -1, 1.5, NaN, PAGE_LIMIT_MAX + 1]) {
    assert.throws(() => readPage({ limit }), BadPage);
  }
  assert.throws(() => readPage({ limit: 0 }), /limit is a whole number from 1 to 500, found 0/);
  const strays = [
    "",
    "x",
    "e30",
    btoa('["yesterday","a"]'),
    btoa('["2014-06-09T13:30:00.000Z",""]'),
  ];
  for (const cursor of strays) assert.throws(() => readPage({ cursor }), BadPage);
});
