import { z } from "zod";

/** A symbol as the broker spells it, for example `AAPL` or `BRK.B`. */
export const tickerSchema = z.string().regex(/^[A-Z][A-Z0-9.\-]{0,14}$/);

/** Length of a bar. */
export const timeframeSchema = z.enum(["1m", "5m", "15m", "30m", "1h", "1d"]);
export type Timeframe = z.output<typeof timeframeSchema>;

/** Milliseconds since the epoch, UTC. */
export const millisSchema = z.int();

const price = z.number().positive().finite();

/** One bar. Prices are as traded, never adjusted; floats, for they feed indicators and not the ledger. */
export const barSchema = z.strictObject({
  ticker: tickerSchema,
  timeframe: timeframeSchema,
  /** Start of the bar. */
  startsAt: millisSchema,
  /** Close of the bar: when it became knowable. */
  at: millisSchema,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: z.number().nonnegative().finite(),
  /** History that fills windows before trading begins: nothing is decided or filled on it. */
  warmup: z.boolean(),
});
export type Bar = z.output<typeof barSchema>;

/** A share split, effective before the first bar of its date. */
export const splitSchema = z.strictObject({
  ticker: tickerSchema,
  /** Session date, `YYYY-MM-DD`, New York. */
  date: z.iso.date(),
  /** New shares for one old share: 7 for a 7-for-1 split, 0.1 for a 1-for-10 reverse split. */
  ratio: z.number().positive().finite(),
});
export type Split = z.output<typeof splitSchema>;

/** The watermark of a timeline that is over: nothing comes after it. The largest time a Date can hold. */
export const END_OF_TIME = 8_640_000_000_000_000;

/** A tick of market time. The envelope's `at` is the time; the payload says what kind of time it is. */
export const tickSchema = z.strictObject({
  /** Seeding of windows, trading, or the end of the input timeline. */
  phase: z.enum(["warmup", "trading", "end"]),
});
export type Tick = z.output<typeof tickSchema>;
