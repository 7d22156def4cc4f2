import { basename, join } from "node:path";
import { z } from "zod";
import { barAt } from "../../domain/bar_columns.ts";
import { readBars } from "../../domain/csv_bars.ts";
import { describeProblem } from "../../domain/csv_table.ts";
import { tickerSchema } from "../../domain/market.ts";
import { fileFault, UserError } from "../failures.ts";
import { barRow, BARS_HEADER } from "./csv.ts";
import { writeWhole } from "./part_file.ts";

/** A file that was written from one that was given. */
export interface ImportedFile {
  readonly from: string;
  readonly path: string;
  readonly entries: number;
}

const barLineSchema = z.looseObject({
  ticker: tickerSchema,
  timestamp: z.union([z.string(), z.number()]),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
});
const newsLineSchema = z.looseObject({
  title: z.string().min(1),
  publishedAt: z.string().nullish(),
});

/** Problems that are told at once. */
const PROBLEMS_MAX = 20;

/**
 * Brings files of others into the form that a replay reads: `TICKER.csv` with any common header
 * spelling, JSON lines of bars (ticker, timestamp, open, high, low, close, volume) or of news
 * (title, publishedAt, …). Writes nothing where any of them cannot be used.
 */
export function importFiles(paths: readonly string[], folder: string): ImportedFile[] {
  const bars: { from: string; ticker: string; text: string }[] = [];
  const news: { from: string; line: string }[] = [];
  for (const path of paths) {
    const text = readText(path);
    if (/\.csv$/i.test(path)) {
      const ticker = basename(path).replace(/\.csv$/i, "");
      if (!tickerSchema.safeParse(ticker).success) {
        throw new UserError(
          `${path}: the name of a file of bars is its ticker, like AAPL.csv; found "${ticker}". ` +
            "Rename the file.",
        );
      }
      bars.push({ from: path, ticker, text });
    } else if (/\.(jsonl|ndjson)$/i.test(path)) readLines(path, text, bars, news);
    else {
      throw new UserError(
        `${path}: an import is a .csv or a .jsonl file. Convert it, or name another.`,
      );
    }
  }
  const problems: string[] = [];
  const files: { file: ImportedFile; text: string }[] = [];
  for (const { from, ticker, text } of bars) {
    const read = readBars(text, ticker, from);
    if (!read.ok) {
      problems.push(...read.problems.map(describeProblem));
      continue;
    }
    const path = join(folder, "bars", `${ticker}.csv`);
    if (files.some(({ file }) => file.path === path)) {
      problems.push(`${from}: a ticker is imported once; ${ticker} comes twice. Join the files.`);
    }
    const rows = Array.from(
      { length: read.value.length },
      (_, i) => barRow(barAt(read.value, i, false)),
    );
    const file = { from, path, entries: rows.length };
    files.push({ file, text: BARS_HEADER + rows.join("") });
  }
  if (problems.length > 0) throw new UserError(problems.slice(0, PROBLEMS_MAX).join("\n"));
  if (news.length > 0) {
    const file = { from: news[0]!.from, path: join(folder, "news.jsonl"), entries: news.length };
    files.push({ file, text: news.map(({ line }) => `${line}\n`).join("") });
  }
  if (bars.length > 0) Deno.mkdirSync(join(folder, "bars"), { recursive: true });
  else Deno.mkdirSync(folder, { recursive: true });
  for (const { file, text } of files) writeWhole(file.path, text);
  return files.map(({ file }) => file);
}

function readLines(
  path: string,
  text: string,
  bars: { from: string; ticker: string; text: string }[],
  news: { from: string; line: string }[],
): void {
  const byTicker = new Map<string, string[]>();
  const problems: string[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || problems.length >= PROBLEMS_MAX) continue;
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch {
      problems.push(`${path}, line ${i + 1}: a line is one JSON object. Correct or remove it.`);
      continue;
    }
    const bar = barLineSchema.safeParse(json).data;
    if (bar !== undefined) {
      const { timestamp, open, high, low, close, volume } = bar;
      const time = typeof timestamp === "number" ? new Date(timestamp).toISOString() : timestamp;
      const rows = byTicker.get(bar.ticker) ?? [];
      byTicker.set(bar.ticker, rows);
      rows.push(`${time},${open},${high},${low},${close},${volume}`);
    } else if (newsLineSchema.safeParse(json).success) news.push({ from: path, line });
    else {
      problems.push(
        `${path}, line ${i + 1}: a line is a bar (ticker, timestamp, open, high, low, close, ` +
          "volume) or an article (title, publishedAt). Correct or remove it.",
      );
    }
  }
  if (problems.length > 0) throw new UserError(problems.join("\n"));
  for (const [ticker, rows] of byTicker) {
    bars.push({ from: path, ticker, text: BARS_HEADER + rows.join("\n") });
  }
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw fileFault(error, "read what is to be imported", path);
  }
}
