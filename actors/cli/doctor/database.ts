import { describeAddress, serverAddress } from "../../../db/address.ts";
import { type Database, openDatabase } from "../../../db/connect.ts";
import { migrationState } from "../../../db/migrate.ts";
import { statePlace } from "../open.ts";
import { fault, type Finding, ok, said, warning } from "./finding.ts";
import { ANSWER_MS, type World } from "./world.ts";

/** Oldest PostgreSQL whose SQL we use, as `server_version_num`. */
const OLDEST = 150_000;

/** The PostgreSQL of the settings; nothing to do where none is set. */
export async function checkDatabase({ settings, clock }: World): Promise<Finding[]> {
  if (settings.databaseUrl === undefined) {
    return [ok("database", "Not used: the database is embedded.")];
  }
  const { schema } = statePlace(settings);
  let database: Database;
  try {
    const address = serverAddress(settings.databaseUrl);
    const application = "pitboss doctor";
    const options = {
      address,
      schema,
      connectionsMax: 1,
      timeoutMs: ANSWER_MS,
      clock,
      application,
    };
    database = await openDatabase(options);
  } catch (error) {
    return [unreachable(said(error))];
  }
  try {
    const version = await database.run((sql) =>
      sql<{ number: number; name: string; timescale: string | null }[]>`
        select current_setting('server_version_num')::int as number,
               current_setting('server_version') as name,
               (select extversion from pg_extension where extname = 'timescaledb') as timescale`
    );
    const { number, name, timescale } = version[0]!;
    return [
      ok("database", describeAddress(database.address)),
      judgeVersion(number, name),
      judgeTimescale(timescale),
      ...await checkSchema(database, settings.mode),
    ];
  } catch (error) {
    return [unreachable(said(error))];
  } finally {
    await database.close();
  }
}

function unreachable(why: string): Finding {
  if (/refused the user or password/.test(why)) {
    const mend = "put the right user and password into DATABASE_URL";
    return fault("database", `${why}.`, mend);
  }
  if (/has no database of that name/.test(why)) {
    return fault(
      "database",
      `${why}.`,
      "createdb NAME on that server, or mend the name in DATABASE_URL",
    );
  }
  const mend = "start PostgreSQL, or set DATABASE_URL to where it runs";
  return fault("database", `${why}.`, mend);
}

/** Whether a server of this version will do. */
export function judgeVersion(number: number, name: string): Finding {
  if (number >= OLDEST) return ok("database version", `PostgreSQL ${name}`);
  const found = `PostgreSQL ${name} lacks what the schema needs.`;
  return fault("database version", found, `install PostgreSQL ${OLDEST / 10_000} or newer`);
}

function judgeTimescale(version: string | null): Finding {
  return ok(
    "database extensions",
    version === null ? "No TimescaleDB, and none is needed." : `TimescaleDB ${version}`,
  );
}

async function checkSchema(database: Database, mode: string): Promise<Finding[]> {
  const check = "migrations";
  const { missing, problem } = await migrationState(database);
  if (problem !== null) {
    const mend = "use the version that made the schema, or another database";
    return [fault(check, problem, mend)];
  }
  if (missing.length > 0) {
    const found = `The schema ${database.schema} lacks ${missing.length} of them: ${
      missing.join(", ")
    }.`;
    return [warning(check, found, "deno task migrate (a start does the same)")];
  }
  const findings = [ok(check, `The schema ${database.schema} is up to date.`)];
  const rows = await database.run((sql) =>
    sql<{ mode: string; account: string }[]>`select mode, account from system`
  );
  const owner = rows[0];
  if (owner !== undefined && owner.mode !== mode) {
    const found = `The schema ${database.schema} belongs to mode ${owner.mode} and account ` +
      `${owner.account}, not to mode ${mode}.`;
    findings.push(fault("account of the schema", found, "use another database in DATABASE_URL"));
  }
  return findings;
}
