import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeCursor, encodeCursor, pageOf } from "./pages.ts";
import { BadCursor } from "./ports.ts";

const byText = (direction: "ascending" | "descending") => ({
  key: (text: string) => text,
  direction,
});

Deno.test("pages of a list in memory put together are the list in its order", () => {
  const direction = fc.constantFrom("ascending" as const, "descending" as const);
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string()),
      fc.integer({ min: 1, max: 7 }),
      direction,
      (list, limit, way) => {
        const walked: string[] = [];
        let cursor: string | null = null;
        do {
          const page: { items: readonly string[]; nextCursor: string | null } = pageOf(
            list,
            byText(way),
            { limit, cursor },
          );
          walked.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor !== null);
        const sorted = [...list].sort((a, b) => a < b ? -1 : 1);
        assert.deepEqual(walked, way === "ascending" ? sorted : sorted.reverse());
      },
    ),
  );
});

Deno.test("items that come and go between two pages double nothing and end nothing", () => {
  const first = pageOf(["e", "d", "c", "b"], byText("descending"), { limit: 2, cursor: null });
  assert.deepEqual(first.items, ["e", "d"]);
  // The item at which the first page ended is gone, and a newer one has come.
  const second = pageOf(["f", "e", "c", "b"], byText("descending"), {
    limit: 2,
    cursor: first.nextCursor,
  });
  assert.deepEqual(second, { items: ["c", "b"], nextCursor: null });
});

Deno.test("a cursor survives the way through a URL, and nothing else is taken for one", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (place) => {
      const cursor = encodeCursor(place);
      assert.match(cursor, /^[A-Za-z0-9_-]*$/);
      assert.equal(decodeCursor(cursor), place);
    }),
  );
  for (const text of ["%", "abc=", "a b", "YQ==", "-", "_w"]) {
    assert.throws(() => decodeCursor(text), BadCursor, text);
  }
});
