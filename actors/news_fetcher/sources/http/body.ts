import type { Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";
import type { SourceFailure } from "../source.ts";
import { failed, type HttpAnswer } from "./client.ts";

/** Codings one on top of the other; more is a joke on us. */
const CODINGS_MAX = 2;

/** A body as it was before the server compressed it. */
export type BodyResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly failure: SourceFailure };

/**
 * Undoes the content codings of an answer, holding no more than `bytesMax` of what comes out: what
 * is small on the wire may be immense unpacked.
 */
export async function decodedBody(answer: HttpAnswer, bytesMax: number): Promise<BodyResult> {
  const codings = (answer.headers["content-encoding"] ?? "").toLowerCase().split(",")
    .map((coding) => coding.trim()).filter((coding) => coding !== "" && coding !== "identity");
  if (codings.length > CODINGS_MAX) {
    return failed("unreadable", `the answer is compressed ${codings.length} times over`);
  }
  let bytes = answer.body;
  for (const coding of codings.reverse()) {
    // Some servers compress nothing into nothing, without even a header.
    if (bytes.length === 0) break;
    const decoder = decoderOf(coding, bytes);
    if (decoder === null) {
      return failed(
        "unreadable",
        `the answer is compressed by "${coding}", which was not asked for`,
      );
    }
    const result = await unpack(decoder, bytes, bytesMax, coding);
    if (!result.ok) return result;
    bytes = result.bytes;
  }
  return { ok: true, bytes };
}

function decoderOf(coding: string, bytes: Uint8Array): Transform | null {
  if (coding === "gzip" || coding === "x-gzip") return createGunzip();
  if (coding === "br") return createBrotliDecompress();
  if (coding !== "deflate") return null;
  // "deflate" means zlib's format; some servers send it without zlib's header.
  const [first = 0, second = 0] = bytes;
  const isZlib = (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
  return isZlib ? createInflate() : createInflateRaw();
}

function unpack(
  decoder: Transform,
  bytes: Uint8Array,
  bytesMax: number,
  coding: string,
): Promise<BodyResult> {
  const { promise, resolve } = Promise.withResolvers<BodyResult>();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const settle = (result: BodyResult) => {
    decoder.destroy();
    resolve(result);
  };
  decoder.on("data", (chunk: Uint8Array) => {
    length += chunk.length;
    if (length <= bytesMax) chunks.push(chunk);
    else {
      settle(failed("too_large", `the answer unpacks to more than ${bytesMax} bytes, the limit`));
    }
  });
  decoder.on(
    "error",
    (error: Error) =>
      settle(failed("unreadable", `the answer is not whole ${coding}: ${error.message}`)),
  );
  decoder.on("end", () => settle({ ok: true, bytes: join(chunks, length) }));
  decoder.end(bytes);
  return promise;
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
