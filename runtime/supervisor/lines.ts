/**
 * Lines of text on a pipe between a supervisor and a child process. A line that belongs to the
 * protocol begins with the record separator of RFC 7464, so that whatever else a program prints on
 * the same pipe can be told apart and breaks nothing.
 */

/** Begins every line of the protocol: ASCII RS. */
const MARK = "\x1e";
/** Longest line that is read whole, in characters; what lies beyond is cut off. */
export const LINE_MAX = 8_388_608;

/** A line as it came: one of the protocol, or something that was printed. */
export type Line =
  | { readonly kind: "protocol"; readonly text: string }
  | { readonly kind: "printed"; readonly text: string };

const encoder = new TextEncoder();

/**
 * A message as a line of the protocol. JSON knows no NaN: a log's field becomes null. It begins with
 * a line feed of its own: a progress bar may have printed half a line just before.
 */
export function protocolLine(message: unknown): Uint8Array {
  return encoder.encode(`\n${MARK}${JSON.stringify(message)}\n`);
}

/** Tells apart what a line is. */
export function lineOf(text: string): Line {
  return text.startsWith(MARK)
    ? { kind: "protocol", text: text.slice(MARK.length) }
    : { kind: "printed", text };
}

/**
 * The lines of a pipe until it ends, without empty ones; a last one without an end of line too.
 * Bytes that are no UTF-8 are replaced. Takes time in proportion to what comes, whatever comes: a
 * supervisor must not be held up by a child that prints without end.
 */
export async function* linesOf(pipe: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let length = 0;
  const add = (text: string) => {
    const kept = text.slice(0, LINE_MAX - length);
    if (kept === "") return;
    pieces.push(kept);
    length += kept.length;
  };
  const take = () => {
    const line = pieces.join("");
    pieces = [];
    length = 0;
    return line;
  };
  for await (const bytes of pipe) {
    const [first, ...others] = decoder.decode(bytes, { stream: true }).split("\n");
    add(first!);
    for (const text of others) {
      if (length > 0) yield take();
      add(text);
    }
  }
  if (length > 0) yield take();
}
