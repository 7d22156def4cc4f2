import { integer, list } from "./replies.ts";
import type { Keys } from "./keys.ts";
import type { Link } from "./link.ts";
import { LAST } from "./lua_stream.ts";

/**
 * The longest single wait on the server. Between two, a consumer looks for what a blocking read
 * does not announce (a replay, an entry that another consumer gave up), and a server that is gone
 * is noticed soon.
 */
export const POLL_MS = 250;

/**
 * Waits on a connection of its own until one of the streams has an entry after its cursor. True when
 * there may be one; false after `ms`, and when `signal` aborts. Reads without a group: a wait
 * whose answer is lost has taken nothing.
 */
export async function waitForEntries(
  link: Link,
  keys: Keys,
  cursors: ReadonlyMap<string, number>,
  ms: number,
  signal?: AbortSignal,
): Promise<boolean> {
  if (signal?.aborted) return false;
  const blockMs = Math.max(1, Math.ceil(Math.min(ms, POLL_MS)));
  try {
    const reply = await link.send(
      (commands) =>
        commands.call(
          "XREAD",
          ...["COUNT", 1, "BLOCK", blockMs, "STREAMS"],
          ...[...cursors.keys()].map((stream) => keys.entries(stream)),
          ...[...cursors.values()].map((seq) => `${seq}-0`),
        ),
      { repeatable: true, blockMs, signal },
    );
    return reply !== null;
  } catch (error) {
    if (signal?.aborted) return false;
    throw error;
  }
}

/** The last seqs of several streams, in one round trip. */
export async function lastSeqs(
  link: Link,
  keys: Keys,
  streams: readonly string[],
): Promise<Map<string, number>> {
  const replies = await link.send(
    (commands) =>
      Promise.all(streams.map((stream) => commands.run(LAST, [keys.entries(stream)], []))),
    { repeatable: true },
  );
  return new Map(list(replies).map((reply, i) => [streams[i] ?? "", integer(reply)]));
}
