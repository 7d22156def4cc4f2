import type { Settings } from "../settings.ts";

/**
 * What is missing of Redis and PostgreSQL, each with why. One without the other is half a
 * configuration: mailboxes and database would not be backed up, moved or shared together.
 * @param shared whether other processes run the rest of the system
 */
export function missingServers(
  { redisUrl, databaseUrl }: Settings,
  shared: boolean,
): string[] {
  const why = (other: string) =>
    shared ? "which actors of other processes share" : `as ${other} is set, and one needs both`;
  const missing: string[] = [];
  if (redisUrl === undefined && (shared || databaseUrl !== undefined)) {
    missing.push(`REDIS_URL (${why("DATABASE_URL")})`);
  }
  if (databaseUrl === undefined && (shared || redisUrl !== undefined)) {
    missing.push(`DATABASE_URL (${why("REDIS_URL")})`);
  }
  return missing;
}
