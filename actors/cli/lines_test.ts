import assert from "node:assert/strict";
import fc from "fast-check";
import { linesOf } from "./lines.ts";

const read = async (pieces: readonly string[], longest = 1_000) =>
  await Array.fromAsync(
    linesOf(ReadableStream.from(pieces), longest, new AbortController().signal),
  );

Deno.test("lines are the same however their text is cut into pieces, and the last needs no end", async () => {
  const line = fc.string({ maxLength: 8 }).map((text) => text.replaceAll(/[\r\n]/g, " "));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 6 }), fc.nat(5), async (lines, size) => {
      const text = lines.join("\n");
      const pieces = text.match(new RegExp(`[^]{1,${size + 1}}`, "g")) ?? [];
      const expected = lines.at(-1) === "" ? lines.slice(0, -1) : lines;
      assert.deepEqual(await read(pieces), expected);
    }),
  );
});

Deno.test("ends of lines as Windows writes them are none of the line; a line without end is cut", async () => {
  assert.deepEqual(await read(["a\r\nb\r\n"]), ["a", "b"]);
  assert.deepEqual(await read(["x".repeat(30), "\ny"], 10), ["x".repeat(10), "y"]);
});

Deno.test("who is told to stop waits for no line", async () => {
  const stop = new AbortController();
  const never = new ReadableStream<string>({ start: (c) => c.enqueue("first\nsecond") });
  const lines = linesOf(never, 100, stop.signal);
  assert.equal((await lines.next()).value, "first");
  const waiting = lines.next();
  stop.abort();
  assert.equal((await waiting).done, true);
});
