import { Buffer } from "node:buffer";
import type { StreamEntry } from "../mailbox.ts";

/** The server answered with a shape that no version known to us sends. */
export class UnexpectedReply extends Error {
  override readonly name = "UnexpectedReply";
}

/** A reply that must be a list. */
export function list(reply: unknown): unknown[] {
  if (Array.isArray(reply)) return reply;
  throw new UnexpectedReply(`the server answered ${typeof reply} where a list belongs`);
}

/** A reply that must be a number. */
export function integer(reply: unknown): number {
  if (typeof reply === "number") return reply;
  const number = Number(text(reply));
  if (Number.isFinite(number)) return number;
  throw new UnexpectedReply("the server answered text where a number belongs");
}

/** A reply that must be text. */
export function text(reply: unknown): string {
  if (typeof reply === "string") return reply;
  return buffer(reply).toString("utf8");
}

/** A reply's bytes, as a plain array that owns no more than a view. */
export function bytes(reply: unknown): Uint8Array {
  const { buffer: memory, byteOffset, length } = buffer(reply);
  return new Uint8Array(memory, byteOffset, length);
}

/** Bytes as a command's argument, without copying. */
export function argument(body: Uint8Array): Buffer {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

/** Splits a flat reply into rows of `width` values. */
export function* rows(reply: unknown, width: number): Generator<unknown[]> {
  const flat = list(reply);
  for (let i = 0; i < flat.length; i += width) yield flat.slice(i, i + width);
}

/** The name and value pairs of a flat reply. */
export function fields(reply: unknown): Map<string, unknown> {
  return new Map([...rows(reply, 2)].map(([name, value]) => [text(name), value]));
}

/** An entry as XRANGE gives it. What a stranger wrote comes as it is, as the scripts give it. */
export function rangeEntry(reply: unknown): StreamEntry {
  const [id, values] = list(reply);
  const seq = Number.parseInt(text(id));
  const known = fields(values);
  if (known.size === 2 && known.has("k") && known.has("b")) {
    return { seq, key: text(known.get("k")), body: bytes(known.get("b")) };
  }
  return { seq, key: "", body: bytes(Buffer.from(list(values).map(text).join(" "))) };
}

function buffer(reply: unknown): Buffer {
  if (Buffer.isBuffer(reply)) return reply;
  throw new UnexpectedReply(`the server answered ${typeof reply} where text belongs`);
}
