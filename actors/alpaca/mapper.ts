import { z } from "zod";
import type { CorporateActions } from "../domain/corporate_actions.ts";
import type { TradingStatus } from "../domain/live_market.ts";
import { type Bar, tickerSchema, type Timeframe } from "../domain/market.ts";
import { newYorkDate, newYorkTime } from "../domain/new_york.ts";
import { sessionOf } from "../domain/calendar.ts";
import { TIMEFRAME_MS } from "../domain/timeframes.ts";

/** An answer or message of Alpaca's that is not what its documentation promises. */
export class AlpacaShapeError extends Error {
  override readonly name = "AlpacaShapeError";
}

const price = z.number().positive().finite();
const instant = z.string().transform((text, ctx) => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) ctx.addIssue({ code: "custom", message: `no time: ${text.slice(0, 40)}` });
  return at;
});

/** A bar on the wire; REST and stream spell it alike. Nanoseconds are dropped. */
const wireBarSchema = z.object({
  t: instant,
  o: price,
  h: price,
  l: price,
  c: price,
  v: z.number().nonnegative().finite(),
});
const wireBarMessageSchema = wireBarSchema.extend({ S: z.string() });
const token = z.string().max(4_096).nullish().transform((text) => text || null);
const barsPageSchema = z.object({
  bars: z.record(z.string(), z.array(wireBarSchema).nullable()).nullish(),
  next_page_token: token,
});

/** One page of an answer that has more of them. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where it goes on; null on the last page. */
  readonly next: string | null;
}

/** Our bar sizes in Alpaca's words. */
export const ALPACA_TIMEFRAMES: Readonly<Record<Timeframe, string>> = {
  "1m": "1Min",
  "5m": "5Min",
  "15m": "15Min",
  "30m": "30Min",
  "1h": "1Hour",
  "1d": "1Day",
};

/** Reads a page of `GET /v2/stocks/bars`. Throws an {@link AlpacaShapeError}. */
export function readBarsPage(json: unknown, timeframe: Timeframe): Page<Bar> {
  const { bars, next_page_token } = checked(barsPageSchema, json, "a page of bars");
  const items = Object.entries(bars ?? {}).flatMap(([symbol, list]) => {
    const ticker = checked(tickerSchema, symbol, "a symbol");
    return (list ?? []).map((bar) => barOf(ticker, timeframe, bar));
  });
  return { items, next: next_page_token };
}

/** Reads a message `b` or `u` of the stream; null for one that cannot be used. */
export function readBarMessage(message: unknown): Bar | null {
  const read = wireBarMessageSchema.safeParse(message).data;
  const ticker = tickerSchema.safeParse(read?.S).data;
  if (read === undefined || ticker === undefined) return null;
  return isPlausible(read) ? barOf(ticker, "1m", read) : null;
}

const statusSchema = z.object({
  S: tickerSchema,
  sc: z.string(),
  sm: z.string().nullish(),
  t: instant,
});

/** Codes of UTP (letters) and CTA (digits) that halt trading or let it go on. */
const HALTS = new Set(["H", "P", "2"]);
const RESUMPTIONS = new Set(["T", "3"]);

/** Reads a message `s` of the stream; null for one that cannot be used. */
export function readStatusMessage(message: unknown): TradingStatus | null {
  const read = statusSchema.safeParse(message).data;
  if (read === undefined) return null;
  const { S: ticker, sc: code, sm, t: at } = read;
  const halted = HALTS.has(code) ? true : RESUMPTIONS.has(code) ? false : null;
  return { ticker, at, halted, code: code.slice(0, 16), meaning: (sm ?? "").slice(0, 200) };
}

const rate = z.number().positive().finite();
const splitSchema = z.object({
  symbol: z.string(),
  ex_date: z.iso.date(),
  old_rate: rate,
  new_rate: rate,
});
const actionsPageSchema = z.object({
  corporate_actions: z.object({
    forward_splits: z.array(splitSchema).nullish(),
    reverse_splits: z.array(splitSchema).nullish(),
    stock_dividends: z.array(z.object({
      symbol: z.string(),
      ex_date: z.iso.date(),
      /** New shares for each share held. */
      rate,
    })).nullish(),
    cash_dividends: z.array(z.object({
      symbol: z.string(),
      ex_date: z.iso.date(),
      rate: z.number().nonnegative().finite(),
    })).nullish(),
    name_changes: z.array(z.object({
      old_symbol: z.string(),
      new_symbol: z.string(),
      process_date: z.iso.date(),
    })).nullish(),
  }).nullish(),
  next_page_token: token,
});

/** Kinds of corporate action that are asked for, in Alpaca's words. */
export const ALPACA_ACTION_TYPES =
  "forward_split,reverse_split,stock_dividend,cash_dividend,name_change";

/** Reads a page of `GET /v1/corporate-actions`. Throws an {@link AlpacaShapeError}. */
export function readActionsPage(
  json: unknown,
): CorporateActions & { readonly next: string | null } {
  const page = checked(actionsPageSchema, json, "a page of corporate actions");
  const actions = page.corporate_actions ?? {};
  const isTicker = (text: string) => tickerSchema.safeParse(text).success;
  const splits = [...actions.forward_splits ?? [], ...actions.reverse_splits ?? []]
    .map((each) => ({
      ticker: each.symbol,
      date: each.ex_date,
      ratio: each.new_rate / each.old_rate,
    }))
    // A dividend in shares splits them like any other split.
    .concat((actions.stock_dividends ?? []).map(({ symbol, ex_date, rate }) => ({
      ticker: symbol,
      date: ex_date,
      ratio: 1 + rate,
    })));
  const dividends = (actions.cash_dividends ?? [])
    .filter(({ rate }) => rate > 0)
    .map(({ symbol, ex_date, rate }) => ({ ticker: symbol, date: ex_date, cash: rate }));
  const changes = (actions.name_changes ?? [])
    .map(({ old_symbol, new_symbol, process_date }) => ({
      from: old_symbol,
      to: new_symbol,
      date: process_date,
    }));
  return {
    splits: splits.filter(({ ticker }) => isTicker(ticker)),
    dividends: dividends.filter(({ ticker }) => isTicker(ticker)),
    symbolChanges: changes.filter(({ from, to }) => isTicker(from) && isTicker(to)),
    next: page.next_page_token,
  };
}

type WireBar = z.output<typeof wireBarSchema>;

function isPlausible({ o, h, l, c }: WireBar): boolean {
  return h >= Math.max(o, c, l) && l <= Math.min(o, c);
}

function barOf(ticker: string, timeframe: Timeframe, wire: WireBar): Bar {
  if (!isPlausible(wire)) {
    const { o, h, l, c } = wire;
    throw new AlpacaShapeError(
      `Alpaca sent a bar of ${ticker} whose high and low do not hold its prices ` +
        `(open ${o}, high ${h}, low ${l}, close ${c}).`,
    );
  }
  const span = timeframe === "1d" ? sessionSpan(wire.t) : {
    startsAt: wire.t,
    at: wire.t + TIMEFRAME_MS[timeframe],
  };
  const { o: open, h: high, l: low, c: close, v: volume } = wire;
  return { ticker, timeframe, ...span, open, high, low, close, volume, warmup: false };
}

/** Alpaca stamps a daily bar with New York's midnight; ours cover the session. */
function sessionSpan(midnight: number): { startsAt: number; at: number } {
  const date = newYorkDate(midnight);
  const session = sessionOf(date);
  if (session !== null) return { startsAt: session.open, at: session.close };
  return { startsAt: newYorkTime(date, 34_200_000)!, at: newYorkTime(date, 57_600_000)! };
}

function checked<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new AlpacaShapeError(
    `Alpaca sent ${what} that cannot be read: ${issue?.path.join(".") || "the whole"}: ` +
      `${issue?.message}.`,
    { cause: read.error },
  );
}
