import { type BarColumns, emptyColumns } from "./bar_columns.ts";
import { sessionOf } from "./calendar.ts";
import { type InputProblem, plainNumber, type ReadResult, readTable } from "./csv_table.ts";
import { type Timeframe, timeframeSchema } from "./market.ts";
import { readMoment } from "./moment.ts";
import { newYorkDate, newYorkMidnight, newYorkTime } from "./new_york.ts";
import { TIMEFRAME_MS } from "./timeframes.ts";

const names = {
  timestamp: ["timestamp", "time", "date", "datetime", "date_time", "t"],
  open: ["open", "o"],
  high: ["high", "h"],
  low: ["low", "l"],
  close: ["close", "c"],
  volume: ["volume", "vol", "v"],
} as const;
type Column = keyof typeof names;
const priceColumns = ["open", "high", "low", "close"] as const;

/** Problems of a file that are told at once. */
export const PROBLEMS_MAX = 20;

const HALF_PAST_NINE_MS = 34_200_000;
const FOUR_O_CLOCK_MS = 57_600_000;

/**
 * Reads the bars of one ticker from CSV text. Rows are stamped with the bar's start; a time without
 * an offset is New York's. Rows that have a date only (or midnight in New York throughout) are daily
 * bars, which start at the session's open and close at the calendar's close; otherwise the bar size
 * is the smallest step in the file. A row that cannot be right makes the file unusable: the problems
 * name every such line, up to {@link PROBLEMS_MAX}.
 */
export function readBars(text: string, ticker: string, file: string): ReadResult<BarColumns> {
  const table = readTable<Column>(text, file, names);
  if (!table.ok) return { ok: false, problems: table.problems.slice(0, PROBLEMS_MAX) };
  const rows = table.value;
  const problems: InputProblem[] = [];
  const columns = emptyColumns(ticker, "1d", rows.length);
  let dates = 0;
  let midnights = 0;
  let step = Infinity;
  let stepLine = 1;
  let previous: { readonly line: number; readonly at: number } | null = null;

  for (const [index, { line, fields }] of rows.entries()) {
    if (problems.length >= PROBLEMS_MAX) break;
    const problem = (rule: string, found: string, mend: string) =>
      problems.push({ file, line, rule, found, mend });
    checkNumbers(columns, index, fields, problem);
    const moment = readMoment(fields.timestamp);
    if (!moment.ok) {
      problem(moment.rule, fields.timestamp, moment.mend);
      continue;
    }
    const { at, dateOnly } = moment;
    if (dateOnly) dates++;
    // Only while every row so far was at midnight: finding New York's date is slow.
    if (dateOnly || midnights === index && at === newYorkMidnight(newYorkDate(at))) midnights++;
    if (previous !== null) {
      const mend = `Sort the rows and keep one for each time (line ${previous.line} comes before)`;
      if (at === previous.at) problem("a time appears once in a file", fields.timestamp, mend);
      else if (at < previous.at) problem("rows are in order of time", fields.timestamp, mend);
      else if (at - previous.at < step) [step, stepLine] = [at - previous.at, line];
    }
    if (previous === null || at > previous.at) previous = { line, at };
    columns.startsAt[index] = at;
  }
  if (problems.length > 0) return { ok: false, problems };

  const fail = (line: number, rule: string, found: string, mend: string) => ({
    ok: false as const,
    problems: [{ file, line, rule, found, mend }],
  });
  if (rows.length === 0) {
    return fail(1, "a file has at least one bar", "", "Add rows below the header");
  }
  if (midnights === rows.length) return { ok: true, value: daily(columns) };
  if (dates > 0) {
    const odd = rows.find((row) => !/\d:\d/.test(row.fields.timestamp)) ?? rows[0]!;
    return fail(
      odd.line,
      "all rows have a time of day, or none has",
      odd.fields.timestamp,
      "Keep daily and intraday bars in files of their own",
    );
  }
  const timeframe = timeframeOf(step);
  if (timeframe === null) {
    const sizes = timeframeSchema.options.filter((size) => size !== "1d").join(", ");
    return fail(
      stepLine,
      `the smallest step between rows is the bar size, one of ${sizes}`,
      rows.length === 1 ? "one row, so no step" : `${step / 1000} s`,
      "Resample the bars, or write dates only where they are daily",
    );
  }
  for (let i = 0; i < columns.length; i++) columns.at[i] = columns.startsAt[i]! + step;
  return { ok: true, value: { ...columns, timeframe } };
}

function checkNumbers(
  columns: BarColumns,
  index: number,
  fields: Readonly<Record<Column, string>>,
  problem: (rule: string, found: string, mend: string) => void,
): void {
  let readable = true;
  for (const column of priceColumns) {
    const value = plainNumber(fields[column]);
    if (value === null || value <= 0 || !Number.isFinite(value)) {
      readable = false;
      problem(`${column} is a number above 0`, fields[column], "Correct or remove the row");
    } else columns[column][index] = value;
  }
  const volume = plainNumber(fields.volume);
  if (volume === null || volume < 0 || !Number.isFinite(volume)) {
    problem("volume is a number, 0 or more", fields.volume, "Correct or remove the row");
  } else columns.volume[index] = volume;
  if (!readable) return;
  const { open, high, low, close } = columns;
  const [o, h, l, c] = [open[index]!, high[index]!, low[index]!, close[index]!];
  const found = `open ${o}, high ${h}, low ${l}, close ${c}`;
  if (h < Math.max(o, c, l)) {
    problem("high is the highest price of its bar", found, "Correct or remove the row");
  } else if (l > Math.min(o, c)) {
    problem("low is the lowest price of its bar", found, "Correct or remove the row");
  }
}

function daily(columns: BarColumns): BarColumns {
  for (let i = 0; i < columns.length; i++) {
    const date = newYorkDate(columns.startsAt[i]!);
    // A date on which the exchange was closed keeps the usual hours; nothing is ever filled then.
    const session = sessionOf(date);
    columns.startsAt[i] = session?.open ?? newYorkTime(date, HALF_PAST_NINE_MS)!;
    columns.at[i] = session?.close ?? newYorkTime(date, FOUR_O_CLOCK_MS)!;
  }
  return columns;
}

function timeframeOf(step: number): Timeframe | null {
  return timeframeSchema.options.find((size) => size !== "1d" && TIMEFRAME_MS[size] === step) ??
    null;
}
