import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { type BarColumns, emptyColumns } from "../../domain/bar_columns.ts";

const DAY_MS = 86_400_000;

/** A random walk of daily bars in cents, the same for the same seed. */
export function walk(
  seed: number,
  length: number,
  { ticker = "AAPL", scale = 1 }: { readonly ticker?: string; readonly scale?: number } = {},
): BarColumns {
  const columns = emptyColumns(ticker, "1d", length);
  const random = seededRandomness(seed);
  const cents = (value: number) => Math.max(1, Math.round(value * 100)) / 100;
  let price = 100;
  for (let i = 0; i < length; i++) {
    const open = cents(price * (1 + (random.next() - 0.5) * 0.02));
    const close = cents(open * (1 + (random.next() - 0.5) * 0.04));
    price = close;
    columns.startsAt[i] = Date.UTC(2020, 0, 1, 14, 30) + i * DAY_MS;
    columns.at[i] = columns.startsAt[i]! + 6.5 * 3_600_000;
    columns.open[i] = open * scale;
    columns.close[i] = close * scale;
    columns.high[i] = Math.max(open, close) * scale;
    columns.low[i] = Math.min(open, close) * scale;
    columns.volume[i] = Math.round(random.next() * 10_000);
  }
  return columns;
}

/** Daily bars that open and close at the given prices. */
export function bars(prices: readonly (readonly [open: number, close: number])[]): BarColumns {
  const columns = walk(1, prices.length);
  for (const [i, [open, close]] of prices.entries()) {
    columns.open[i] = open;
    columns.close[i] = close;
    columns.high[i] = Math.max(open, close);
    columns.low[i] = Math.min(open, close);
  }
  return columns;
}
