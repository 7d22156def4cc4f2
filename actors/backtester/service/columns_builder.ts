import { type BarColumns, emptyColumns } from "../../domain/bar_columns.ts";
import type { Bar, Timeframe } from "../../domain/market.ts";

type Numbers = Pick<Bar, "startsAt" | "at" | "open" | "high" | "low" | "close" | "volume">;

const NAMES = ["startsAt", "at", "open", "high", "low", "close", "volume"] as const;
const LENGTH_MIN = 1_024;

/** Columns of which nobody knows yet how long they will be. */
export class ColumnsBuilder {
  #columns: BarColumns;
  #length = 0;

  constructor(readonly ticker: string, readonly timeframe: Timeframe) {
    this.#columns = emptyColumns(ticker, timeframe, LENGTH_MIN);
  }

  /** Bars added so far. */
  get length(): number {
    return this.#length;
  }

  /** Adds a bar that starts after all before. */
  add(bar: Numbers): void {
    if (this.#length === this.#columns.length) this.#columns = this.#resized(this.#length * 2);
    for (const name of NAMES) this.#columns[name][this.#length] = bar[name];
    this.#length++;
  }

  /** What was added. */
  columns(): BarColumns {
    return this.#resized(this.#length);
  }

  #resized(length: number): BarColumns {
    const columns = emptyColumns(this.ticker, this.timeframe, length);
    const kept = Math.min(length, this.#length);
    for (const name of NAMES) columns[name].set(this.#columns[name].subarray(0, kept));
    return columns;
  }
}
