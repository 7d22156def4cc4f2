import type { Bar, Timeframe } from "./market.ts";

/** The bars of one ticker in order of time, column by column: compact, and quick to go through. */
export interface BarColumns {
  readonly ticker: string;
  readonly timeframe: Timeframe;
  readonly length: number;
  readonly startsAt: Float64Array;
  /** Closes of the bars: strictly increasing, like `startsAt`. */
  readonly at: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Columns for `length` bars, all zero. */
export function emptyColumns(ticker: string, timeframe: Timeframe, length: number): BarColumns {
  const column = () => new Float64Array(length);
  return {
    ticker,
    timeframe,
    length,
    startsAt: column(),
    at: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

/** The bar at `index`. Throws a RangeError outside the columns. */
export function barAt(columns: BarColumns, index: number, warmup: boolean): Bar {
  if (index < 0 || index >= columns.length) {
    throw new RangeError(`expected an index below ${columns.length}, found ${index}`);
  }
  return {
    ticker: columns.ticker,
    timeframe: columns.timeframe,
    startsAt: columns.startsAt[index]!,
    at: columns.at[index]!,
    open: columns.open[index]!,
    high: columns.high[index]!,
    low: columns.low[index]!,
    close: columns.close[index]!,
    volume: columns.volume[index]!,
    warmup,
  };
}

/** How many bars close at or before `at`: the index of the first later one. */
export function countThrough(columns: BarColumns, at: number): number {
  let low = 0;
  let high = columns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (columns.at[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
