import { type BarColumns, emptyColumns } from "../../domain/bar_columns.ts";
import type { Split } from "../../domain/market.ts";
import { splitAt } from "../../domain/timeline.ts";

/**
 * The columns in the unit of after the last split: prices before a split are divided by its ratio,
 * volumes multiplied, so that returns and profits are those of a holder. The same columns where
 * none of the splits is theirs.
 */
export function adjustForSplits(columns: BarColumns, splits: readonly Split[]): BarColumns {
  const own = splits.filter(({ ticker }) => ticker === columns.ticker);
  if (own.length === 0) return columns;
  const { ticker, timeframe, length, startsAt, at } = columns;
  const adjusted = emptyColumns(ticker, timeframe, length);
  adjusted.startsAt.set(startsAt);
  adjusted.at.set(at);
  for (let i = 0; i < length; i++) {
    let ratio = 1;
    for (const split of own) if (startsAt[i]! < splitAt(split)) ratio *= split.ratio;
    for (const price of ["open", "high", "low", "close"] as const) {
      adjusted[price][i] = columns[price][i]! / ratio;
    }
    adjusted.volume[i] = columns.volume[i]! * ratio;
  }
  return adjusted;
}
