import type { Millis } from "../../../runtime/clock/clock.ts";
import type { Bar, Split } from "../../domain/market.ts";

/** One fact of a feed, as it is published: `at` is when it became knowable, `key` its ticker. */
export type FeedItem =
  | { readonly type: "split"; readonly at: Millis; readonly key: string; readonly payload: Split }
  | { readonly type: "bar"; readonly at: Millis; readonly key: string; readonly payload: Bar };

/**
 * A feed whose every fact is determined beforehand (a recording, a simulation). It keeps no cursor:
 * whoever reads says where it stands, so a restart goes on from any moment.
 */
export interface Feed {
  /** The watchlist, in order. */
  readonly tickers: readonly string[];
  /**
   * Everything that became knowable after `after` and up to `through`, in order of time, then ticker,
   * a split before a bar of the same moment. `warmup` marks the bars as history on which nothing is
   * decided.
   */
  read(after: Millis, through: Millis, warmup: boolean): FeedItem[];
}

/** The order within a feed. */
export function compareItems(a: FeedItem, b: FeedItem): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  if (a.type !== b.type) return a.type === "split" ? -1 : 1;
  return 0;
}
