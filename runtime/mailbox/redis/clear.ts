import { Redis } from "ioredis";
import { checkPrefix } from "./keys.ts";
import { readTarget } from "./target.ts";

/** Keys looked at per question. */
const PAGE = 1_000;

/** Removes every key of an installation: its mailboxes, dead letters and shared state. */
export async function clearRedisMailbox(
  place: { readonly url: string; readonly prefix: string },
): Promise<void> {
  checkPrefix(place.prefix);
  const redis = new Redis({ ...readTarget(place.url).options, maxRetriesPerRequest: 3 });
  try {
    for (const pattern of [`{${place.prefix}:*`, `{${place.prefix}}:*`]) {
      for (let cursor = "0", first = true; first || cursor !== "0"; first = false) {
        const [next, keys] = await redis.scan(cursor, "MATCH", pattern, "COUNT", PAGE);
        cursor = next;
        // One by one: in a cluster they may lie in different slots.
        await Promise.all(keys.map((key) => redis.unlink(key)));
      }
    }
  } finally {
    redis.disconnect();
  }
}
