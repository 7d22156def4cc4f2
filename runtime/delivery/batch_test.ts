import assert from "node:assert/strict";
import { z } from "zod";
import { decodeEnvelope, WATERMARK } from "../envelope.ts";
import { defineStream } from "../stream.ts";
import { BatchBuilder, MessageEffects } from "./batch.ts";
import { Output } from "./output.ts";
import { defineTable, type OutboxRow } from "./store.ts";

const things = defineStream({
  name: "things",
  rank: 1,
  types: { thing: z.strictObject({ n: z.number() }) },
});
const others = defineStream({
  name: "others",
  rank: 2,
  types: { thing: z.strictObject({ n: z.number() }) },
});
const table = defineTable({
  name: "rows",
  schema: z.strictObject({ id: z.string() }),
  key: ["id"],
  conflict: "fail",
});
const log = { debug() {}, info() {}, warn() {}, error() {} };
const cause = { id: "cause", at: 10, key: "A", correlationId: "first", traceparent: "00-1" };

function bench(options: { manual?: boolean; atLeast?: number; watermark?: number } = {}) {
  const from = { seq: 0, watermark: options.watermark ?? null };
  const outputs = new Map([things, others].map((def) => [def.name, new Output(def, from)]));
  const { manual = false, atLeast = -Infinity } = options;
  const effects = () => new MessageEffects("maker", cause, atLeast, outputs, manual, log);
  return { outputs, effects, batch: new BatchBuilder(outputs) };
}

const envelope = (row: OutboxRow) => decodeEnvelope(new TextEncoder().encode(row.body));

Deno.test("what a handler asks for is in the batch only once the message is added", () => {
  const { effects, batch } = bench();
  const one = effects();
  one.publish(things, "thing", { n: 1 }, { key: "A" });
  one.write(table, { id: "a" });
  one.remember("k", 1);
  assert.equal(batch.empty, true);
  batch.add(one);
  assert.equal(batch.empty, false);
  const { outbox, rows, state } = batch.build(new Map());
  assert.equal(outbox.length, 1);
  assert.deepEqual(rows.map(({ row }) => row), [{ id: "a" }]);
  assert.deepEqual(state, new Map([["k", 1]]));
});

Deno.test("a message inherits time, correlation and trace from its cause, and names it", () => {
  const { effects, batch } = bench();
  const one = effects();
  const id = one.publish(things, "thing", { n: 1 }, { key: "B" });
  batch.add(one);
  const { payload, ...meta } = envelope(batch.outbox[0]!);
  assert.deepEqual(payload, { n: 1 });
  assert.deepEqual(meta, {
    id,
    type: "thing",
    version: 1,
    at: 10,
    seq: 1,
    key: "B",
    causationId: "cause",
    correlationId: "first",
    traceparent: "00-1",
  });
});

Deno.test("ids follow from the cause: the same in every run, different within it", () => {
  const publishTwice = () => {
    const one = bench().effects();
    return [1, 1].map((n) => one.publish(things, "thing", { n }, { key: "A" }));
  };
  assert.deepEqual(publishTwice(), publishTwice());
  assert.equal(new Set(publishTwice()).size, 2);
});

Deno.test("an id and a time of its own are kept", () => {
  const { effects, batch } = bench();
  const one = effects();
  assert.equal(one.publish(things, "thing", { n: 1 }, { key: "A", id: "mine", at: 12 }), "mine");
  batch.add(one);
  assert.deepEqual([batch.outbox[0]!.messageId, batch.outbox[0]!.at], ["mine", 12]);
});

Deno.test("what comes late is published just after what was promised", () => {
  const { effects, batch } = bench({ atLeast: 16, watermark: 15 });
  const one = effects();
  one.publish(things, "thing", { n: 1 }, { key: "A" });
  batch.add(one);
  assert.equal(batch.outbox[0]!.at, 16);
});

Deno.test("a payload that its stream does not know is refused in one sentence", () => {
  const one = bench().effects();
  const unchecked = one.publish.bind(one) as (...args: unknown[]) => string;
  assert.throws(() => unchecked(things, "thing", { n: "1" }, { key: "A" }), {
    name: "TypeError",
    message: /^maker published a wrong thing on things: n: /,
  });
  assert.throws(() => unchecked(things, "other", {}, { key: "A" }), /does not publish "other"/);
  const elsewhere = { ...things, name: "elsewhere" };
  assert.throws(() => unchecked(elsewhere, "thing", {}, { key: "A" }), /on elsewhere/);
});

Deno.test("a watermark is set by hand only by those who say so, and goes to every output", () => {
  assert.throws(() => bench().effects().watermark(5), /forwards its watermarks/);
  const { effects, batch } = bench({ manual: true });
  const one = effects();
  one.publish(things, "thing", { n: 1 }, { key: "A" });
  one.watermark(10);
  batch.add(one);
  assert.deepEqual(batch.outbox.map(({ stream, type, seq }) => [stream, type, seq]), [
    ["things", "thing", 1],
    ["things", WATERMARK, 2],
    ["others", WATERMARK, 1],
  ]);
});

Deno.test("asking for an outside effect ends the batch", () => {
  const { effects, batch } = bench();
  const one = effects();
  one.perform("pay", { amount: 1 });
  assert.equal(batch.ended, false);
  batch.add(one);
  assert.equal(batch.ended, true);
  assert.deepEqual(batch.requests, [{ name: "pay", request: { amount: 1 }, cause }]);
  const two = bench();
  const ending = two.effects();
  ending.endBatch();
  two.batch.add(ending);
  assert.equal(two.batch.ended, true);
});

Deno.test("a batch tells what each stream gained, and nothing of those that gained nothing", () => {
  const { effects, batch } = bench();
  for (const n of [1, 2]) {
    const one = effects();
    one.publish(things, "thing", { n }, { key: "A" });
    batch.add(one);
  }
  const inputs = new Map([["in", { seq: 4, watermark: 3 }]]);
  const built = batch.build(inputs);
  assert.deepEqual(built.outputs, new Map([["things", { before: 0, seq: 2, watermark: null }]]));
  assert.equal(built.inputs, inputs);
});

Deno.test("the last thing remembered under a key is kept, and null forgets", () => {
  const { effects, batch } = bench();
  for (const value of [1, null, 3]) {
    const one = effects();
    one.remember("k", value);
    one.remember("gone", null);
    batch.add(one);
  }
  assert.deepEqual(batch.state, new Map([["k", 3], ["gone", null]]));
});
