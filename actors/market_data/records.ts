import { marketData, splits } from "../../db/tables/market.ts";
import type { RowWriter } from "../../runtime/actor.ts";
import { isoTime } from "../domain/iso_time.ts";
import type { Bar, Split } from "../domain/market.ts";

/** Records a bar. */
export function writeBar(ctx: RowWriter, bar: Bar): void {
  const { ticker, timeframe, startsAt, at, open, high, low, close, volume } = bar;
  ctx.write(marketData, {
    ticker,
    timeframe,
    starts_at: isoTime(startsAt),
    at: isoTime(at),
    open,
    high,
    low,
    close,
    volume,
  });
}

/** Records a split, told at market time `at`. */
export function writeSplit(ctx: RowWriter, { ticker, date, ratio }: Split, at: number): void {
  ctx.write(splits, { ticker, date, ratio, at: isoTime(at) });
}
