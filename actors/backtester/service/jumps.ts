import type { BarColumns } from "../../domain/bar_columns.ts";
import { isoTime } from "../../domain/iso_time.ts";

/** A close that is this many times the one before, or the one before this many times it, is a split rather than news. */
const JUMP = 1.8;
/** Most jumps of a ticker that are told. */
const TOLD_MAX = 3;

/** Warnings of jumps that look like splits which nobody told of: profits across them are not real. */
export function jumpWarnings({ ticker, length, startsAt, close }: BarColumns): string[] {
  const warnings: string[] = [];
  for (let i = 1; i < length && warnings.length < TOLD_MAX; i++) {
    // From close to close: a bar in which old and new prices meet jumps within itself.
    const ratio = close[i]! / close[i - 1]!;
    if (ratio < JUMP && ratio > 1 / JUMP) continue;
    warnings.push(
      `${ticker}: the price goes from ${close[i - 1]} to ${close[i]} at ${
        isoTime(startsAt[i]!)
      }; ` +
        "if that is a split, profits across it are not real. TRADING_BACKTEST_SPLITS names a file of splits.",
    );
  }
  return warnings;
}
