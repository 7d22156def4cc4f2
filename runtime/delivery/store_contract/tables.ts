import assert from "node:assert/strict";
import fc from "fast-check";
import { ConstraintViolated } from "../store.ts";
import { batchOf, type Case, probe, probeTables, take, write } from "./kit.ts";

const { fail, keep, replace } = probeTables;

/** Cases about the tables that actors own. */
export function tableCases(test: Case): void {
  test("a row comes back as it was written, numerics and times exactly", async ({ store }) => {
    const lease = await take(store, "clock");
    const rows = [
      probe("a", { amount: "123456789012345678.123456789", ratio: 0.1 + 0.2 }),
      probe("b", {
        amount: "-0.000000001",
        at: null,
        flag: false,
        detail: { z: 1, a: [0.1, "x"] },
      }),
      probe("c", { amount: "10.50", ratio: -5e-324, at: "1969-12-31T23:59:59.999Z" }),
      probe("d", { amount: "0", ratio: 1.7976931348623157e308, detail: 'a "text" \u{1f600}' }),
    ];
    await store.commit(lease, batchOf({ rows: rows.map((row) => write(replace, row)) }));
    assert.deepEqual(await store.select(replace), rows);
  });

  test("any float in a row comes back to the last bit", async ({ store }) => {
    const lease = await take(store, "clock");
    const floats = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(floats, async (values) => {
        const rows = values.map((ratio, part) => probe("f", { part, ratio: ratio + 0 }));
        await store.commit(lease, batchOf({ rows: rows.map((row) => write(replace, row)) }));
        const found = await store.select(replace, { name: "f" });
        assert.deepEqual(found.slice(0, rows.length), rows);
      }),
      { numRuns: 20 },
    );
  });

  test("a second row of one key is refused, kept out or takes over, as declared", async (h) => {
    const lease = await take(h.store, "clock");
    const first = [fail, keep, replace].map((table) => write(table, probe("a")));
    await h.store.commit(lease, batchOf({ rows: first }));
    const later = probe("a", { amount: "2" });
    const rows = [write(keep, later), write(replace, later)];
    await h.store.commit(lease, batchOf({ rows }));
    assert.deepEqual(await h.store.select(keep), [probe("a")]);
    assert.deepEqual(await h.store.select(replace), [later]);
    await assert.rejects(
      h.store.commit(lease, batchOf({ rows: [write(fail, later)] })),
      (error: Error) => {
        assert.ok(error instanceof ConstraintViolated);
        assert.match(error.message, /probe_fail/);
        assert.match(error.message, /key/);
        return true;
      },
    );
    assert.deepEqual(await h.store.select(fail), [probe("a")]);
  });

  test("of several rows of one key in a batch the first is kept, the last replaces", async (h) => {
    const lease = await take(h.store, "clock");
    const versions = ["1", "2", "3"].map((amount) => probe("a", { amount }));
    const rows = versions.flatMap((row) => [write(keep, row), write(replace, row)]);
    await h.store.commit(lease, batchOf({ rows }));
    assert.deepEqual(await h.store.select(keep), [versions[0]]);
    assert.deepEqual(await h.store.select(replace), [versions[2]]);
    await assert.rejects(
      h.store.commit(lease, batchOf({ rows: versions.map((row) => write(fail, row)) })),
      ConstraintViolated,
    );
    assert.deepEqual(await h.store.select(fail), []);
  });

  test("rows come in key order, whatever order they were written in", async ({ store }) => {
    const lease = await take(store, "clock");
    const keys: [string, number][] = [["b", 2], ["a", 10], ["B", 1], ["b", 1], ["a", 9], ["_", 1]];
    const rows = keys.map(([name, part]) => write(replace, probe(name, { part })));
    await store.commit(lease, batchOf({ rows }));
    const found = (await store.select(replace)).map((row) => [row.name, row.part]);
    assert.deepEqual(found, [["B", 1], ["_", 1], ["a", 9], ["a", 10], ["b", 1], ["b", 2]]);
  });

  test("rows are chosen by equality, by membership and by null", async ({ store }) => {
    const lease = await take(store, "clock");
    const rows = [
      probe("a", { flag: true }),
      probe("b", { flag: false }),
      probe("b", { part: 2, flag: true, at: null }),
      probe("c", { part: 3, at: "2014-06-10T13:30:00.000Z" }),
    ];
    await store.commit(lease, batchOf({ rows: rows.map((row) => write(replace, row)) }));
    const [a, b1, b2, c] = rows;
    assert.deepEqual(await store.select(replace, { name: "b" }), [b1, b2]);
    assert.deepEqual(await store.select(replace, { name: ["a", "c", "z"] }), [a, c]);
    assert.deepEqual(await store.select(replace, { name: "b", part: [2, 3] }), [b2]);
    assert.deepEqual(await store.select(replace, { flag: false }), [b1]);
    assert.deepEqual(await store.select(replace, { at: null }), [b2]);
    assert.deepEqual(await store.select(replace, { at: [null, c!.at] }), [b2, c]);
    assert.deepEqual(await store.select(replace, { at: c!.at }), [c]);
    assert.deepEqual(await store.select(replace, { name: [] }), []);
    assert.deepEqual(await store.select(replace, { name: "nobody" }), []);
  });

  test("a row that was read can be changed without changing the store", async ({ store }) => {
    const lease = await take(store, "clock");
    const written = probe("a", { detail: { list: [1] } });
    await store.commit(lease, batchOf({ rows: [write(replace, written)] }));
    (written.detail as { list: number[] }).list.push(2);
    const found = await store.select(replace);
    (found[0]!.detail as { list: number[] }).list.push(3);
    assert.deepEqual(await store.select(replace), [probe("a", { detail: { list: [1] } })]);
  });
}
