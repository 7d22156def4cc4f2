/**
 * The lines of a text that comes in pieces, without their ends, until it ends or the signal aborts.
 *
 * @param longest units from which on a line is cut: whoever reads says that it is too long
 */
export async function* linesOf(
  pieces: ReadableStream<string>,
  longest: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const reader = pieces.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  let rest = "";
  try {
    while (!signal.aborted) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split(/\r?\n/);
      rest = lines.pop()!.slice(0, longest);
      for (const line of lines) yield line.slice(0, longest);
    }
    if (rest !== "" && !signal.aborted) yield rest;
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}
