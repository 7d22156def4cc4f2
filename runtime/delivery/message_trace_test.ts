import assert from "node:assert/strict";
import { z } from "zod";
import { defineActor, done } from "../actor.ts";
import { defineStream } from "../stream.ts";
import { ActorBench } from "../testing/kit.ts";
import { readTraceparent, rootOf, type SpanRecord, traceparentOf } from "../telemetry/trace.ts";

const facts = defineStream({ name: "facts", rank: 1, types: { fact: z.string() } });
const wishes = defineStream({ name: "wishes", rank: 2, types: { wish: z.string() } });
const deeds = defineStream({ name: "deeds", rank: 3, types: { deed: z.string() } });

/** Wishes on facts, and begins a trace with a wish that says "new". */
const wisher = defineActor({
  name: "wisher",
  consumes: [facts],
  produces: [wishes],
  config: z.null(),
  order: "total",
  start: () => Promise.resolve(null),
  handle(_state, { payload }, ctx) {
    ctx.log.info("wishing");
    const trace = { begins: "wish", becauseOf: ["fact 1"] };
    ctx.publish(wishes, "wish", payload, { key: "", ...payload === "new" ? { trace } : {} });
    return done;
  },
});

/** Does what is wished, as part of the wish's trace. */
const doer = defineActor({
  name: "doer",
  consumes: [wishes],
  produces: [deeds],
  config: z.null(),
  order: "total",
  start: () => Promise.resolve(null),
  handle(_state, { payload }, ctx) {
    ctx.publish(deeds, "deed", payload, { key: "", trace: { continues: "wish" } });
    return done;
  },
});

async function traced(ratio: number, payload: string, traceparent: string | null) {
  const spans: SpanRecord[] = [];
  const tracing = { ratio, emit: (more: readonly SpanRecord[]) => void spans.push(...more) };
  const bench = new ActorBench([{ def: wisher, config: null }, { def: doer, config: null }], {
    tracing,
    produced: ["facts", "wishes"],
  });
  await bench.start();
  await bench.give({ stream: "facts", type: "fact", payload, at: 5, traceparent });
  await bench.watermark("facts", 10);
  const published = [...bench.published("wishes"), ...bench.published("deeds")]
    .map((message) => message.traceparent);
  const logs = bench.world.logs.filter(({ message }) => message === "wishing");
  await bench.stop();
  return { spans, published, logs };
}

const parent = { ...rootOf("fact 1", 1), sampled: true };

Deno.test("what is published hangs from the span of what was handled", async () => {
  const { spans, published, logs } = await traced(1, "old", traceparentOf(parent));
  const wishing = spans.find(({ name }) => name === "wisher facts fact")!;
  assert.equal(wishing.traceId, parent.traceId);
  assert.equal(wishing.parentSpanId, parent.spanId);
  assert.deepEqual(readTraceparent(published[0]!), {
    traceId: parent.traceId,
    spanId: wishing.spanId,
    sampled: true,
  });
  const doing = spans.find(({ name }) => name === "doer wishes wish")!;
  assert.equal(doing.parentSpanId, wishing.spanId);
  assert.deepEqual(logs[0]?.fields, { trace: parent.traceId, span: wishing.spanId });
});

Deno.test("a trace that is begun points to what led to it, and is gone on with by its name", async () => {
  const { spans, published } = await traced(1, "new", traceparentOf(parent));
  const root = spans.find(({ name }) => name === "wishes wish")!;
  const { traceId, spanId } = rootOf("wish", 1);
  assert.deepEqual([root.traceId, root.spanId, root.parentSpanId], [traceId, spanId, null]);
  const wishing = spans.find(({ name }) => name === "wisher facts fact")!;
  assert.deepEqual(root.links, [
    { traceId: wishing.traceId, spanId: wishing.spanId },
    { traceId: parent.traceId, spanId: parent.spanId },
  ]);
  const deed = spans.find(({ name }) => name === "deeds deed")!;
  assert.deepEqual([deed.traceId, deed.parentSpanId], [traceId, spanId]);
  assert.equal(readTraceparent(published[1]!)?.spanId, deed.spanId);
});

Deno.test("the same again is the same spans again", async () => {
  const once = await traced(1, "new", traceparentOf(parent));
  const again = await traced(1, "new", traceparentOf(parent));
  assert.deepEqual(once.spans, again.spans);
});

Deno.test("what belongs to no trace leaves no span, and nothing is recorded where nothing is wanted", async () => {
  assert.deepEqual((await traced(1, "old", null)).spans.map(({ name }) => name), ["deeds deed"]);
  const unwanted = traceparentOf({ ...parent, sampled: false });
  assert.deepEqual((await traced(0, "new", unwanted)).spans, []);
});

Deno.test("a traceparent that is none is none", () => {
  for (const text of [null, "", "00-x", `01-${"0".repeat(32)}-${"0".repeat(16)}-01`]) {
    assert.equal(readTraceparent(text), null);
  }
  const place = { traceId: "a".repeat(32), spanId: "b".repeat(16), sampled: false };
  assert.deepEqual(readTraceparent(traceparentOf(place)), place);
});
