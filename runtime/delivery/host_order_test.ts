import assert from "node:assert/strict";
import { decodeEnvelope } from "../envelope.ts";
import { testActor } from "../testing/kit.ts";
import { adder, number, sums, tick, ticks } from "../testing/sample_actors.ts";

const minute = { minute: { everyMs: 60, clock: "market" } } as const;

Deno.test("messages of several streams are handled in market time, not as they arrive", async () => {
  const story: string[] = [];
  await using bench = await testActor(adder({ story }));
  await bench.give(tick(10), tick(20));
  await bench.give(number(15), number(20));
  assert.deepEqual(story, ["tick 10", "number 15", "number 20"], "numbers rank before ticks");
  await bench.watermark("numbers", 30);
  assert.deepEqual(story, ["tick 10", "number 15", "number 20", "tick 20"]);
});

Deno.test("a stream without a producer is not waited for", async () => {
  const story: string[] = [];
  await using bench = await testActor(adder({ story }), { produced: ["numbers"] });
  await bench.give(number(1), number(2));
  assert.deepEqual(story, ["number 1", "number 2"]);
});

Deno.test("an actor promises downstream what its inputs promise it, when it has handled that", async () => {
  await using bench = await testActor(adder());
  await bench.watermark("numbers", 50);
  assert.equal(bench.promised(sums.name), null, "the ticks have promised nothing yet");
  await bench.watermark("ticks", 30);
  assert.equal(bench.promised(sums.name), 30);
  await bench.give(number(60));
  await bench.watermark("numbers", 70);
  await bench.watermark("ticks", 55);
  assert.equal(bench.promised(sums.name), 50, "60 is not handled yet");
  await bench.watermark("ticks", 60);
  assert.equal(bench.promised(sums.name), 60);
  assert.equal(bench.unacknowledged("numbers"), 0);
  assert.equal(bench.unacknowledged("ticks"), 0);
});

Deno.test("watermarks of a batch are coalesced to the last", async () => {
  await using bench = await testActor(adder());
  await bench.watermark("ticks", 1_000);
  const before = bench.world.broker.stream(sums.name).lastSeq();
  const { clock, broker } = bench.world;
  const body = (at: number) => watermarkBody(at);
  broker.stream("numbers").append([10, 20, 30].map((at) => ({ key: "", body: body(at) })));
  broker.announce("numbers");
  await clock.advance(1);
  assert.equal(bench.promised(sums.name), 30);
  assert.equal(broker.stream(sums.name).lastSeq(), before + 1);
});

Deno.test("what goes on in another hour promises first, though both were waiting when it began", async () => {
  const hour = 3_600_000;
  await using bench = await testActor(adder());
  await bench.watermark("ticks", 10 * hour);
  await bench.give(number(1, hour));
  await bench.crash();
  await bench.watermark("numbers", 2 * hour);
  await bench.give(number(1, 4 * hour));
  await bench.restart();
  const told = bench.world.broker.stream(sums.name).read(0, Infinity)
    .map(({ body }) => decodeEnvelope(body)).map(({ type, at }) => [type, at]);
  const promise = told.findIndex(([type, at]) => type === "watermark" && at === 2 * hour);
  const sum = told.findIndex(([type, at]) => type === "sum" && at === 4 * hour);
  assert.ok(promise >= 0 && promise < sum, JSON.stringify(told));
});

Deno.test("market timers fire before the first message at or after their time, once per jump", async () => {
  const story: string[] = [];
  await using bench = await testActor(adder({ story, timers: minute }));
  await bench.watermark("ticks", 1_000_000);
  await bench.give(number(59), number(60), number(61), number(400));
  assert.deepEqual(story, [
    "number 59",
    "timer minute 60",
    "number 60",
    "number 61",
    "timer minute 360",
    "number 400",
  ]);
});

Deno.test("market timers fire the same whatever watermarks pass, and however they are coalesced", async () => {
  const stories: string[][] = [];
  for (const promises of [[], [70, 130, 200, 300], [300]]) {
    const story: string[] = [];
    await using bench = await testActor(adder({ story, timers: minute }));
    await bench.watermark("ticks", 1_000_000);
    await bench.give(number(10));
    for (const at of promises) await bench.watermark("numbers", at);
    await bench.give(number(310));
    stories.push(story);
  }
  assert.deepEqual(stories[0], ["number 10", "timer minute 300", "number 310"]);
  assert.deepEqual(stories[1], stories[0]);
  assert.deepEqual(stories[2], stories[0]);
});

Deno.test("a market timer that fired is not fired again after a crash", async () => {
  const story: string[] = [];
  await using bench = await testActor(adder({ story, timers: minute }));
  await bench.watermark("ticks", 1_000_000);
  await bench.give(number(10), number(70));
  await bench.crash();
  await bench.restart();
  await bench.give(number(80), number(120));
  assert.deepEqual(story, [
    "number 10",
    "timer minute 60",
    "number 70",
    "number 80",
    "timer minute 120",
    "number 120",
  ]);
});

Deno.test("system timers fire in system time, and not twice while one waits", async () => {
  const story: string[] = [];
  const timers = { beat: { everyMs: 1_000, clock: "system" } } as const;
  await using bench = await testActor(adder({ story, timers }), { startAt: 0 });
  await bench.advance(2_500);
  assert.deepEqual(story, ["timer beat 1000", "timer beat 2000"]);
  bench.away.add("store");
  await bench.advance(100);
  bench.away.clear();
});

Deno.test("without patience a busy input is waited for as long as it takes", async () => {
  const story: string[] = [];
  await using bench = await testActor(adder({ story }), { patienceMs: null });
  await bench.give(number(10));
  await bench.advance(600_000);
  assert.deepEqual(story, []);
});

Deno.test("with patience a busy input is waited for that long, then arrival decides", async () => {
  const story: string[] = [];
  await using bench = await testActor(adder({ story }), { patienceMs: 50 });
  await bench.give(number(10));
  await bench.advance(40);
  assert.deepEqual(story, []);
  await bench.advance(20);
  assert.deepEqual(story, ["number 10"]);
  await bench.give(tick(5));
  await bench.advance(60);
  assert.deepEqual(story, ["number 10", "tick 5"], "what comes too late is handled all the same");
});

Deno.test("patience is not used up where the input keeps its word in time", async () => {
  const story: string[] = [];
  await using bench = await testActor(adder({ story }), { patienceMs: 50 });
  await bench.give(number(10));
  await bench.advance(30);
  await bench.give(tick(5));
  await bench.watermark("ticks", 8);
  assert.deepEqual(story, ["tick 5"]);
  await bench.watermark("ticks", 9);
  assert.deepEqual(story, ["tick 5", "number 10"]);
});

Deno.test("the first message of market time 0 works like any other", async () => {
  const story: string[] = [];
  await using bench = await testActor(adder({ story, timers: minute }));
  await bench.give(number(0), tick(0));
  await bench.watermark("numbers", 0);
  assert.deepEqual(story, ["number 0", "tick 0"]);
  assert.equal(bench.unacknowledged(ticks.name), 0);
});

function watermarkBody(at: number): Uint8Array {
  const id = `w${at}`;
  return new TextEncoder().encode(JSON.stringify({
    id,
    type: "watermark",
    version: 1,
    at,
    seq: 0,
    key: "",
    causationId: null,
    correlationId: id,
    traceparent: null,
    payload: null,
  }));
}
