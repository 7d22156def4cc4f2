import type { RedisOptions } from "ioredis";

/** Where the server is. */
export interface Target {
  readonly options: Pick<
    RedisOptions,
    "host" | "port" | "db" | "username" | "password" | "tls"
  >;
  /** Host and port, for messages: no secrets. */
  readonly label: string;
}

/** Reads `redis://[user:password@]host[:port][/db]` or `rediss://…`. Throws a RangeError. */
export function readTarget(url: string): Target {
  const refuse = (why: string) =>
    new RangeError(
      `the Redis URL ${why}: give redis://[user:password@]host[:port][/database], or rediss:// for TLS`,
    );
  if (!URL.canParse(url)) throw refuse("cannot be read");
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  if (protocol !== "redis:" && protocol !== "rediss:") throw refuse(`begins with ${protocol}`);
  if (hostname === "") throw refuse("names no host");
  const db = pathname.replace(/^\/|\/$/g, "");
  if (!/^\d*$/.test(db)) throw refuse(`names the database ${JSON.stringify(db)}, not a number`);
  const host = hostname.replace(/^\[|\]$/g, "");
  return {
    label: `${hostname}:${port || 6379}`,
    options: {
      host,
      port: Number(port || 6379),
      db: Number(db),
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      ...(protocol === "rediss:" && { tls: { servername: host } }),
    },
  };
}
