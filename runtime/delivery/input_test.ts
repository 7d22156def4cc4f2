import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { defineStream } from "../stream.ts";
import { deliveryOf, watermarkOf } from "../testing/messages.ts";
import { Input } from "./input.ts";

const stream = defineStream({ name: "things", rank: 2, types: { thing: z.number() } });
const commands = defineStream({
  name: "commands",
  rank: 0,
  types: { thing: z.number() },
  producers: "many",
});

const thing = (seq: number, at: number, payload = seq) =>
  deliveryOf("things", { seq, at, payload, key: "A" });
const watermark = (seq: number, at: number) => watermarkOf("things", seq, at);

Deno.test("a message waits in the queue with its place in the order", () => {
  const input = new Input(stream, undefined);
  assert.deepEqual(input.accept(thing(1, 10)), { kind: "queued" });
  assert.deepEqual(input.mergeInput, {
    stream: "things",
    rank: 2,
    head: { at: 10, rank: 2, key: "A", seq: 1 },
    watermark: null,
  });
  assert.deepEqual(input.position, { seq: 0, watermark: null });
});

Deno.test("taking the head moves the position", () => {
  const input = new Input(stream, undefined);
  input.accept(thing(1, 10));
  input.accept(thing(2, 12));
  assert.equal(input.take().envelope.payload, 1);
  assert.deepEqual(input.position, { seq: 1, watermark: null });
  assert.equal(input.head?.delivery.seq, 2);
});

Deno.test("taking from an empty input is a defect", () => {
  assert.throws(() => new Input(stream, undefined).take(), /no message to take/);
});

Deno.test("a watermark takes effect at its place in the queue, not when it arrives", () => {
  const input = new Input(stream, undefined);
  input.accept(thing(1, 10));
  input.accept(watermark(2, 10));
  input.accept(thing(3, 11));
  assert.equal(input.position.watermark, null);
  assert.deepEqual(input.takeSettled(), []);
  input.take();
  assert.deepEqual(input.position, { seq: 2, watermark: 10 });
  assert.equal(input.head?.delivery.seq, 3);
  assert.deepEqual(input.takeSettled().map(({ seq }) => seq), [2]);
  assert.deepEqual(input.takeSettled(), [], "they are handed out once");
});

Deno.test("a watermark with nothing before it takes effect at once", () => {
  const input = new Input(stream, undefined);
  input.accept(watermark(1, 10));
  assert.deepEqual(input.position, { seq: 1, watermark: 10 });
});

Deno.test("a watermark never goes back", () => {
  const input = new Input(stream, { seq: 4, watermark: 20 });
  input.accept(watermark(5, 15));
  assert.deepEqual(input.position, { seq: 5, watermark: 20 });
});

Deno.test("what was handled before is a stray, and its watermarks are only acknowledged", () => {
  const input = new Input(stream, { seq: 4, watermark: 20 });
  const stray = input.accept(thing(3, 18));
  assert.equal(stray.kind, "stray");
  assert.deepEqual(input.accept(watermark(4, 20)), { kind: "queued" });
  assert.deepEqual(input.takeSettled().map(({ seq }) => seq), [4]);
  assert.equal(input.length, 0);
});

Deno.test("a repeat of what is queued replaces it", () => {
  const input = new Input(stream, undefined);
  input.accept(thing(1, 10));
  input.accept(thing(2, 11));
  const again = { ...thing(1, 10), redelivered: true };
  input.accept(again);
  assert.equal(input.length, 2);
  assert.equal(input.take().delivery, again);
  assert.equal(input.take().delivery.seq, 2);
});

Deno.test("a redelivery that comes late takes its place by number", () => {
  const input = new Input(stream, undefined);
  for (const seq of [2, 5, 1, 4, 3]) input.accept(thing(seq, 10 + seq));
  assert.deepEqual([1, 2, 3, 4, 5].map(() => input.take().delivery.seq), [1, 2, 3, 4, 5]);
});

Deno.test("a stream with many producers has no part in the merge", () => {
  const input = new Input(commands, undefined);
  assert.equal(input.merged, false);
  assert.equal(input.accept(deliveryOf("commands", { seq: 1, at: 5, payload: 1 })).kind, "stray");
  assert.equal(input.length, 0);
});

const encoder = new TextEncoder();
const unreadable: [string, Uint8Array, RegExp][] = [
  ["bytes that are not UTF-8", new Uint8Array([0xff, 0xfe]), /not UTF-8 JSON/],
  ["bytes that are not JSON", encoder.encode("{"), /not UTF-8 JSON/],
  ["JSON that is no envelope", encoder.encode('{"id":"x"}'), /not an envelope: type/],
  [
    "an unknown message type",
    deliveryOf("things", { seq: 1, at: 1, type: "other" }).body,
    /carries no message type "other"/,
  ],
  [
    "an unknown version",
    deliveryOf("things", { seq: 1, at: 1, payload: 1, version: 7 }).body,
    /version 7 of things is not known here; this is version 1/,
  ],
  [
    "a payload that its schema refuses",
    deliveryOf("things", { seq: 1, at: 1, payload: "one" }).body,
    /thing of things: payload: /,
  ],
];
for (const [what, body, reason] of unreadable) {
  Deno.test(`${what} cannot be read, and moves nothing`, () => {
    const input = new Input(stream, undefined);
    const arrival = input.accept({ ...thing(1, 1), body });
    assert.equal(arrival.kind, "unreadable");
    assert.match(arrival.kind === "unreadable" ? arrival.reason : "", reason);
    assert.equal(input.peek(body), null);
    assert.equal(input.length, 0);
    assert.deepEqual(input.position, { seq: 0, watermark: null });
  });
}

Deno.test("whatever is repeated and delayed, every message is taken once and in order", () => {
  const arrivals = fc.tuple(fc.integer({ min: 1, max: 15 }), fc.array(fc.nat(14)));
  fc.assert(
    fc.property(arrivals, fc.func(fc.boolean()), ([count, order], takes) => {
      const input = new Input(stream, undefined);
      const taken: number[] = [];
      const all = Array.from({ length: count }, (_, i) => i + 1);
      const strays: number[] = [];
      let next = 1;
      // In order of number, as a mailbox delivers, with repeats of what was delivered.
      for (const pick of [...order, ...all]) {
        const seq = next <= count && pick % 2 === 0 ? next++ : 1 + pick % Math.max(1, next - 1);
        if (seq >= next) continue;
        if (input.accept(thing(seq, seq)).kind === "stray") strays.push(seq);
        if (input.length > 0 && takes(seq, taken.length)) taken.push(input.take().delivery.seq);
      }
      while (input.length > 0) taken.push(input.take().delivery.seq);
      assert.deepEqual(taken, all.slice(0, next - 1));
      for (const seq of strays) assert.ok(taken.includes(seq));
    }),
  );
});
