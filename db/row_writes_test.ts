import assert from "node:assert/strict";
import { z } from "zod";
import { defineTable, type Table } from "../runtime/delivery/store.ts";
import { groupWrites, identifier, insertStatement } from "./row_writes.ts";

const table = (conflict: Table["conflict"], name = "t") =>
  defineTable({ name, schema: z.object({}).loose() as Table["schema"], key: ["id"], conflict });

Deno.test("the writes of a table become one statement, tables in order of first appearance", () => {
  const [a, b] = [table("fail", "a"), table("fail", "b")];
  const groups = groupWrites([
    { table: b, row: { id: 1, x: 1 } },
    { table: a, row: { id: 1, x: 2 } },
    { table: b, row: { id: 2, x: 3 } },
  ]);
  assert.deepEqual(groups.map((group) => group.rows), [
    [{ id: 1, x: 1 }, { id: 2, x: 3 }],
    [{ id: 1, x: 2 }],
  ]);
  assert.match(groups[0]!.insert, /^insert into "b" \("id", "x"\) select/);
});

Deno.test("of several writes of a key the first is kept or the last replaces, and failing tells all", () => {
  const rows = (conflict: Table["conflict"]) =>
    groupWrites([1, 2, 3].map((x) => ({ table: table(conflict), row: { id: 1, x } })))[0]!.rows;
  assert.deepEqual(rows("keep"), [{ id: 1, x: 1 }]);
  assert.deepEqual(rows("replace"), [{ id: 1, x: 3 }]);
  assert.equal(rows("fail").length, 3);
});

Deno.test("rows that differ in their columns are refused", () => {
  const writes = [{ id: 1, x: 1 }, { id: 2, y: 1 }].map((row) => ({ table: table("keep"), row }));
  assert.throws(() => groupWrites(writes), /rows of t differ in their columns: id, x and id, y/);
});

Deno.test("a table of nothing but its key is replaced by leaving it as it is", () => {
  assert.match(insertStatement(table("replace"), ["id"]), /on conflict \("id"\) do nothing$/);
  assert.match(insertStatement(table("replace"), ["id", "x"]), /do update set "x" = excluded."x"$/);
  assert.doesNotMatch(insertStatement(table("fail"), ["id"]), /conflict/);
});

Deno.test("a name that could break out of its statement is refused", () => {
  assert.equal(identifier("order"), '"order"');
  for (const name of ['a"b', "a b", "A", "", "1a", "a;drop"]) {
    assert.throws(() => identifier(name), RangeError);
  }
});
