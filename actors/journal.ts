import { decodeEnvelope, type Envelope, WATERMARK } from "../runtime/envelope.ts";
import type { Store } from "../runtime/delivery/store.ts";

const PAGE = 1_000;
const encoder = new TextEncoder();

/** Every message that was published on a stream and is retained, in order, watermarks left out. */
export async function* journal(store: Store, stream: string): AsyncGenerator<Envelope> {
  for (let after = 0;;) {
    const rows = await store.outbox(stream, after, PAGE);
    for (const row of rows) {
      after = row.seq;
      if (row.type !== WATERMARK) yield decodeEnvelope(encoder.encode(row.body));
    }
    if (rows.length < PAGE) return;
  }
}
