import { type BarColumns } from "../../domain/bar_columns.ts";
import type { Split } from "../../domain/market.ts";
import type { ScoredArticle } from "../../domain/sentiment.ts";
import { bars as barStream, scoredNews } from "../../domain/streams.ts";
import { splitAt, splitsOf } from "../../domain/timeline.ts";
import { compareOrder } from "../../../runtime/delivery/merge.ts";

/** An article's bearing on a ticker, and when decisions may know of it. */
export interface KnownScore {
  readonly at: number;
  readonly score: ScoredArticle;
}

/** What a run is fed with. */
export interface MarketInputs {
  /** As they were traded; each ticker once. */
  readonly bars: readonly BarColumns[];
  readonly splits: readonly Split[];
  readonly news: readonly KnownScore[];
}

/** One thing that became known. */
export type Event =
  | { readonly kind: "score"; readonly at: number; readonly score: ScoredArticle }
  | { readonly kind: "split"; readonly at: number; readonly split: Split }
  | { readonly kind: "bar"; readonly at: number; readonly part: number; readonly index: number };

/**
 * Everything that became known, in the one order of the system: market time, then news before bars,
 * then ticker; of one ticker a split before the bar. Bars are merged as they are asked for: nothing
 * is held beside the columns.
 */
export function* inOrder({ bars, splits, news }: MarketInputs): Generator<Event> {
  const parts = bars.map((columns, part) => ({ columns, part }))
    .sort((a, b) => a.columns.ticker < b.columns.ticker ? -1 : 1);
  const others = othersInOrder({ bars, splits, news });
  const next = new Int32Array(parts.length);
  let other = 0;
  for (;;) {
    let first = -1;
    let at = Infinity;
    for (let i = 0; i < parts.length; i++) {
      const { columns } = parts[i]!;
      const index = next[i]!;
      if (index < columns.length && columns.at[index]! < at) {
        at = columns.at[index]!;
        first = i;
      }
    }
    while (other < others.length && comesBefore(others[other]!, at, parts[first]?.columns.ticker)) {
      yield others[other++]!.event;
    }
    if (first < 0) return;
    yield { kind: "bar", at, part: parts[first]!.part, index: next[first]!++ };
  }
}

interface Placed {
  readonly at: number;
  readonly rank: number;
  readonly key: string;
  readonly seq: number;
  readonly event: Event;
}

function comesBefore(other: Placed, at: number, ticker: string | undefined): boolean {
  if (ticker === undefined) return true;
  // A split of the bar's own ticker was published before it.
  return compareOrder(other, { at, rank: barStream.rank, key: ticker, seq: Infinity }) < 0;
}

function othersInOrder({ bars, splits, news }: MarketInputs): Placed[] {
  const tickers = bars.map(({ ticker }) => ticker);
  const watched = new Set(tickers);
  const placed: Placed[] = splitsOf(splits, tickers).map((split, seq) => {
    const at = splitAt(split);
    return {
      at,
      rank: barStream.rank,
      key: split.ticker,
      seq,
      event: { kind: "split", at, split },
    };
  });
  for (const [seq, { at, score }] of news.entries()) {
    if (!watched.has(score.ticker)) continue;
    const event: Event = { kind: "score", at, score };
    placed.push({ at, rank: scoredNews.rank, key: score.ticker, seq, event });
  }
  return placed.sort(compareOrder);
}
