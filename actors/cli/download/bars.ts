import { join } from "node:path";
import { type AlpacaFeed, barsPages } from "../../alpaca/history.ts";
import type { AlpacaRest } from "../../alpaca/rest.ts";
import type { Timeframe } from "../../domain/market.ts";
import { isWithinSession } from "./hours.ts";
import { barRow, BARS_HEADER } from "./csv.ts";
import { PartFile } from "./part_file.ts";

/** Which bars go into which folder. */
export interface BarsDownload {
  readonly folder: string;
  /** Folder of what is known of unfinished files. */
  readonly states: string;
  /** The last day asked for; null: the present. */
  readonly to: string | null;
  readonly timeframe: Timeframe;
  readonly from: number;
  readonly through: number;
  readonly feed: AlpacaFeed;
  readonly extendedHours: boolean;
}

/** What became of one ticker. */
export interface TickerFile {
  readonly ticker: string;
  /** Null where there were no bars, and so no file. */
  readonly path: string | null;
  readonly bars: number;
  readonly resumed: boolean;
}

/**
 * Brings one ticker's bars into `TICKER.csv`, page by page.
 * @param onProgress share of the time span that is there, from 0 to 1
 */
export async function downloadBars(
  rest: AlpacaRest,
  ticker: string,
  download: BarsDownload,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<TickerFile> {
  const { folder, states, to, timeframe, from, through, feed, extendedHours } = download;
  const path = join(folder, `${ticker}.csv`);
  const request = JSON.stringify({ ticker, timeframe, from, to, feed, extendedHours });
  using part = new PartFile(path, states, { request, header: BARS_HEADER, startsAt: from });
  const pages = barsPages(
    rest,
    { tickers: [ticker], timeframe, from: part.state.at, through, feed },
    signal,
  );
  // A run that was stopped behind its last page has nothing left to ask for.
  for await (const { items } of part.state.at > through ? [] : pages) {
    const last = items.at(-1);
    if (last === undefined) continue;
    const kept = items.filter((bar) => extendedHours || isWithinSession(bar));
    part.append(kept.map(barRow).join(""), kept.length, last.startsAt + 1);
    onProgress(Math.min(1, (last.startsAt - from) / Math.max(1, through - from)));
  }
  const { count: bars } = part.state;
  if (bars === 0) part.discard();
  else part.finish();
  return { ticker, path: bars === 0 ? null : path, bars, resumed: part.resumed };
}
