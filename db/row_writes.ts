import type { RowWrite, Table, TableRow } from "../runtime/delivery/store.ts";

/** The writes of one table, as `commit_batch` takes them. */
export interface TableWrites {
  /** An insert statement whose rows come as one JSON parameter. */
  readonly insert: string;
  readonly rows: readonly TableRow[];
}

/**
 * The writes of a batch, one statement per table, in the order in which the tables first appear.
 * Of several writes of one key the table's rule keeps the first or the last; where it is to fail,
 * all are sent, for the database to refuse.
 */
export function groupWrites(writes: readonly RowWrite[]): TableWrites[] {
  const groups = new Map<string, { table: Table; rows: Map<string, TableRow> | TableRow[] }>();
  for (const { table, row } of writes) {
    let group = groups.get(table.name);
    if (group === undefined) {
      group = { table, rows: table.conflict === "fail" ? [] : new Map<string, TableRow>() };
      groups.set(table.name, group);
    }
    if (Array.isArray(group.rows)) {
      group.rows.push(row);
    } else {
      const key = JSON.stringify(table.key.map((column) => row[column]));
      if (table.conflict === "replace" || !group.rows.has(key)) group.rows.set(key, row);
    }
  }
  return [...groups.values()].map(({ table, rows }) => {
    const list = [...rows.values()];
    return { insert: insertStatement(table, columnsOf(table, list)), rows: list };
  });
}

function columnsOf(table: Table, rows: readonly TableRow[]): string[] {
  const columns = Object.keys(rows[0]!);
  for (const row of rows) {
    // A column that one row lacks would silently become null in it.
    if (Object.keys(row).length !== columns.length || !columns.every((name) => name in row)) {
      throw new TypeError(
        `rows of ${table.name} differ in their columns: ` +
          `${columns.join(", ")} and ${Object.keys(row).join(", ")}`,
      );
    }
  }
  return columns;
}

/** The statement that writes rows of these columns, given as a JSON array in $1. */
export function insertStatement(table: Table, columns: readonly string[]): string {
  const name = identifier(table.name);
  const list = columns.map(identifier).join(", ");
  const insert = `insert into ${name} (${list}) ` +
    `select ${list} from json_populate_recordset(null::${name}, $1)`;
  if (table.conflict === "fail") return insert;
  const target = `on conflict (${table.key.map(identifier).join(", ")})`;
  const changes = columns.filter((column) => !table.key.includes(column))
    .map((column) => `${identifier(column)} = excluded.${identifier(column)}`);
  return table.conflict === "keep" || changes.length === 0
    ? `${insert} ${target} do nothing`
    : `${insert} ${target} do update set ${changes.join(", ")}`;
}

/** A name as SQL takes it. Throws a RangeError for one that would need more than quotes. */
export function identifier(name: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(name)) return `"${name}"`;
  throw new RangeError(`a table or column is named with a-z, 0-9 and _; found "${name}"`);
}
