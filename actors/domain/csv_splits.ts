import { type InputProblem, plainNumber, type ReadResult, readTable } from "./csv_table.ts";
import { type Split, tickerSchema } from "./market.ts";
import { isDate } from "./new_york.ts";

const names = {
  ticker: ["ticker", "symbol"],
  date: ["date", "ex_date"],
  ratio: ["ratio"],
} as const;

/**
 * Reads splits from CSV text: ticker, session date, new shares for one old. In order of date, then
 * ticker. Every row that cannot be right is a problem, and makes the file unusable.
 */
export function readSplits(text: string, file: string): ReadResult<Split[]> {
  const table = readTable(text, file, names);
  if (!table.ok) return table;
  const problems: InputProblem[] = [];
  const seen = new Set<string>();
  const splits: Split[] = [];
  for (const { line, fields: { ticker, date, ratio: ratioText } } of table.value) {
    const problem = (rule: string, found: string, mend: string) =>
      problems.push({ file, line, rule, found, mend });
    const ratio = plainNumber(ratioText);
    const key = `${ticker} ${date}`;
    if (!tickerSchema.safeParse(ticker).success) {
      problem("a ticker is written like AAPL or BRK.B", ticker, "Correct the ticker");
    } else if (!isDate(date)) {
      problem("a date is written like 2014-06-09 and exists", date, "Correct the date");
    } else if (ratio === null || ratio <= 0 || !Number.isFinite(ratio)) {
      problem(
        "a ratio is new shares for one old, a number above 0",
        ratioText,
        "Write 7 for 7-for-1",
      );
    } else if (seen.has(key)) {
      problem("a ticker splits at most once on a date", key, "Keep one of the rows");
    } else splits.push({ ticker, date, ratio });
    seen.add(key);
  }
  if (problems.length > 0) return { ok: false, problems };
  splits.sort((a, b) => compareText(a.date, b.date) || compareText(a.ticker, b.ticker));
  return { ok: true, value: splits };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
