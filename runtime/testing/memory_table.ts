import type { TableRow, Where } from "../delivery/store.ts";

/** The rows of one table in memory, by key. */
export class MemoryTable {
  readonly #rows = new Map<string, TableRow>();
  #sorted: TableRow[] | null = [];

  /** @param key columns of the primary key */
  constructor(private readonly key: readonly string[]) {}

  /** The row's key as text. */
  idOf(row: TableRow): string {
    return this.key.length === 1
      ? String(row[this.key[0]!])
      : JSON.stringify(this.key.map((column) => row[column]));
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  /** A copy of the row that nobody else can change. */
  own(row: TableRow): TableRow {
    const copy: Record<string, TableRow[string]> = {};
    for (const [column, value] of Object.entries(row)) {
      copy[column] = value !== null && typeof value === "object"
        ? JSON.parse(JSON.stringify(value))
        : value;
    }
    return Object.freeze(copy);
  }

  put(rows: ReadonlyMap<string, TableRow>): void {
    for (const [id, row] of rows) this.#rows.set(id, row);
    if (rows.size > 0) this.#sorted = null;
  }

  /** All rows in key order. */
  sorted(): readonly TableRow[] {
    return this.#sorted ??= [...this.#rows.values()].sort((a, b) => {
      for (const column of this.key) {
        const order = compare(a[column], b[column]);
        if (order !== 0) return order;
      }
      return 0;
    });
  }
}

/** Whether a row meets every condition: equal to the value, or to one of a list. */
export function matches<Row extends TableRow>(row: Row, where: Where<Row>): boolean {
  return Object.entries(where).every(([column, wanted]) => {
    const value = row[column];
    return Array.isArray(wanted) ? wanted.includes(value) : value === wanted;
  });
}

function compare(a: TableRow[string] | undefined, b: TableRow[string] | undefined): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
