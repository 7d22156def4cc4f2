import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { readBars } from "../../domain/csv_bars.ts";
import { readSplits } from "../../domain/csv_splits.ts";
import { describeProblem } from "../../domain/csv_table.ts";
import { type Split, tickerSchema } from "../../domain/market.ts";
import { readRecording, type Recording, UnusableRecording } from "../../recordings/recording.ts";

/** Where a backtest's market comes from: paths. */
export interface BarSource {
  /** A CSV file of one ticker, or a folder of `TICKER.csv` files. */
  readonly bars: string;
  /** CSV file of splits, or null. */
  readonly splits: string | null;
  /** Ticker of the one file; null: its name says it. */
  readonly ticker: string | null;
}

/** Ticker of a file whose name is none. */
const UNNAMED = "BARS";

/**
 * Reads and checks the bars of a file or a folder. Throws {@link UnusableRecording}, which names
 * every file and line at fault.
 */
export function readBarSource({ bars, splits, ticker }: BarSource): Recording {
  if (!isFile(bars)) return readRecording({ bars, splits, news: null });
  const text = readText(bars);
  const hash = createHash("sha256").update(text);
  const columns = readBars(text, ticker ?? tickerOfFile(bars), bars);
  if (!columns.ok) {
    throw new UnusableRecording(columns.problems.map(describeProblem).join("\n"));
  }
  const known = splits === null ? [] : readSplitFile(splits, hash);
  return { bars: [columns.value], splits: known, news: [], digest: hash.digest("hex") };
}

/** The ticker that a file's name spells, in upper case; BARS where it spells none. */
export function tickerOfFile(path: string): string {
  const name = basename(path).replace(/\.[^.]*$/, "").toUpperCase();
  return tickerSchema.safeParse(name).success ? name : UNNAMED;
}

/** Splits of a file, whose bytes go into the fingerprint. Throws {@link UnusableRecording}. */
export function readSplitFile(
  path: string,
  hash: ReturnType<typeof createHash>,
): readonly Split[] {
  const text = readText(path);
  hash.update(`\nsplits\n${text}`);
  const result = readSplits(text, path);
  if (result.ok) return result.value;
  throw new UnusableRecording(result.problems.map(describeProblem).join("\n"));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UnusableRecording(
      `${path}: there is no such file or folder. Name a CSV file of bars, or a folder of ${
        join("…", "TICKER.csv")
      } files.`,
      { cause: error },
    );
  }
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnusableRecording(`${path}: it cannot be read: ${why}.`, { cause: error });
  }
}
