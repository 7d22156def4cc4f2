import assert from "node:assert/strict";
import { COMPRESSORS, utf8 } from "../testing/compress.ts";
import { decodedBody } from "./body.ts";
import type { HttpAnswer } from "./client.ts";

const LIMIT = 100_000;
const text = "news ".repeat(100);

function answer(body: Uint8Array, coding?: string): HttpAnswer {
  const headers: Record<string, string> = coding === undefined
    ? {}
    : { "content-encoding": coding };
  return { url: "http://feeds.example/", status: 200, headers, body };
}

async function decoded(body: Uint8Array, coding?: string): Promise<string> {
  const result = await decodedBody(answer(body, coding), LIMIT);
  return result.ok ? new TextDecoder().decode(result.bytes) : result.failure.code;
}

Deno.test("a body comes out as it went in, whatever compressed it", async () => {
  assert.equal(await decoded(utf8(text)), text);
  assert.equal(await decoded(utf8(text), "identity"), text);
  assert.equal(await decoded(COMPRESSORS.gzip(utf8(text)), "gzip"), text);
  assert.equal(await decoded(COMPRESSORS.gzip(utf8(text)), "X-GZip"), text);
  assert.equal(await decoded(COMPRESSORS.br(utf8(text)), "br"), text);
  assert.equal(await decoded(COMPRESSORS.deflate(utf8(text)), "deflate"), text);
  assert.equal(
    await decoded(COMPRESSORS.raw(utf8(text)), "deflate"),
    text,
    "without zlib's header",
  );
  const twice = COMPRESSORS.br(COMPRESSORS.gzip(utf8(text)));
  assert.equal(await decoded(twice, "gzip, br"), text);
  assert.equal(await decoded(new Uint8Array(0), "gzip"), "");
});

Deno.test("a small body that unpacks to an immense one is given up at the limit", async () => {
  const immense = new Uint8Array(LIMIT * 50);
  for (const coding of ["gzip", "br", "deflate"] as const) {
    const bomb = COMPRESSORS[coding](immense);
    assert.ok(bomb.length < LIMIT / 10);
    assert.equal(await decoded(bomb, coding), "too_large", coding);
  }
  const nested = COMPRESSORS.gzip(COMPRESSORS.gzip(immense));
  assert.equal(await decoded(nested, "gzip, gzip"), "too_large");
});

Deno.test("a body that is cut short, is not what it says, or is wrapped for sport is unreadable", async () => {
  const whole = COMPRESSORS.gzip(utf8(text));
  assert.equal(await decoded(whole.subarray(0, whole.length - 9), "gzip"), "unreadable");
  assert.equal(await decoded(whole.subarray(0, 5), "gzip"), "unreadable");
  assert.equal(await decoded(utf8(text), "gzip"), "unreadable");
  assert.equal(await decoded(utf8(text), "br"), "unreadable");
  assert.equal(await decoded(utf8(text), "zstd"), "unreadable");
  assert.equal(await decoded(utf8(text), "gzip, gzip, gzip"), "unreadable");
});
