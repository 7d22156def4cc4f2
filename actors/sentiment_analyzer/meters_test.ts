import assert from "node:assert/strict";
import { analyzerStatus } from "../../db/tables/sentiment.ts";
import { testActor } from "../../runtime/testing/kit.ts";
import { LATENCY_BOUNDS_S } from "../domain/analyzer_latency.ts";
import actor from "./actor.ts";
import type { AnalyzerHealth } from "./analyzers/analyzer.ts";
import { offlineAnalyzer } from "./analyzers/offline.ts";
import { AnalyzerMeters } from "./meters.ts";
import { told } from "./testing/articles.ts";

function changing() {
  let health: AnalyzerHealth = { state: "ready" };
  const analyzer = { ...offlineAnalyzer(), name: "changing", health: () => health };
  return { analyzer, set: (given: AnalyzerHealth) => void (health = given) };
}

Deno.test("a judgement counts in every bucket that is wide enough, and in the sum", () => {
  const meters = new AnalyzerMeters([offlineAnalyzer()], []);
  meters.judged("offline", 5);
  meters.judged("offline", 60_000);
  meters.judged("somebody else", 1);
  const [row] = meters.changed(0);
  assert.equal(row?.seconds, 60.005);
  assert.deepEqual(row?.buckets, [...LATENCY_BOUNDS_S.map((le) => le >= 0.005 ? 1 : 0), 2]);
});

Deno.test("what has not changed is not told again, and a state keeps its time", () => {
  const { analyzer, set } = changing();
  const meters = new AnalyzerMeters([analyzer, offlineAnalyzer()], []);
  assert.deepEqual(meters.changed(1_000).map(({ analyzer, place }) => [analyzer, place]), [
    ["changing", 0],
    ["offline", 1],
  ]);
  assert.deepEqual(meters.changed(2_000), []);
  set({ state: "restarting", reason: "its process was ended by SIGKILL" });
  const [row, ...others] = meters.changed(3_000);
  assert.deepEqual(others, []);
  assert.equal(row?.since, "1970-01-01T00:00:03.000Z");
  set({ state: "restarting", reason: "its process hangs" });
  assert.equal(meters.changed(4_000)[0]?.since, row?.since);
});

Deno.test("counts go on in the next life, and a state that lasts keeps its time", () => {
  const { analyzer } = changing();
  const first = new AnalyzerMeters([analyzer], []);
  first.judged("changing", 2);
  const rows = first.changed(1_000);
  const second = new AnalyzerMeters([analyzer], rows);
  second.judged("changing", 2);
  const [row] = second.changed(9_000);
  assert.equal(row?.buckets.at(-1), 2);
  assert.equal(row?.since, rows[0]?.since);
});

Deno.test("the actor tells how its analysers do, and goes on counting after a crash", async () => {
  await using bench = await testActor(actor, { config: {} });
  const counted = () =>
    bench.rows(analyzerStatus).map((
      { analyzer, state, buckets },
    ) => [analyzer, state, buckets.at(-1)]);
  await bench.give(told(1), told(2));
  await bench.advance(1_000);
  assert.deepEqual(counted(), [["offline", "ready", 2]]);
  await bench.crash();
  await bench.restart();
  await bench.give(told(3));
  await bench.advance(1_000);
  assert.deepEqual(counted(), [["offline", "ready", 3]]);
});
