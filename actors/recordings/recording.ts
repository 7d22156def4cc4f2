import { createHash } from "node:crypto";
import { join } from "node:path";
import type { BarColumns } from "../domain/bar_columns.ts";
import { readBars } from "../domain/csv_bars.ts";
import { readSplits } from "../domain/csv_splits.ts";
import { describeProblem, type InputProblem } from "../domain/csv_table.ts";
import { type Split, tickerSchema } from "../domain/market.ts";
import { readNewsLines, type RecordedArticle } from "../domain/news_jsonl.ts";

/** What is replayed: paths of the files. */
export interface RecordingPlace {
  /** Folder of `TICKER.csv` files, whose names are the watchlist. */
  readonly bars: string;
  /** CSV file of splits, or null. */
  readonly splits: string | null;
  /** JSON Lines file of news, or null. */
  readonly news: string | null;
}

/** A recording, read and checked. */
export interface Recording {
  /** In order of ticker. */
  readonly bars: readonly BarColumns[];
  readonly splits: readonly Split[];
  /** In the file's order; empty where there is no news. */
  readonly news: readonly RecordedArticle[];
  /** Fingerprint of the files' bytes: SHA-256, in hexadecimal. */
  readonly digest: string;
}

/** Files of a recording that cannot be used. The message has one sentence per problem. */
export class UnusableRecording extends Error {
  override readonly name = "UnusableRecording";
  /** Reading them again does not help. */
  readonly restartable = false;
}

/** Reads and checks a recording. Throws {@link UnusableRecording} naming every file and line at fault. */
export function readRecording(place: RecordingPlace): Recording {
  const hash = createHash("sha256");
  const problems: InputProblem[] = [];
  const bars: BarColumns[] = [];
  for (const { ticker, path } of barFiles(place.bars)) {
    const text = readText(path);
    hash.update(`${ticker}\n${text}\n`);
    const result = readBars(text, ticker, path);
    if (result.ok) bars.push(result.value);
    else problems.push(...result.problems);
  }
  let splits: readonly Split[] = [];
  if (place.splits !== null) {
    const text = readText(place.splits);
    hash.update(`splits\n${text}\n`);
    const result = readSplits(text, place.splits);
    if (result.ok) splits = result.value;
    else problems.push(...result.problems);
  }
  let news: readonly RecordedArticle[] = [];
  if (place.news !== null) {
    const text = readText(place.news);
    hash.update(`news\n${text}\n`);
    const result = readNewsLines(text, place.news);
    if (result.ok) news = result.value;
    else problems.push(...result.problems);
  }
  if (problems.length > 0) throw new UnusableRecording(problems.map(describeProblem).join("\n"));
  return { bars, splits, news, digest: hash.digest("hex") };
}

/**
 * Reads and checks recorded news alone. Throws {@link UnusableRecording} naming every line at fault.
 */
export function readRecordedNews(path: string): readonly RecordedArticle[] {
  const result = readNewsLines(readText(path), path);
  if (result.ok) return result.value;
  throw new UnusableRecording(result.problems.map(describeProblem).join("\n"));
}

function barFiles(folder: string): { ticker: string; path: string }[] {
  const files: { ticker: string; path: string }[] = [];
  for (const name of listFolder(folder)) {
    if (!name.toLowerCase().endsWith(".csv")) continue;
    const ticker = name.slice(0, -".csv".length);
    if (!tickerSchema.safeParse(ticker).success) {
      throw new UnusableRecording(
        `${
          join(folder, name)
        }: the file's name is the ticker, like AAPL.csv; found "${ticker}". Rename the file.`,
      );
    }
    files.push({ ticker, path: join(folder, name) });
  }
  if (files.length === 0) {
    throw new UnusableRecording(
      `${folder}: a recording has a file TICKER.csv for each ticker; found none. Name the folder that holds them.`,
    );
  }
  return files.sort((a, b) => a.ticker < b.ticker ? -1 : 1);
}

function listFolder(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].filter((entry) => !entry.isDirectory).map(({ name }) =>
      name
    );
  } catch (error) {
    throw unreadable(folder, "folder", error);
  }
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw unreadable(path, "file", error);
  }
}

function unreadable(path: string, what: string, error: unknown): UnusableRecording {
  const why = error instanceof Deno.errors.NotFound
    ? `there is no such ${what}. Check the path.`
    : error instanceof Deno.errors.IsADirectory
    ? `it is a folder. Name a file.`
    : error instanceof Deno.errors.NotADirectory
    ? `it is a file. Name the folder that holds the files.`
    : error instanceof Deno.errors.PermissionDenied
    ? `this user may not read it. Check its owner and mode.`
    : `it cannot be read as a ${what}: ${error instanceof Error ? error.message : error}.`;
  return new UnusableRecording(`${path}: ${why}`, { cause: error });
}
