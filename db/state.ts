import type { Sql } from "./client.ts";
import type { Database } from "./connect.ts";
import { migrate, shippedMigrations } from "./migrate.ts";

/** Rows of one table, as PostgreSQL's own JSON text: no number loses a digit on its way. */
export interface TablePage {
  readonly table: string;
  /** How many rows there are in {@link json}. */
  readonly count: number;
  /** A JSON array of the rows. */
  readonly json: string;
}

/** Rows that are read and written at a time. */
const PAGE = 1_000;
const TIMEOUT_MS = 60 * 60_000;
/** Made by the migrations, not by whoever runs. */
const NOT_STATE = "migrations";

/** What is to be known of a schema before its rows. */
export interface StateHeader {
  readonly mode: string;
  readonly account: string;
  /** Names of the migrations that were applied, in order. */
  readonly migrations: readonly string[];
}

/** Takes the parts of a state, in order: the header, then pages. */
export interface StateSink {
  /** Called again where reading has to begin anew. */
  begin(header: StateHeader): Promise<void>;
  page(page: TablePage): Promise<void>;
}

/** The schema holds nothing that could be taken out. */
export class NoState extends Error {
  override readonly name = "NoState";
}

/** Hands over every row of the schema, as it is at one moment; others may go on writing meanwhile. */
export async function exportState(database: Database, sink: StateSink): Promise<void> {
  await database.run((sql) =>
    sql.begin("isolation level repeatable read read only", async (tx) => {
      await sink.begin(await headerOf(tx, database.schema));
      for (const table of await tablesOf(tx, database.schema)) {
        for (let after = "(0,0)", more = true; more;) {
          const [page] = await tx.unsafe<{ count: number; json: string; last: string | null }[]>(
            `select count(*)::int as count, coalesce(json_agg(row), '[]')::text as json,
                    max(place)::text as last
               from (select ctid as place, row_to_json(kept) as row
                       from ${quoted(table)} as kept where ctid > $1::tid
                      order by ctid limit ${PAGE}) as rows`,
            [after],
          );
          const { count, json, last } = page!;
          if (count > 0) await sink.page({ table, count, json });
          after = last ?? after;
          more = count === PAGE;
        }
      }
    }), TIMEOUT_MS);
}

/**
 * Fills an empty schema with a state: makes it as it was when the state was taken, writes the rows,
 * and brings it up to this version. All of the rows or none. Pages are asked for anew where writing
 * has to begin anew.
 */
export async function importState(
  database: Database,
  header: StateHeader,
  pages: () => AsyncIterable<TablePage>,
): Promise<void> {
  const shipped = await shippedMigrations();
  const known = shipped.slice(0, header.migrations.length);
  if (known.map(({ name }) => name).join() !== header.migrations.join()) {
    throw new NoState(
      "the state was taken by another version: its migrations are not those of this one",
    );
  }
  await migrate(database, known);
  await database.run((sql) =>
    sql.begin(async (tx) => {
      const tables = await tablesOf(tx, database.schema);
      if (tables.length > 0) {
        await tx.unsafe(`truncate ${tables.map(quoted).join(", ")}`);
      }
      for await (const { table, json } of pages()) {
        if (!tables.includes(table)) throw new NoState(`there is no table ${table}`);
        const name = quoted(table);
        await tx.unsafe(
          `insert into ${name} select * from json_populate_recordset(null::${name}, $1::text::json)`,
          [json],
        );
      }
    }), TIMEOUT_MS);
  await migrate(database);
}

/** Whether the schema has been used: somebody has written down whose it is. */
export async function hasState(database: Database): Promise<boolean> {
  return await database.run(async (sql) => {
    const [found] = await sql`
      select 1 from information_schema.tables
       where table_schema = ${database.schema} and table_name = 'system'`;
    if (found === undefined) return false;
    return (await sql`select 1 from system`).length > 0;
  });
}

/**
 * Does `work` on an empty schema, in the place of the one that is there. That one is forgotten when
 * the work is done, and put back where it fails.
 */
export async function replacing(database: Database, work: () => Promise<void>): Promise<void> {
  const schema = quoted(database.schema);
  const aside = quoted(`${database.schema.slice(0, 50)}_replaced`);
  const [found] = await database.run((sql) =>
    sql`select 1 from pg_namespace where nspname = ${database.schema}`
  );
  const change = (...statements: readonly string[]) =>
    database.run((sql) => sql.unsafe(statements.join("; ")), TIMEOUT_MS);
  if (found !== undefined) {
    // Of an earlier attempt that was killed: what it put aside is older than what is there now.
    await change(
      `drop schema if exists ${aside} cascade`,
      `alter schema ${schema} rename to ${aside}`,
    );
  }
  try {
    await work();
  } catch (error) {
    await change(`drop schema if exists ${schema} cascade`);
    if (found !== undefined) await change(`alter schema ${aside} rename to ${schema}`);
    throw error;
  }
  await change(`drop schema if exists ${aside} cascade`);
}

/** Actors whose leases are alive: they run. */
export async function runningActors(database: Database, withinMs: number): Promise<string[]> {
  if (!await hasState(database)) return [];
  const rows = await database.run((sql) =>
    sql<{ actor: string }[]>`
      select actor from actor_leases
       where renewed_at > clock_timestamp() - ${withinMs}::float8 * interval '1 ms'
       order by actor`
  );
  return rows.map(({ actor }) => actor);
}

async function headerOf(tx: Pick<Sql, "unsafe">, schema: string): Promise<StateHeader> {
  const tables = await tablesOf(tx, schema);
  const owners = tables.includes("system")
    ? await tx.unsafe<{ mode: string; account: string }[]>("select mode, account from system")
    : [];
  const owner = owners[0];
  if (owner === undefined) throw new NoState(`the schema ${schema} has never been used`);
  const migrations = await tx.unsafe<{ name: string }[]>(
    'select name from migrations order by name collate "C"',
  );
  return { ...owner, migrations: migrations.map(({ name }) => name) };
}

async function tablesOf(tx: Pick<Sql, "unsafe">, schema: string): Promise<string[]> {
  const rows = await tx.unsafe<{ name: string }[]>(
    `select table_name as name from information_schema.tables
      where table_schema = $1 and table_type = 'BASE TABLE' and table_name <> $2
      order by table_name`,
    [schema, NOT_STATE],
  );
  return rows.map(({ name }) => name);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
