import { decodeEnvelope, WATERMARK } from "../../../runtime/envelope.ts";
import type { Mailbox } from "../../../runtime/mailbox/mailbox.ts";

/** Most new entries of a stream that are looked at; more than that are taken for messages. */
const LOOKED_AT = 64;

/** What came to a stream: nothing, promises about time alone, or messages. */
export type News = "nothing" | "watermarks" | "messages";

/** Looks at streams without a group: it never holds a trim. */
export class Notice {
  readonly #seen = new Map<string, number>();

  constructor(private readonly mailbox: Pick<Mailbox, "lastSeq" | "read">) {}

  /** What came to the stream since it was looked at last; the first time, anything may have. */
  async look(stream: string): Promise<News> {
    const last = await this.mailbox.lastSeq(stream);
    const seen = this.#seen.get(stream);
    this.#seen.set(stream, last);
    // A mailbox that lost its entries numbers them from the beginning again.
    if (last === seen) return "nothing";
    if (seen === undefined || last < seen || last - seen > LOOKED_AT) return "messages";
    const entries = await this.mailbox.read(stream, seen, LOOKED_AT);
    return entries.every(({ body }) => isWatermark(body)) ? "watermarks" : "messages";
  }
}

function isWatermark(body: Uint8Array): boolean {
  try {
    return decodeEnvelope(body).type === WATERMARK;
  } catch {
    return false; // its consumer will dead-letter it; here it is a reason to look
  }
}
