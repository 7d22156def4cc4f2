import assert from "node:assert/strict";
import fc from "fast-check";
import { LINE_MAX, lineOf, linesOf, protocolLine } from "./lines.ts";

async function read(...chunks: readonly Uint8Array[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(ReadableStream.from(chunks))) lines.push(line);
  return lines;
}

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("a message is whole, whatever was printed just before it and however it is cut", async () => {
  await fc.assert(fc.asyncProperty(
    fc.string({ unit: "binary" }).filter((text) => !text.includes("\x1e")),
    fc.string({ unit: "binary" }),
    fc.integer({ min: 1, max: 7 }),
    async (printed, said, size) => {
      const all = [...bytes(printed), ...protocolLine({ said }), ...bytes(printed)];
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < all.length; at += size) {
        chunks.push(Uint8Array.from(all.slice(at, at + size)));
      }
      const told = (await read(...chunks)).map(lineOf).filter(({ kind }) => kind === "protocol");
      assert.deepEqual(told.map(({ text }) => JSON.parse(text)), [{ said }]);
    },
  ));
});

Deno.test("a line without end is cut off, and what comes after it is heard", async () => {
  const garbage = new Uint8Array(1 << 20).fill(0xff);
  const lines = await read(...Array.from({ length: 40 }, () => garbage), protocolLine("after"));
  assert.deepEqual(lines.map((line) => line.length), [LINE_MAX, '\x1e"after"'.length]);
  assert.deepEqual(lineOf(lines[1]!), { kind: "protocol", text: '"after"' });
});

Deno.test("empty lines say nothing, and a last line needs no end", async () => {
  assert.deepEqual(await read(bytes("a\n\n\nb"), bytes("c\nd")), ["a", "bc", "d"]);
});
