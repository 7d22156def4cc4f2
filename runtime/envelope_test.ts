import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeEnvelope,
  encodeEnvelope,
  type Envelope,
  ENVELOPE_BYTES_MAX,
  UnreadableEnvelope,
} from "./envelope.ts";

const plain: Envelope = {
  id: "id",
  type: "bar",
  version: 1,
  at: 0,
  seq: 1,
  key: "AAPL",
  causationId: null,
  correlationId: "id",
  traceparent: null,
  payload: { close: 1.5 },
};

Deno.test("any envelope comes back as it was sent", () => {
  const text = fc.string({ minLength: 1, maxLength: 64, unit: "grapheme" });
  const envelopes: fc.Arbitrary<Envelope> = fc.record({
    id: text,
    type: text,
    version: fc.integer({ min: 1 }),
    at: fc.maxSafeInteger(),
    seq: fc.maxSafeNat(),
    key: fc.string({ maxLength: 64 }),
    causationId: fc.option(text),
    correlationId: text,
    traceparent: fc.option(fc.string({ maxLength: 64 })),
    payload: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
  }, { noNullPrototype: true });
  fc.assert(
    fc.property(envelopes, (envelope) => {
      assert.deepEqual(decodeEnvelope(encodeEnvelope(envelope)), envelope);
    }),
  );
});

Deno.test("any bytes are an envelope or unreadable, and nothing else happens", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.json().map((json) => encode(json))), (bytes) => {
      try {
        decodeEnvelope(bytes);
      } catch (error) {
        assert.ok(error instanceof UnreadableEnvelope);
      }
    }),
  );
});

const broken: [string, unknown, RegExp][] = [
  ["a part is missing", { ...plain, at: undefined }, /at: /],
  ["a part is too much", { ...plain, extra: 1 }, /extra/],
  ["the time is no whole number", { ...plain, at: 1.5 }, /at: /],
  ["the version is zero", { ...plain, version: 0 }, /version: /],
  ["the number is negative", { ...plain, seq: -1 }, /seq: /],
  ["the id is empty", { ...plain, id: "" }, /id: /],
  ["it is a list", [], /value: /],
];
for (const [what, value, reason] of broken) {
  Deno.test(`an entry is unreadable when ${what}, and the reason says so`, () => {
    assert.throws(() => decodeEnvelope(encode(JSON.stringify(value))), (error: Error) => {
      assert.ok(error instanceof UnreadableEnvelope);
      assert.match(error.message, reason);
      return true;
    });
  });
}

Deno.test("an envelope that is too large is a defect of its producer", () => {
  const fits = { ...plain, payload: "x".repeat(ENVELOPE_BYTES_MAX - 200) };
  assert.ok(encodeEnvelope(fits).length <= ENVELOPE_BYTES_MAX);
  const tooLarge = { ...plain, payload: "x".repeat(ENVELOPE_BYTES_MAX) };
  assert.throws(() => encodeEnvelope(tooLarge), /at most 1048576 bytes/);
  const tooLargeInBytes = { ...plain, payload: "\u20ac".repeat(ENVELOPE_BYTES_MAX / 2) };
  assert.throws(() => encodeEnvelope(tooLargeInBytes), RangeError);
});

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
