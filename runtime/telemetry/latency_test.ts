import assert from "node:assert/strict";
import fc from "fast-check";
import { LatencyMeter } from "./latency.ts";

Deno.test("each bucket counts everything that took at most so long, the last one all", () => {
  const meter = new LatencyMeter([0.1, 1]);
  for (const seconds of [0.05, 0.1, 0.5, 7, -1]) meter.took(seconds);
  const { seconds, buckets } = meter.counts();
  assert.equal(seconds, 7.65);
  assert.deepEqual(buckets, [
    { le: 0.1, count: 3 },
    { le: 1, count: 4 },
    { le: null, count: 5 },
  ]);
});

Deno.test("buckets never fall, and the last is the number of things", () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true })), (times) => {
    const meter = new LatencyMeter([0.001, 0.5, 20]);
    for (const time of times) meter.took(time);
    const counts = meter.counts().buckets.map(({ count }) => count);
    assert.deepEqual(counts, counts.toSorted((a, b) => a - b));
    assert.equal(counts.at(-1), times.length);
  }));
});
