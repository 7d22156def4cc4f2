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

/** A message as a line of the protocol. JSON knows no NaN: a log's field becomes null. */
export function protocolLine(message: unknown): Uint8Array {
  return encoder.encode(`${MARK}${JSON.stringify(message)}\n`);
}

/** Tells apart what a line is. */
export function lineOf(text: string): Line {
  return text.startsWith(MARK)
    ? { kind: "protocol", text: text.slice(MARK.length) }
    : { kind: "printed", text };
}

/** The lines of a pipe until it ends; a last one without an end of line too. Bytes that are no UTF-8 are replaced. */
export async function* linesOf(pipe: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of pipe) {
    rest += decoder.decode(bytes, { stream: true });
    let from = 0;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", from)) {
      yield rest.slice(from, Math.min(end, from + LINE_MAX));
      from = end + 1;
    }
    rest = rest.slice(from, from + LINE_MAX);
  }
  if (rest !== "") yield rest;
}
