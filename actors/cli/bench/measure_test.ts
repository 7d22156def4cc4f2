import assert from "node:assert/strict";
import fc from "fast-check";
import { measureInterleaved, spread } from "./measure.ts";
import { benchTable } from "./table.ts";

const never = new AbortController().signal;

Deno.test("cases take turns, and warm-up rounds are not counted", async () => {
  const order: string[] = [];
  const make = (name: string) => ({
    name,
    params: { payload: 400 },
    run() {
      order.push(name);
      return Promise.resolve([
        { name: "rate", unit: "msg/s", value: order.length },
        { name: "p99", unit: "ms", value: 1 },
      ]);
    },
  });
  const results = await measureInterleaved([make("a"), make("b")], {
    runs: 3,
    warmup: 1,
    signal: never,
  });
  assert.equal(order.join(""), "abababab");
  assert.deepEqual(results.map(({ name }) => name), ["a, rate", "a, p99", "b, rate", "b, p99"]);
  assert.deepEqual(results[0], {
    name: "a, rate",
    unit: "msg/s",
    median: 5,
    min: 3,
    max: 7,
    runs: 3,
    params: { payload: 400 },
  });
});

Deno.test("a run that is stopped measures nothing more", async () => {
  const stop = new AbortController();
  let ran = 0;
  const each = {
    name: "a",
    params: {},
    run() {
      if (++ran === 2) stop.abort();
      return Promise.resolve([]);
    },
  };
  const options = { runs: 5, warmup: 0, signal: stop.signal };
  await assert.rejects(measureInterleaved([each], options), { name: "AbortError" });
  assert.equal(ran, 2);
});

Deno.test("the median lies between the extremes and splits the values evenly", () => {
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(fc.property(fc.array(value, { minLength: 1 }), (values) => {
    const { median, min, max, runs } = spread(values);
    assert.equal(runs, values.length);
    assert(min <= median && median <= max);
    const below = values.filter((v) => v < median).length;
    const above = values.filter((v) => v > median).length;
    assert(below <= values.length / 2 && above <= values.length / 2);
  }));
});

Deno.test("the table shows figures to a sensible length, aligned", () => {
  const row = { unit: "msg/s", runs: 5, params: { batch: 64 } };
  assert.equal(
    benchTable([
      { ...row, name: "redis", median: 46_123.4, min: 1.234, max: 0.012345 },
      { ...row, name: "sqlite streams", median: 9, min: 0, max: 100 },
    ]),
    [
      "                unit   median   min     max  runs",
      "redis           msg/s  46,123  1.23  0.0123     5  batch=64",
      "sqlite streams  msg/s    9.00     0     100     5  batch=64",
    ].join("\n"),
  );
});
