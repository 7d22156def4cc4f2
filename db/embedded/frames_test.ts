import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { FrameReader, message, MESSAGE_BYTES_MAX, ProtocolViolated, type Unit } from "./frames.ts";

function request(code: number, rest = ""): Uint8Array {
  const bytes = Buffer.alloc(8 + rest.length);
  bytes.writeInt32BE(bytes.length, 0);
  bytes.writeInt32BE(code, 4);
  bytes.write(rest, 8);
  return bytes;
}

const startup = request(196_608, "user\0postgres\0\0");
const parse = (name: string) => message("P", `${name}\0`, "select 1\0", "\0\0");

/** What a unit is, without its bytes. */
function told(unit: Unit): string {
  return unit.kind === "messages"
    ? `${unit.complete ? "sync" : "flush"} ${unit.bytes.length} ${unit.prepares}`
    : unit.kind;
}

function read(bytes: Uint8Array, cuts: readonly number[]): Unit[] {
  const reader = new FrameReader();
  const units: Unit[] = [];
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    units.push(...reader.push(bytes.subarray(from, to)));
    from = to;
  }
  return units;
}

Deno.test("messages up to a Sync, Query or Flush are one unit", () => {
  const pipeline = [parse("a1"), message("D", "Sa1\0"), message("H")];
  const units = read(
    Buffer.concat([
      startup,
      ...pipeline,
      message("B", "\0a1\0"),
      message("E", "\0"),
      message("S"),
      message("Q", "select 1\0"),
      parse(""),
      message("S"),
      message("X"),
    ]),
    [],
  );
  const kinds = units.map((unit) => told(unit).replace(/ \d+/, ""));
  assert.deepEqual(kinds, ["startup", "flush a1", "sync ", "sync ", "sync ", "end"]);
  const [, first] = units;
  assert.ok(first?.kind === "messages");
  assert.deepEqual(Buffer.from(first.bytes), Buffer.concat(pipeline));
});

Deno.test("requests for TLS come before the startup, and a cancellation ends the connection", () => {
  const units = read(Buffer.concat([request(80877103), request(80877104), startup]), []);
  assert.deepEqual(units.map(told), ["tls", "tls", "startup"]);
  assert.deepEqual(read(request(80877102, "12345678"), []).map(told), ["end"]);
});

Deno.test("however the bytes are cut, the units are the same", () => {
  const bytes = Buffer.concat([
    startup,
    parse("one"),
    parse("two"),
    message("S"),
    message("Q", "x".repeat(50), "\0"),
    message("P", "\0", "é\0"),
    message("H"),
  ]);
  const whole = read(bytes, []).map(told);
  const cuts = fc.array(fc.nat(bytes.length), { maxLength: 12 })
    .map((list) => list.sort((a, b) => a - b));
  fc.assert(fc.property(cuts, (list) => assert.deepEqual(read(bytes, list).map(told), whole)));
});

Deno.test("what cannot be a message is refused", () => {
  const tooLong = Buffer.from(message("Q"));
  tooLong.writeInt32BE(MESSAGE_BYTES_MAX + 1, 1);
  assert.throws(() => read(Buffer.concat([startup, tooLong]), []), ProtocolViolated);
  assert.throws(() => read(Buffer.from("GET / HTTP/1.1\r\n\r\n"), []), ProtocolViolated);
});
