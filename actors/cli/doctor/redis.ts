import { Redis } from "ioredis";
import { readTarget } from "../../../runtime/mailbox/redis/target.ts";
import { redactUrls } from "../../../runtime/telemetry/redact.ts";
import { fault, type Finding, ok, said, warning } from "./finding.ts";
import { ANSWER_MS, type World } from "./world.ts";

/** What is asked of a Redis. */
export interface RedisFacts {
  readonly version: string;
  readonly appendOnly: boolean;
  /** Whether the last write of the append-only file succeeded. */
  readonly appends: boolean;
  readonly evictionPolicy: string;
  readonly usedBytes: number;
  /** 0: no bound. */
  readonly boundBytes: number;
  readonly isReplica: boolean;
}

/** Oldest Redis that has every command that the mailboxes use. */
const OLDEST = 7;
/** Share of its memory from which on more is needed. */
const FULL = 0.8;

/** The Redis of the settings; nothing where none is set. */
export async function checkRedis({ settings }: World): Promise<Finding[]> {
  const { redisUrl } = settings;
  if (redisUrl === undefined) return [ok("redis", "Not used: mailboxes are files.")];
  try {
    return judgeRedis(await factsOf(redisUrl));
  } catch (error) {
    const why = said(error);
    if (/NOAUTH|WRONGPASS|NOPERM/.test(why)) {
      const mend = "put the user and password into REDIS_URL: redis://user:password@host:port";
      return [fault("redis", `Redis refuses us: ${why}`, mend)];
    }
    const where = redactUrls(redisUrl);
    const mend = "start it (redis-server --appendonly yes), or set REDIS_URL to where it runs";
    return [fault("redis", `${where} cannot be used: ${why}`, mend)];
  }
}

/** What is wrong with a Redis of which this is known. */
export function judgeRedis(facts: RedisFacts): Finding[] {
  const { version, appendOnly, appends, evictionPolicy, usedBytes, boundBytes, isReplica } = facts;
  const findings: Finding[] = [];
  const major = Number(version.split(".")[0]);
  findings.push(
    major >= OLDEST ? ok("redis version", `Redis ${version}`) : fault(
      "redis version",
      `Redis ${version} lacks commands that the mailboxes use.`,
      `install Redis ${OLDEST} or newer`,
    ),
  );
  if (isReplica) {
    const mend = "set REDIS_URL to the primary";
    findings.push(fault("redis role", "It is a replica, which takes no writes.", mend));
  }
  if (!appendOnly) {
    const found =
      "It keeps no append-only file: a restart loses what has not been consumed, which " +
      "has to be published again from the database.";
    findings.push(fault("redis persistence", found, "redis-cli CONFIG SET appendonly yes"));
  } else if (!appends) {
    const mend = "see its log; free space on its disk";
    findings.push(fault("redis persistence", "Its last append to disk failed.", mend));
  } else findings.push(ok("redis persistence", "append-only file"));
  if (evictionPolicy !== "noeviction") {
    const found = `Its maxmemory-policy is ${evictionPolicy}: messages nobody has read may vanish.`;
    const mend = "redis-cli CONFIG SET maxmemory-policy noeviction";
    findings.push(fault("redis eviction", found, mend));
  } else findings.push(ok("redis eviction", "noeviction"));
  if (boundBytes > 0 && usedBytes > FULL * boundBytes) {
    const share = Math.round(100 * usedBytes / boundBytes);
    const found = `It uses ${share} % of its memory; at 100 % all publishing waits.`;
    const mend = "redis-cli CONFIG SET maxmemory to more; deno task dlq list shows what lies there";
    findings.push(fault("redis memory", found, mend));
  } else if (boundBytes === 0) {
    const mend = "redis-cli CONFIG SET maxmemory 512mb";
    findings.push(warning("redis memory", "It has no bound: it may use all of the machine.", mend));
  } else findings.push(ok("redis memory", `bound of ${Math.round(boundBytes / 1e6)} MB`));
  return findings;
}

async function factsOf(url: string): Promise<RedisFacts> {
  const redis = new Redis({
    ...readTarget(url).options,
    lazyConnect: true,
    connectTimeout: ANSWER_MS,
    commandTimeout: ANSWER_MS,
    retryStrategy: null,
    enableOfflineQueue: false,
  });
  let broke: Error | null = null;
  redis.on("error", (error: Error) => broke = error);
  try {
    await redis.connect();
    const info = new Map(
      (await redis.info()).split("\r\n").map((line) => {
        const at = line.indexOf(":");
        return [line.slice(0, at), line.slice(at + 1)] as const;
      }),
    );
    return {
      version: info.get("redis_version") ?? "0",
      appendOnly: info.get("aof_enabled") === "1",
      appends: info.get("aof_last_write_status") === "ok",
      evictionPolicy: info.get("maxmemory_policy") ?? "unknown",
      usedBytes: Number(info.get("used_memory") ?? 0),
      boundBytes: Number(info.get("maxmemory") ?? 0),
      isReplica: info.get("role") === "slave",
    };
  } catch (error) {
    throw broke ?? error;
  } finally {
    redis.disconnect();
  }
}
