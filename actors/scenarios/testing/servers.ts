import { hasTestServer, NO_SERVER, startTestServer } from "../../../db/testing.ts";
import { redisForTests, RedisServer } from "../../../runtime/testing/redis_server.ts";
import { skipLoudly } from "../../../runtime/testing/skip.ts";

/** The variables with which a task uses servers. */
export type ServerEnvironment = {
  readonly REDIS_URL: string;
  readonly DATABASE_URL: string;
};

/** The variables with which a task uses nothing but its own files, whatever the tests run under. */
export const NO_SERVERS: ServerEnvironment = { REDIS_URL: "", DATABASE_URL: "" };

/**
 * Registers a test that runs tasks on a Redis of its own and a fresh PostgreSQL database, or says
 * loudly that it is skipped.
 */
export async function testOnServers(
  name: string,
  run: (env: ServerEnvironment, redis: RedisServer) => Promise<void>,
): Promise<void> {
  if (redisForTests().kind !== "private") {
    return skipLoudly(name, "redis", "install redis-server, so that the test can start its own");
  }
  if (!await hasTestServer()) return skipLoudly(name, "postgres", NO_SERVER);
  Deno.test(name, async () => {
    try {
      await onServers(run);
    } catch (error) {
      // What went wrong is the news, and not what could not be cleared away because of it.
      let cause = error;
      while (cause instanceof SuppressedError) cause = cause.suppressed;
      throw cause;
    }
  });
}

async function onServers(run: Parameters<typeof testOnServers>[1]): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const redis = await RedisServer.start();
  resources.defer(() => redis.stop());
  const postgres = await startTestServer();
  resources.defer(() => postgres.stop());
  const database = await postgres.createDatabase();
  resources.defer(() => database.drop());
  await run({ REDIS_URL: redis.url, DATABASE_URL: database.url }, redis);
}
