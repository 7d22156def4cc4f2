import { join } from "node:path";
import { Redis } from "ioredis";
import { randomId } from "../../../runtime/clock/system.ts";
import {
  benchMailbox,
  type MailboxBench,
  type MailboxBenchResult,
} from "../../../runtime/mailbox/bench.ts";
import { benchRawRedis } from "../../../runtime/mailbox/redis/bench_baseline.ts";
import { openRedisMailbox } from "../../../runtime/mailbox/redis_streams.ts";
import { openSqliteMailbox } from "../../../runtime/mailbox/sqlite_streams.ts";
import { redisForTests, RedisServer } from "../../../runtime/testing/redis_server.ts";
import type { BenchContext, BenchGroup } from "./group.ts";
import { type BenchCase, measureInterleaved } from "./measure.ts";

const BYTES = 400;
const MESSAGES: ReadonlyMap<number, number> = new Map([[1, 2_000], [64, 19_200]]);

/** Both mailboxes beside plain ioredis: the same payload, batches and rounds. */
export const mailboxGroup: BenchGroup = {
  name: "mailbox",
  summary: "SQLite and Redis mailboxes beside plain ioredis, one by one and in batches of 64",
  async run(context) {
    const folder = await Deno.makeTempDir({ prefix: "pitboss-bench-" });
    const redis = await redisFor(context);
    try {
      const cases = [...MESSAGES].flatMap(([batch, messages]) => [
        ...redis === null ? [] : [
          benchCase("plain ioredis", batch, messages, context, (bench) => {
            return benchRawRedis(redis.url, {
              ...bench,
              stream: `${redis.prefix}:${bench.stream}`,
            });
          }),
          benchCase("Redis mailbox", batch, messages, context, (bench) => {
            const { url, prefix } = redis;
            return benchMailbox(() => openRedisMailbox({ url, prefix, clock: bench.clock }), bench);
          }),
        ],
        benchCase("SQLite mailbox", batch, messages, context, (bench) => {
          const own = join(folder, bench.stream.replaceAll(":", "-"));
          return benchMailbox(() => openSqliteMailbox({ folder: own, clock: bench.clock }), bench);
        }),
      ]);
      return await measureInterleaved(cases, { ...context, warmup: 1 });
    } finally {
      await redis?.close();
      await Deno.remove(folder, { recursive: true });
    }
  },
};

function benchCase(
  name: string,
  batch: number,
  messages: number,
  { clock }: BenchContext,
  run: (bench: Required<MailboxBench>) => Promise<MailboxBenchResult>,
): BenchCase {
  let rounds = 0;
  return {
    name: `${name}, ${batch === 1 ? "one by one" : `batches of ${batch}`}`,
    params: { batch, messages, bytes: BYTES },
    async run() {
      // A stream that has never been used, every time.
      const stream = `bench:${batch}:${rounds++}`;
      const figures = await run({ clock, batch, messages, bytes: BYTES, stream });
      return [
        { name: "rate", unit: "messages/s", value: figures.perSecond },
        { name: "p50", unit: "ms", value: figures.p50Ms },
        { name: "p99", unit: "ms", value: figures.p99Ms },
      ];
    },
  };
}

interface BenchRedis {
  readonly url: string;
  readonly prefix: string;
  close(): Promise<void>;
}

/** The server of REDIS_URL, or one of our own that writes to disk every second; null without both. */
async function redisFor({ settings, note }: BenchContext): Promise<BenchRedis | null> {
  const prefix = `bench-${randomId()}`;
  const given = settings.redisUrl;
  if (given !== undefined) return { url: given, prefix, close: () => removeKeys(given, prefix) };
  if (redisForTests().kind !== "private") {
    note("Redis is not measured: install redis-server or set REDIS_URL.");
    return null;
  }
  const server = await RedisServer.start();
  await withRedis(server.url, (redis) => redis.config("SET", "appendfsync", "everysec"));
  return { url: server.url, prefix, close: () => server.stop() };
}

function removeKeys(url: string, prefix: string): Promise<void> {
  return withRedis(url, async (redis) => {
    for await (const keys of redis.scanStream({ match: `*${prefix}*`, count: 1_000 })) {
      if (keys.length > 0) await redis.unlink(...keys);
    }
  });
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
