import type { Table, TableRow, Where } from "../runtime/delivery/store.ts";
import type { Sql } from "./client.ts";
import { identifier } from "./row_writes.ts";

type Parameter = string | number | boolean | null;

/** Most values that a condition may list. */
const MEMBERS_MAX = 10_000;

/**
 * Rows of a table that meet every condition, in key order, read by the table's schema. Throws a
 * RangeError for a condition on more than 10 000 values.
 */
export async function selectRows<Row extends TableRow>(
  sql: Sql,
  table: Table<Row>,
  where: Where<Row>,
): Promise<Row[]> {
  const parameters: Parameter[] = [];
  const conditions = Object.entries(where).map(([column, wanted]) => {
    const values = (Array.isArray(wanted) ? wanted : [wanted]) as readonly Parameter[];
    if (values.length > MEMBERS_MAX) {
      throw new RangeError(
        `${table.name} is asked for ${values.length} values of ${column}; at most ${MEMBERS_MAX}`,
      );
    }
    return condition(identifier(column), values, parameters);
  });
  const text = `select * from ${identifier(table.name)}` +
    (conditions.length > 0 ? ` where ${conditions.join(" and ")}` : "") +
    ` order by ${table.key.map(identifier).join(", ")}`;
  const rows = await sql.unsafe(text, parameters, { prepare: false });
  return rows.map((row) => table.schema.parse(row));
}

function condition(
  column: string,
  values: readonly Parameter[],
  parameters: Parameter[],
): string {
  const present = values.filter((value) => value !== null);
  const choices: string[] = [];
  if (present.length > 0) {
    const places = present.map((value) => `$${parameters.push(value)}`);
    choices.push(`${column} in (${places.join(", ")})`);
  }
  if (present.length < values.length) choices.push(`${column} is null`);
  return choices.length > 0 ? `(${choices.join(" or ")})` : "false";
}
