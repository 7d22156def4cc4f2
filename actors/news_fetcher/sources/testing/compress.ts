import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";

/** Content codings, by the name a server would send; `raw` is what some servers call deflate. */
export const COMPRESSORS = {
  gzip: (bytes: Uint8Array) => bytesOf(gzipSync(bytes)),
  deflate: (bytes: Uint8Array) => bytesOf(deflateSync(bytes)),
  raw: (bytes: Uint8Array) => bytesOf(deflateRawSync(bytes)),
  br: (bytes: Uint8Array) => bytesOf(brotliCompressSync(bytes)),
} as const;

/** Text as UTF-8. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return bytesOf(new TextEncoder().encode(text));
}

/** Bytes in a buffer of their own, as a response takes them. */
export function bytesOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}
