import { computed, Signal, signal } from "@preact/signals";
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { parse } from "./parse.ts";
import { SlotReference } from "./slot.ts";
import { stringify } from "./stringify.ts";

function roundTrip<T>(value: T): T {
  return parse(stringify(value), {
    signal: (inner) => signal(inner),
    computed: (inner) => computed(() => inner),
    slot: (id, name) => new SlotReference(id, name),
  }) as T;
}

Deno.test("any value of the kinds that props may have comes back as it was", () => {
  const values = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withSparseArray: true,
  });
  fc.assert(fc.property(values, (value) => assert.deepEqual(roundTrip(value), value)));
});

Deno.test("values that JSON has no word for come back", () => {
  for (const value of [undefined, null, NaN, Infinity, -Infinity, -0, 0, 12n, "", "</script>"]) {
    assert.ok(Object.is(roundTrip(value), value), String(value));
  }
  const values = [new URL("https://a.example/b?c#d"), /a\/b/gi, new Uint8Array([0, 255])];
  assert.deepEqual(roundTrip(values), values);
  assert.ok(Number.isNaN(roundTrip(new Date(NaN)).getTime()));
  assert.deepEqual(roundTrip([0, -0]), [0, -0]);
});

Deno.test("one signal in two places is one signal again, and so is any shared object", () => {
  const count = signal(1);
  const [a, b] = roundTrip([{ count }, { count }]);
  assert.ok(a?.count instanceof Signal);
  assert.equal(a.count, b?.count);
  a.count.value = 5;
  assert.equal(b?.count.value, 5);
});

Deno.test("a computed signal comes back with its value, and cannot be set", () => {
  const double = roundTrip(computed(() => 42));
  assert.equal(double.value, 42);
  assert.equal(Reflect.set(double, "value", 1, double), false);
});

Deno.test("cycles come back, through signals and maps too", () => {
  const node: { self?: unknown; map: Map<string, unknown> } = { map: new Map() };
  node.self = node;
  node.map.set("up", node);
  const back = roundTrip(node);
  assert.equal(back.self, back);
  assert.equal(back.map.get("up"), back);
});

Deno.test("a key called __proto__ is a key and changes no prototype", () => {
  const back = roundTrip(JSON.parse('{"__proto__":{"admin":true}}'));
  assert.deepEqual(Object.keys(back), ["__proto__"]);
  assert.equal(Reflect.get({}, "admin"), undefined);
  assert.equal(Object.getPrototypeOf(back), Object.prototype);
});

Deno.test("what cannot travel is refused with its place", () => {
  assert.throws(
    () => stringify([{ rows: [{ onClick: () => {} }] }]),
    /a function cannot: found at props\[0\]\.rows\[0\]\.onClick/,
  );
  assert.throws(() => stringify({ wait: Promise.resolve() }), /a promise cannot.*\.wait/);
  assert.throws(() => stringify({ id: Symbol("x") }), /a symbol cannot.*\.id/);
});
