import { integer } from "./replies.ts";
import type { Keys } from "./keys.ts";
import type { Commands, Link } from "./link.ts";
import { LAST } from "./lua_stream.ts";

/**
 * The longest single wait on the server. Between two, a consumer looks for what a blocking read
 * does not announce (a replay, an entry that another consumer gave up), and a server that is gone
 * is noticed soon.
 */
export const POLL_MS = 250;

/** Where to wait for new entries. */
export interface Cursor {
  readonly stream: string;
  /** Entries with a higher seq are new. */
  readonly after: number;
}

/**
 * Lets the connection wait until one of the streams has an entry after its cursor. True when there
 * may be one, false after `ms`. Reads without a group: a wait whose answer is lost has taken nothing.
 */
export async function readBlocking(
  commands: Commands,
  keys: Keys,
  cursors: readonly Cursor[],
  ms: number,
): Promise<boolean> {
  const reply = await commands.call(
    "XREAD",
    ...["COUNT", 1, "BLOCK", Math.max(1, Math.ceil(ms)), "STREAMS"],
    ...cursors.map(({ stream }) => keys.entries(stream)),
    ...cursors.map(({ after }) => `${after}-0`),
  );
  return reply !== null;
}

/** Where several streams end, in one round trip. */
export async function ends(
  link: Link,
  keys: Keys,
  streams: readonly string[],
): Promise<Cursor[]> {
  const replies = await link.send(
    (commands) =>
      Promise.all(streams.map((stream) => commands.run(LAST, [keys.entries(stream)], []))),
    { repeatable: true },
  );
  return streams.map((stream, i) => ({ stream, after: integer(replies[i]) }));
}
