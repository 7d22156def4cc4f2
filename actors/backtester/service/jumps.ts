import type { BarColumns } from "../../domain/bar_columns.ts";
import { isoTime } from "../../domain/iso_time.ts";

/** A price that changes this much from a close to the next open is a split rather than news. */
const JUMP = 1.8;
/** Most jumps of a ticker that are told. */
const TOLD_MAX = 3;

/** Warnings of jumps that look like splits which nobody told of: profits across them are not real. */
export function jumpWarnings({ ticker, length, startsAt, open, close }: BarColumns): string[] {
  const warnings: string[] = [];
  for (let i = 1; i < length && warnings.length < TOLD_MAX; i++) {
    const ratio = open[i]! / close[i - 1]!;
    if (ratio < JUMP && ratio > 1 / JUMP) continue;
    warnings.push(
      `${ticker}: the price goes from ${close[i - 1]} to ${open[i]} at ${isoTime(startsAt[i]!)}; ` +
        "if that is a split, profits across it are not real. TRADING_BACKTEST_SPLITS names a file of splits.",
    );
  }
  return warnings;
}
