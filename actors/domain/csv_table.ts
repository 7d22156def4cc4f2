import { CsvError, parse } from "csv-parse/sync";

/** Something in a file that cannot be used. */
export interface InputProblem {
  readonly file: string;
  /** Line in the file, counted from 1. */
  readonly line: number;
  /** The rule that is broken, as a sentence without its full stop. */
  readonly rule: string;
  /** The text found there. */
  readonly found: string;
  /** What to do about it, as an imperative. */
  readonly mend: string;
}

/** What was read, or everything that is wrong with it. */
export type ReadResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

/** One sentence for people: where, which rule, what was found, how to mend it. */
export function describeProblem({ file, line, rule, found, mend }: InputProblem): string {
  const shown = found.length > 80 ? `${found.slice(0, 77)}...` : found;
  return `${file}, line ${line}: ${rule}; found "${shown}". ${mend}.`;
}

/** The wanted columns of a file, by the names that they go by in a header, in lower case. */
export type ColumnNames<Column extends string> = Readonly<Record<Column, readonly string[]>>;

/** One row of the wanted columns, trimmed. */
export interface TableRow<Column extends string> {
  readonly line: number;
  readonly fields: Readonly<Record<Column, string>>;
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads CSV text with a header row (RFC 4180, a byte-order mark and blank lines allowed). Columns are
 * found by name, in any order and case; others are ignored.
 */
export function readTable<Column extends string>(
  text: string,
  file: string,
  names: ColumnNames<Column>,
): ReadResult<TableRow<Column>[]> {
  const problem = (line: number, rule: string, found: string, mend: string) => ({
    ok: false as const,
    problems: [{ file, line, rule, found, mend }],
  });
  let parsed: ParsedRow[];
  try {
    parsed = parse(text, {
      bom: true,
      info: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    }) as unknown as ParsedRow[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error["lines"] === "number" ? error["lines"] : 1;
    return problem(
      line,
      "quotes must be closed and doubled inside a field",
      error.message,
      "Mend the quoting",
    );
  }
  const columns = Object.keys(names) as Column[];
  const header = parsed.shift();
  if (header === undefined) {
    return problem(
      1,
      "a file starts with a header row",
      "",
      `Add "${columns.join(",")}" as the first line`,
    );
  }
  const present = header.record.map((name) => name.toLowerCase());
  const positions = new Map<Column, number>();
  for (const column of columns) {
    const position = present.findIndex((name) => names[column].includes(name));
    if (position < 0) {
      return problem(
        header.info.lines,
        `the header must name a ${column} column (${names[column].join(", ")})`,
        header.record.join(","),
        `Name the columns, for example ${columns.join(",")}`,
      );
    }
    positions.set(column, position);
  }
  const rows: TableRow<Column>[] = [];
  const problems: InputProblem[] = [];
  for (const { record, info } of parsed) {
    if (record.length !== present.length) {
      problems.push({
        file,
        line: info.lines,
        rule: `a row has as many fields as the header (${present.length})`,
        found: record.join(","),
        mend: "Complete or remove the row",
      });
      continue;
    }
    const fields = {} as Record<Column, string>;
    for (const [column, position] of positions) fields[column] = record[position]!;
    rows.push({ line: info.lines, fields });
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: rows };
}

/** A plain decimal number; null for anything else (empty text, words, infinities, hexadecimal). */
export function plainNumber(text: string): number | null {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : null;
}
