import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { decodeEnvelope, WATERMARK } from "../envelope.ts";
import { defineStream } from "../stream.ts";
import { Output } from "./output.ts";

const stream = defineStream({ name: "out", rank: 1, version: 3, types: { thing: z.number() } });

function message(at: number, id = `m${at}`) {
  return {
    id,
    type: "thing",
    at,
    key: "A",
    causationId: "cause",
    correlationId: "first",
    traceparent: null,
    payload: at,
  };
}

const decode = (body: string) => decodeEnvelope(new TextEncoder().encode(body));

Deno.test("messages are numbered without gaps, watermarks among them", () => {
  const output = new Output(stream, undefined);
  const rows = [output.row(message(1)), output.promise(1)!, output.row(message(2))];
  assert.deepEqual(rows.map(({ seq, type, at }) => [seq, type, at]), [
    [1, "thing", 1],
    [2, WATERMARK, 1],
    [3, "thing", 2],
  ]);
});

Deno.test("a row's body is the envelope, with the stream's version and the row's number", () => {
  const row = new Output(stream, { seq: 6, watermark: null }).row(message(4));
  assert.deepEqual(decode(row.body), { ...message(4), version: 3, seq: 7 });
  assert.deepEqual([row.messageId, row.key, row.stream], ["m4", "A", "out"]);
});

Deno.test("a message that is not later than what was promised is refused", () => {
  const output = new Output(stream, { seq: 5, watermark: 10 });
  assert.throws(() => output.row(message(10)), /was promised to be complete/);
  assert.equal(output.row(message(11)).seq, 6, "nothing was numbered by the refused one");
});

Deno.test("a promise that says nothing new is not published", () => {
  const output = new Output(stream, { seq: 5, watermark: 10 });
  assert.equal(output.promise(10), null);
  assert.equal(output.promise(9), null);
  assert.equal(output.change, null);
  assert.equal(output.promise(11)!.seq, 6);
});

Deno.test("the same promise has the same id in every run", () => {
  const [one, two] = [0, 7].map((seq) => new Output(stream, { seq, watermark: null }).promise(5)!);
  assert.equal(one!.messageId, two!.messageId);
});

Deno.test("a change tells where the batch began and where it ends", () => {
  const output = new Output(stream, { seq: 5, watermark: 1 });
  assert.equal(output.change, null);
  output.row(message(2));
  output.promise(2);
  assert.deepEqual(output.change, { before: 5, seq: 7, watermark: 2 });
  output.commit();
  assert.equal(output.change, null);
  output.row(message(3));
  assert.deepEqual(output.change, { before: 7, seq: 8, watermark: 2 });
});

Deno.test("a stream with many producers is not for the outbox", () => {
  const many = defineStream({ name: "many", rank: 0, types: {}, producers: "many" });
  assert.throws(() => new Output(many, undefined), /many producers/);
});

Deno.test("whatever is published and promised, every message is later than every earlier promise", () => {
  const step = fc.record({ at: fc.nat(40), promise: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const output = new Output(stream, undefined);
      let promised = -1;
      let last = 0;
      for (const { at, promise } of steps) {
        let row;
        try {
          row = promise ? output.promise(at) : output.row(message(at));
        } catch (error) {
          assert.ok(error instanceof RangeError && at <= promised);
          continue;
        }
        if (row === null) continue;
        assert.equal(row.seq, ++last);
        assert.ok(row.at > promised);
        if (promise) promised = at;
      }
    }),
  );
});
