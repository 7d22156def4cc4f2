import { Buffer } from "node:buffer";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Redis } from "ioredis";
import { checkPrefix } from "./redis/keys.ts";
import { readTarget } from "./redis/target.ts";

/** A part of the mailboxes, as it lies where they are kept. */
export interface MailboxPart {
  /** Key without its prefix, or name of a file. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Mailboxes that are copied part by part, byte for byte. */
export interface MailboxCopy {
  /** Every part. */
  read(): AsyncIterable<MailboxPart>;
  /** Puts a part where there is none. */
  write(part: MailboxPart): Promise<void>;
  /** Removes everything. */
  clear(): Promise<void>;
  close(): void;
}

/** Keys looked at per question. */
const PAGE = 500;
const FILE = /^[^./\\][^/\\]*\.(stream|state)$/;

/** The mailboxes of an installation on Redis. Their keys come with everything that hangs on them. */
export function redisCopy(url: string, prefix: string): MailboxCopy {
  checkPrefix(prefix);
  const redis = new Redis({ ...readTarget(url).options, maxRetriesPerRequest: 3 });
  const patterns = [`{${prefix}:*`, `{${prefix}}:*`];
  async function* keys(): AsyncGenerator<string> {
    for (const pattern of patterns) {
      for (let cursor = "0", first = true; first || cursor !== "0"; first = false) {
        const [next, found] = await redis.scan(cursor, "MATCH", pattern, "COUNT", PAGE);
        cursor = next;
        yield* found;
      }
    }
  }
  return {
    async *read() {
      // A scan may return a key twice.
      const seen = new Set<string>();
      for await (const key of keys()) {
        if (seen.has(key)) continue;
        seen.add(key);
        const dump = await redis.dumpBuffer(key);
        if (dump !== null) yield { name: key.slice(`{${prefix}`.length), bytes: dump };
      }
    },
    async write({ name, bytes }) {
      await redis.restore(`{${prefix}${name}`, 0, Buffer.from(bytes));
    },
    async clear() {
      for await (const key of keys()) await redis.unlink(key);
    },
    close: () => redis.disconnect(),
  };
}

/** The mailboxes in a folder of SQLite files. Nobody may write to them meanwhile. */
export function sqliteCopy(folder: string): MailboxCopy {
  const names = () => {
    try {
      return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  };
  return {
    async *read() {
      const copy = await Deno.makeTempFile({ prefix: "pitboss-mailbox-" });
      try {
        for (const name of names().filter((name) => FILE.test(name))) {
          await Deno.remove(copy);
          const database = new DatabaseSync(join(folder, name));
          try {
            // What is still in the write-ahead log comes with it.
            database.prepare("vacuum into ?").run(copy);
          } finally {
            database.close();
          }
          yield { name, bytes: await Deno.readFile(copy) };
        }
      } finally {
        await Deno.remove(copy).catch(() => {});
      }
    },
    async write({ name, bytes }) {
      if (!FILE.test(name)) {
        throw new RangeError(`${JSON.stringify(name)} is no file of a mailbox`);
      }
      await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
      await Deno.writeFile(join(folder, name), bytes, { mode: 0o600, createNew: true });
    },
    async clear() {
      for (const name of names()) await Deno.remove(join(folder, name));
    },
    close: () => {},
  };
}
