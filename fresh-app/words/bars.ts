import type { BarView } from "../api/views.ts";
import { figuresOf, type Reader } from "./reader.ts";

/** What a chart of bars shows, in one sentence; the bars are the newest first. */
export function tellBars(ticker: string, bars: readonly BarView[], reader: Reader): string {
  const last = bars[0];
  const first = bars.at(-1);
  if (last === undefined || first === undefined) return `There are no bars of ${ticker} yet.`;
  const figures = figuresOf(reader);
  // Drawing and telling only: nothing is reckoned further from these.
  const change = Number(last.close) / Number(first.open) - 1;
  const high = Math.max(...bars.map((bar) => Number(bar.high)));
  const low = Math.min(...bars.map((bar) => Number(bar.low)));
  return `${ticker} at ${figures.money(last.close)}, ${
    figures.percentChange(change)
  } over ${bars.length} bars of ${last.timeframe}, between ${figures.money(low)} and ${
    figures.money(high)
  }.`;
}
