import type { Bar } from "../../domain/market.ts";
import { newYorkDate } from "../../domain/new_york.ts";

/** First line of the files of bars that we write. */
export const BARS_HEADER = "timestamp,open,high,low,close,volume\n";

/** One row as a replay reads it: daily bars by their date, others by their start in UTC. */
export function barRow(bar: Bar): string {
  const { timeframe, startsAt, open, high, low, close, volume } = bar;
  const time = timeframe === "1d"
    ? newYorkDate(startsAt)
    : new Date(startsAt).toISOString().replace(".000Z", "Z");
  return `${time},${open},${high},${low},${close},${volume}\n`;
}
