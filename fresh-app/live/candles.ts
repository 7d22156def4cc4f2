import type { BarView, NewsView, TradeView } from "../api/views.ts";

/** A bar as the chart takes it; `time` is its start, in seconds since the epoch. */
export interface Candle {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Something that happened in a bar. */
export interface Mark<Item> {
  /** Start of the bar, in seconds since the epoch. */
  readonly time: number;
  readonly item: Item;
}

/** Bars as candles, oldest first; of two of the same start the newer stands. */
export function candlesOf(bars: readonly BarView[]): Candle[] {
  const candles = new Map<number, Candle>();
  for (const bar of bars.toReversed()) {
    const time = seconds(bar.startsAt);
    candles.set(time, {
      time,
      open: Number(bar.open),
      high: Number(bar.high),
      low: Number(bar.low),
      close: Number(bar.close),
    });
  }
  return [...candles.values()].sort((a, b) => a.time - b.time);
}

/** Trades at the bars in which they were done, oldest first; what lies before the chart is left out. */
export function tradeMarks(
  candles: readonly Candle[],
  trades: readonly TradeView[],
): Mark<TradeView>[] {
  // A fill becomes known at its bar's close, which is the next bar's start.
  return marksOf(candles, trades, ({ at }) => seconds(at) - 1);
}

/** Headlines at the bars in which they became known, oldest first. */
export function newsMarks(candles: readonly Candle[], news: readonly NewsView[]): Mark<NewsView>[] {
  return marksOf(candles, news, ({ at }) => seconds(at));
}

function marksOf<Item>(
  candles: readonly Candle[],
  items: readonly Item[],
  momentOf: (item: Item) => number,
): Mark<Item>[] {
  return items.flatMap((item) => {
    const moment = momentOf(item);
    const candle = candles.findLast(({ time }) => time <= moment);
    return candle === undefined ? [] : [{ time: candle.time, item }];
  }).sort((a, b) => a.time - b.time);
}

/** A pin at its place on the time axis: `row` keeps labels from lying on each other. */
export interface Pin<Item> {
  readonly x: number;
  /** Null: there is room for no label. */
  readonly row: number | null;
  readonly item: Item;
}

/** Rows for labels. */
export const PIN_ROWS = 3;

/** Puts labels of a width into rows, from left to right. */
export function pinsOf<Item>(
  marks: readonly { readonly x: number; readonly item: Item }[],
  labelWidth: number,
  chartWidth: number,
): Pin<Item>[] {
  const ends = Array.from({ length: PIN_ROWS }, () => -Infinity);
  return marks.map(({ x, item }) => {
    const row = ends.findIndex((end) => end <= x);
    if (row < 0 || x + labelWidth > chartWidth) return { x, row: null, item };
    ends[row] = x + labelWidth;
    return { x, row, item };
  });
}

function seconds(at: string): number {
  return Math.floor(Date.parse(at) / 1000);
}
