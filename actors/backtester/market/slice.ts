import type { BarColumns } from "../../domain/bar_columns.ts";
import { countThrough } from "../../domain/bar_columns.ts";

/** The bars from index `from` up to, and without, `to`: a view, nothing is copied. */
export function sliceColumns(columns: BarColumns, from: number, to: number): BarColumns {
  const { ticker, timeframe } = columns;
  const part = (values: Float64Array) => values.subarray(from, to);
  return {
    ticker,
    timeframe,
    length: Math.max(0, Math.min(to, columns.length) - from),
    startsAt: part(columns.startsAt),
    at: part(columns.at),
    open: part(columns.open),
    high: part(columns.high),
    low: part(columns.low),
    close: part(columns.close),
    volume: part(columns.volume),
  };
}

/** A copy of the bars that were knowable at `at`: nothing of a later one can be reached through it. */
export function knownBy(columns: BarColumns, at: number): BarColumns {
  const view = sliceColumns(columns, 0, countThrough(columns, at));
  const copy = (values: Float64Array) => values.slice();
  return {
    ...view,
    startsAt: copy(view.startsAt),
    at: copy(view.at),
    open: copy(view.open),
    high: copy(view.high),
    low: copy(view.low),
    close: copy(view.close),
    volume: copy(view.volume),
  };
}
