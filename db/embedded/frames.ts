/** A part of what a client sent that must reach the database in one piece. */
export type Unit =
  /** The first message of a connection. */
  | { readonly kind: "startup"; readonly bytes: Uint8Array }
  /** The client asks for TLS, which a Unix socket has no use for. */
  | { readonly kind: "tls" }
  /** The client is done, or asks for a cancellation, which one session cannot serve. */
  | { readonly kind: "end" }
  /** Messages up to a Sync, a Query or a Flush. */
  | {
    readonly kind: "messages";
    readonly bytes: Uint8Array;
    /** False after a Flush: the client goes on with the same implicit transaction. */
    readonly complete: boolean;
    /** Names of the statements that the messages prepare. */
    readonly prepares: readonly string[];
  };

/** What came is not PostgreSQL's protocol, or larger than anything we send. */
export class ProtocolViolated extends Error {
  override readonly name = "ProtocolViolated";
}

/** Largest message taken, in bytes. */
export const MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

const TLS_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const ENDS_UNIT = new Set(["S", "H", "Q", "F", "c", "f"]);

/**
 * Cuts a client's bytes (PostgreSQL's protocol, version 3) into units. The embedded database has one
 * session for all clients: messages of one must never come between two of another's unit.
 */
export class FrameReader {
  #buffer: Uint8Array = new Uint8Array(0);
  #offset = 0;
  #started = false;
  #prepares: string[] = [];

  /** Takes bytes as they came and returns the units that are complete now. */
  push(chunk: Uint8Array): Unit[] {
    this.#buffer = this.#buffer.length === 0 ? chunk : concat(this.#buffer, chunk);
    const units: Unit[] = [];
    for (let unit = this.#next(); unit !== null; unit = this.#next()) units.push(unit);
    return units;
  }

  #next(): Unit | null {
    return this.#started ? this.#messages() : this.#startup();
  }

  #startup(): Unit | null {
    if (this.#buffer.length < 8) return null;
    const view = viewOf(this.#buffer);
    const length = checkLength(view.getInt32(0), 8);
    if (this.#buffer.length < length) return null;
    const bytes = this.#cut(length);
    switch (view.getInt32(4)) {
      case TLS_REQUEST:
      case GSS_REQUEST:
        return { kind: "tls" };
      case CANCEL_REQUEST:
        return { kind: "end" };
      default:
        this.#started = true;
        return { kind: "startup", bytes };
    }
  }

  #messages(): Unit | null {
    const view = viewOf(this.#buffer);
    while (this.#buffer.length >= this.#offset + 5) {
      const type = String.fromCharCode(view.getUint8(this.#offset));
      const end = this.#offset + 1 + checkLength(view.getInt32(this.#offset + 1), 4);
      if (this.#buffer.length < end) return null;
      if (type === "P") this.#notePrepared(this.#offset + 5, end);
      this.#offset = end;
      if (type === "X") return { kind: "end" };
      if (!ENDS_UNIT.has(type)) continue;
      const prepares = this.#prepares;
      this.#prepares = [];
      this.#offset = 0;
      return { kind: "messages", bytes: this.#cut(end), complete: type !== "H", prepares };
    }
    return null;
  }

  #notePrepared(from: number, end: number): void {
    const zero = this.#buffer.indexOf(0, from);
    if (zero > from && zero < end) {
      this.#prepares.push(new TextDecoder().decode(this.#buffer.subarray(from, zero)));
    }
  }

  #cut(length: number): Uint8Array {
    const bytes = this.#buffer.slice(0, length);
    this.#buffer = this.#buffer.subarray(length);
    return bytes;
  }
}

function checkLength(length: number, least: number): number {
  if (length >= least && length <= MESSAGE_BYTES_MAX) return length;
  throw new ProtocolViolated(`a message of ${length} bytes was announced`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The bytes of `a` followed by those of `b`. */
export function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

const encoder = new TextEncoder();

/** A message as a client or server sends it: type, length, body. */
export function message(type: string, ...parts: readonly string[]): Uint8Array {
  const body = parts.map((part) => encoder.encode(part));
  const length = body.reduce((sum, part) => sum + part.length, 4);
  const bytes = new Uint8Array(1 + length);
  bytes[0] = type.charCodeAt(0);
  viewOf(bytes).setInt32(1, length);
  let at = 5;
  for (const part of body) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
