import { systemClock } from "../clock/system.ts";
import { redisForTests, RedisServer } from "../testing/redis_server.ts";
import { skipLoudly } from "../testing/skip.ts";
import { type MailboxHarness, testMailboxContract } from "./contract.ts";
import { clearRedisMailbox } from "./redis/clear.ts";
import { openRedisMailbox } from "./redis_streams.ts";

let cases = 0;

/** Each case gets keys of its own on one server: starting a server for each would take minutes. */
function harness(url: string, restart?: () => Promise<void>): MailboxHarness {
  const prefix = `test-${Deno.pid}-${cases++}`;
  return {
    open: ({ clock = systemClock } = {}) => openRedisMailbox({ url, prefix, clock }),
    clock: systemClock,
    passTime: (ms) => systemClock.sleep(ms),
    claimAfterMs: 150,
    ...(restart && { restart }),
    close: () => clearRedisMailbox({ url, prefix }),
  };
}

const redis = redisForTests();
switch (redis.kind) {
  case "private": {
    let server: RedisServer;
    Deno.test.beforeAll(async () => {
      server = await RedisServer.start();
    });
    Deno.test.afterAll(() => server.stop());
    testMailboxContract("Redis Streams", () => harness(server.url, () => server.restart()));
    break;
  }
  case "given":
    testMailboxContract("Redis Streams", () => harness(redis.url));
    break;
  case "none":
    skipLoudly(
      "Redis Streams: the mailbox contract",
      "redis",
      "install redis-server or set REDIS_URL",
    );
}
