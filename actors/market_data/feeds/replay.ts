import { barAt, type BarColumns, countThrough } from "../../domain/bar_columns.ts";
import type { Split } from "../../domain/market.ts";
import { splitAt, splitsOf } from "../../domain/timeline.ts";
import { compareItems, type Feed, type FeedItem } from "./feed.ts";

/** A feed of recorded bars and the splits of their tickers. Throws where a ticker comes twice. */
export function replayFeed(recorded: readonly BarColumns[], splits: readonly Split[]): Feed {
  const bars = [...recorded].sort((a, b) => a.ticker < b.ticker ? -1 : 1);
  const tickers = bars.map(({ ticker }) => ticker);
  if (new Set(tickers).size !== tickers.length) {
    throw new RangeError(`expected each ticker once, found ${tickers.join(", ")}`);
  }
  const splitItems = splitsOf(splits, tickers).map((split) =>
    ({ type: "split", at: splitAt(split), key: split.ticker, payload: split }) as const
  );
  return {
    tickers,
    read(after, through, warmup) {
      const items: FeedItem[] = splitItems.filter(({ at }) => at > after && at <= through);
      for (const columns of bars) {
        for (let i = countThrough(columns, after); i < columns.length; i++) {
          if (columns.at[i]! > through) break;
          const bar = barAt(columns, i, warmup);
          items.push({ type: "bar", at: bar.at, key: bar.ticker, payload: bar });
        }
      }
      return items.sort(compareItems);
    },
  };
}
