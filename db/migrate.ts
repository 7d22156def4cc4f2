import { createHash } from "node:crypto";
import type { Sql } from "./client.ts";
import { checkSchemaName, type Database } from "./connect.ts";

/** A migration that has been applied. */
export interface AppliedMigration {
  /** File name without `.sql`, for example `0001_runtime`. */
  readonly name: string;
  /** Whether this call applied it. */
  readonly now: boolean;
}

/** The schema and the migrations of this version do not belong together. */
export class MigrationRefused extends Error {
  override readonly name = "MigrationRefused";
}

/** A migration as it is shipped. */
export interface Migration {
  readonly name: string;
  /** One or more statements. They run in one transaction. */
  readonly sql: string;
}

const FOLDER = new URL("./migrations/", import.meta.url);
const TIMEOUT_MS = 10 * 60_000;

/**
 * Brings the database's schema (made where it is missing) up to this version: applies what is
 * missing, in order of their names, each in a transaction under an advisory lock, so that many may
 * call this at once. Throws {@link MigrationRefused} when an applied migration has been changed
 * since, or was applied by a newer version; nothing is changed then.
 */
export async function migrate(
  database: Database,
  migrations?: readonly Migration[],
): Promise<AppliedMigration[]> {
  const wanted = migrations ?? await shippedMigrations();
  await database.run((sql) => prepare(sql, database.schema), TIMEOUT_MS);
  const applied: AppliedMigration[] = [];
  for (const [i, migration] of wanted.entries()) {
    const now = await database.run(
      (sql) => step(sql, database.schema, wanted, i),
      TIMEOUT_MS,
    );
    applied.push({ name: migration.name, now });
  }
  return applied;
}

/** How a schema stands to this version. */
export interface MigrationState {
  /** Migrations that have not been applied. */
  readonly missing: readonly string[];
  /** Why the schema and this version do not belong together; null where they do. */
  readonly problem: string | null;
}

/** Looks how the database's schema stands to this version, and changes nothing. */
export async function migrationState(database: Database): Promise<MigrationState> {
  const wanted = await shippedMigrations();
  const { schema } = database;
  const applied = await database.run(async (sql) => {
    const [table] = await sql`
      select 1 from information_schema.tables
       where table_schema = ${schema} and table_name = 'migrations'`;
    if (table === undefined) return [];
    return await sql<{ name: string; checksum: string }[]>`
      select name, checksum from migrations order by name collate "C"`;
  });
  try {
    checkApplied(schema, wanted, applied);
  } catch (error) {
    if (!(error instanceof MigrationRefused)) throw error;
    return { missing: [], problem: error.message };
  }
  return { missing: wanted.slice(applied.length).map(({ name }) => name), problem: null };
}

/** The migrations of this version, in order. */
export async function shippedMigrations(): Promise<Migration[]> {
  const migrations: Migration[] = [];
  for await (const entry of Deno.readDir(FOLDER)) {
    if (!entry.name.endsWith(".sql")) continue;
    const sql = await Deno.readTextFile(new URL(entry.name, FOLDER));
    migrations.push({ name: entry.name.slice(0, -".sql".length), sql });
  }
  return migrations.sort((a, b) => a.name < b.name ? -1 : 1);
}

async function prepare(sql: Sql, schema: string): Promise<void> {
  await sql.begin(async (tx) => {
    await lock(tx, schema);
    // "if not exists" may miss what another session has made while this one waited for the lock.
    const [found] = await tx`select 1 from pg_namespace where nspname = ${schema}`;
    if (found === undefined) await tx.unsafe(`create schema ${checkSchemaName(schema)}`);
    await tx.unsafe(
      "create table if not exists migrations (" +
        "name text primary key, checksum text not null, " +
        "applied_at timestamptz not null default clock_timestamp())",
    );
  });
}

async function step(
  sql: Sql,
  schema: string,
  wanted: readonly Migration[],
  index: number,
): Promise<boolean> {
  return await sql.begin(async (tx) => {
    await lock(tx, schema);
    const { name, sql: text } = wanted[index]!;
    const found = await tx<{ name: string; checksum: string }[]>`
      select name, checksum from migrations order by name collate "C"`;
    checkApplied(schema, wanted, found);
    if (found.some((row) => row.name === name)) return false;
    try {
      await tx.unsafe(text);
    } catch (cause) {
      throw new Error(
        `migration ${name} failed: ${cause instanceof Error ? cause.message : cause}`,
        {
          cause,
        },
      );
    }
    await tx`insert into migrations (name, checksum) values (${name}, ${checksumOf(text)})`;
    return true;
  });
}

async function lock(tx: Pick<Sql, "unsafe">, schema: string): Promise<void> {
  await tx.unsafe("set local statement_timeout = 0");
  await tx.unsafe(
    `select pg_advisory_xact_lock(hashtextextended('pitboss migrations ${
      checkSchemaName(schema)
    }', 0))`,
  );
}

function checkApplied(
  schema: string,
  wanted: readonly Migration[],
  applied: readonly { readonly name: string; readonly checksum: string }[],
): void {
  for (const [i, { name, checksum }] of applied.entries()) {
    const shipped = wanted[i];
    if (shipped?.name !== name) {
      throw new MigrationRefused(
        `the schema ${schema} has migration ${name}, which this version does not have ` +
          `in that place: it belongs to another version; use that version, or another database`,
      );
    }
    if (checksumOf(shipped.sql) !== checksum) {
      throw new MigrationRefused(
        `migration ${name} was changed after it had been applied to the schema ${schema}; ` +
          "put the file back as it was and write the change as a new migration",
      );
    }
  }
}

function checksumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
