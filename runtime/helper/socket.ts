/**
 * A socket whose two directions end one at a time: Deno's own streams of a connection close all of
 * it when either ends (measured on 2.9.6).
 */

const CHUNK_BYTES = 65_536;

/** What comes in, until the other side has no more to say. */
export function incoming(connection: Deno.Conn): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from(chunks(connection));
}

async function* chunks(connection: Deno.Conn): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (;;) {
    const buffer = new Uint8Array(CHUNK_BYTES);
    const length = await connection.read(buffer);
    if (length === null) return;
    yield buffer.subarray(0, length);
  }
}

/** Where to write; closing it ends this direction alone. */
export function outgoing(connection: Deno.Conn): WritableStream<Uint8Array> {
  return new WritableStream({
    async write(bytes) {
      let rest = bytes;
      while (rest.length > 0) rest = rest.subarray(await connection.write(rest));
    },
    close: () => connection.closeWrite(),
  });
}

/** Ends both directions; a connection that has ended already stays so. */
export function shut(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
