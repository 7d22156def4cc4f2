import type { Environment } from "../../../runtime/config.ts";
import { redactUrls } from "../../../runtime/telemetry/redact.ts";
import { findProgram } from "../subprocess.ts";

/** Where the tests will find something that they need. */
export interface Need {
  readonly name: string;
  /** Where it is; null where it is missing. */
  readonly found: string | null;
  /** What to do when it is missing. */
  readonly mend: string;
}

/** Looks for everything that tests use beside Deno. Nothing is started: tests start their own. */
export async function findNeeds(env: Environment): Promise<Need[]> {
  const [redis, postgres, chromium] = await Promise.all([
    findProgram("redis-server"),
    findPostgres(),
    findProgram("chromium"),
  ]);
  return [
    {
      name: "Redis",
      found: orUrl(env.REDIS_URL, redis),
      mend: "install redis-server (Debian: apt-get install redis-server) or set REDIS_URL",
    },
    {
      name: "PostgreSQL",
      found: orUrl(env.DATABASE_URL, postgres),
      mend: "install it (Debian: apt-get install postgresql) or set DATABASE_URL",
    },
    {
      name: "Chromium",
      found: chromium,
      mend: "install chromium (Debian: apt-get install chromium)",
    },
  ];
}

/** The `postgres` program: on the PATH, or where Debian keeps it off the PATH. */
export async function findPostgres(): Promise<string | null> {
  const onPath = await findProgram("postgres");
  if (onPath !== null) return onPath;
  const versions: string[] = [];
  try {
    for await (const entry of Deno.readDir("/usr/lib/postgresql")) versions.push(entry.name);
  } catch {
    return null;
  }
  versions.sort((a, b) => Number(b) - Number(a));
  for (const version of versions) {
    const path = `/usr/lib/postgresql/${version}/bin/postgres`;
    if (await Deno.stat(path).then(() => true, () => false)) return path;
  }
  return null;
}

function orUrl(url: string | undefined, program: string | null): string | null {
  return url === undefined || url === "" ? program : redactUrls(url);
}
