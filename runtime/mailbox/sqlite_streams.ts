import { join, resolve } from "node:path";
import type { SystemClock } from "../clock/clock.ts";
import { LocalMailbox } from "./local/mailbox.ts";
import { Wakeups } from "./local/wakeups.ts";
import type { Mailbox } from "./mailbox.ts";
import { announce, listen } from "./sqlite/bus.ts";
import { MailboxFileUnusable } from "./sqlite/database.ts";
import { SqliteShared } from "./sqlite/shared.ts";
import { SqliteStream } from "./sqlite/stream.ts";

export { MailboxFileUnusable };

/** Where and how to open. */
export interface SqliteMailboxOptions {
  /** Folder of the stream files; made, with mode 0700, where it is missing. */
  readonly folder: string;
  readonly clock: SystemClock;
  /** First and longest pause between looks for what another process has written. Default 25 and 100. */
  readonly pollMs?: number;
  readonly pollMsMax?: number;
  /** How long a call may wait (and hold up its thread) for another writer of a stream. Default 2 000. */
  readonly busyTimeoutMs?: number;
}

const EXTENSION = ".stream";

/**
 * A mailbox in a folder: one SQLite file per stream, shared by the Workers of a process and by
 * several processes. A killed process loses nothing that was stored; a machine that loses power may
 * lose the last moments of a stream, which its producer then refills.
 *
 * Workers wake each other; other processes look every `pollMs` to `pollMsMax`. Throws
 * {@link MailboxFileUnusable} for a folder or file that cannot be used.
 */
export function openSqliteMailbox(options: SqliteMailboxOptions): Mailbox {
  const { clock, pollMs = 25, pollMsMax = 100, busyTimeoutMs = 2_000 } = options;
  const folder = resolve(options.folder);
  makeFolder(folder);

  const wakeups = new Wakeups(clock);
  const hear = (stream: string) => wakeups.notify(stream);
  const stopHearing = listen(folder, hear);

  const streams = new Map<string, SqliteStream>();
  const stream = (name: string) => {
    let opened = streams.get(name);
    if (opened === undefined) {
      opened = SqliteStream.open(name, join(folder, fileName(name)), busyTimeoutMs);
      streams.set(name, opened);
    }
    return opened;
  };
  let shared: SqliteShared | undefined;

  return new LocalMailbox(clock, {
    stream,
    streamNames: () => {
      const files = [...Deno.readDirSync(folder)].map(({ name }) => name);
      return files.filter((file) => file.endsWith(EXTENSION)).map(streamName).sort();
    },
    get shared() {
      return shared ??= SqliteShared.open(join(folder, "shared.state"), clock, busyTimeoutMs);
    },
    announce: (stream) => announce(folder, stream, hear),
    lookAgainMs: (looks) => Math.min(pollMs * 2 ** looks, pollMsMax),
    close: () => {
      stopHearing();
      shared?.close();
      for (const each of streams.values()) each.close();
    },
  }, wakeups);
}

function makeFolder(folder: string): void {
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MailboxFileUnusable(folder, why, { cause });
  }
}

/** A file name that is safe, and distinct, on every file system, also where case does not count. */
function fileName(stream: string): string {
  const escape = (character: string) => `%${character.charCodeAt(0).toString(16)}`;
  return stream.replace(/[A-Z:]/g, escape) + EXTENSION;
}

function streamName(file: string): string {
  return decodeURIComponent(file.slice(0, -EXTENSION.length));
}
