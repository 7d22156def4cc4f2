import type { Millis } from "../../runtime/clock/clock.ts";
import type { CorporateActions } from "../domain/corporate_actions.ts";
import type { Bar, Timeframe } from "../domain/market.ts";
import {
  ALPACA_ACTION_TYPES,
  ALPACA_TIMEFRAMES,
  type Page,
  readActionsPage,
  readBarsPage,
} from "./mapper.ts";
import type { AlpacaRest } from "./rest.ts";

/** Whose trades make the bars: all exchanges' (`sip`), or IEX's alone, which is free. */
export const ALPACA_FEEDS = ["iex", "sip", "otc", "boats"] as const;
/** See {@link ALPACA_FEEDS}. */
export type AlpacaFeed = (typeof ALPACA_FEEDS)[number];

/** What prices before a corporate action are adjusted by. We keep them raw and adjust on read. */
export const ALPACA_ADJUSTMENTS = ["raw", "split", "dividend", "spin-off", "all"] as const;
/** See {@link ALPACA_ADJUSTMENTS}. */
export type AlpacaAdjustment = (typeof ALPACA_ADJUSTMENTS)[number];

/** Bars a page, the most that Alpaca gives. */
export const BARS_PAGE_MAX = 10_000;

/** Corporate actions a page, the most that Alpaca gives. */
const ACTIONS_PAGE_MAX = 1_000;

/** Symbols in one request: a URL has its limits. */
export const SYMBOLS_PER_REQUEST = 100;

/** Pages of one question: more of them is a listing that never ends. */
const PAGES_MAX = 100_000;

/** Which bars are wanted. */
export interface BarsRequest {
  readonly tickers: readonly string[];
  readonly timeframe: Timeframe;
  /** Starts of the bars, both ends included. */
  readonly from: Millis;
  readonly through: Millis;
  readonly feed: AlpacaFeed;
  readonly adjustment?: AlpacaAdjustment;
  /**
   * The date whose symbols are meant, `YYYY-MM-DD`; `-`: bars of what traded under this very symbol.
   * Today's by default: a company's earlier name comes under its present one.
   */
  readonly asof?: string;
  readonly pageToken?: string | null;
  readonly limit?: number;
}

/** One page of bars, sorted by ticker, then time. */
export async function barsPage(
  rest: AlpacaRest,
  request: BarsRequest,
  signal: AbortSignal,
): Promise<Page<Bar>> {
  const { tickers, timeframe, from, through, feed, pageToken, asof } = request;
  const what = `the ${timeframe} bars of ${summary(tickers)}`;
  const json = await rest.json(what, (init) =>
    rest.stocks.stockBarsRaw({
      symbols: tickers.join(","),
      timeframe: ALPACA_TIMEFRAMES[timeframe],
      start: new Date(from),
      end: new Date(through),
      limit: request.limit ?? BARS_PAGE_MAX,
      adjustment: request.adjustment ?? "raw",
      feed,
      ...asof === undefined ? {} : { asof },
      ...pageToken ? { pageToken } : {},
    }, init), signal);
  return readBarsPage(json, timeframe);
}

/** Every page of bars, one after the other. */
export async function* barsPages(
  rest: AlpacaRest,
  request: BarsRequest,
  signal: AbortSignal,
): AsyncGenerator<Page<Bar>> {
  for (let first = 0; first < request.tickers.length; first += SYMBOLS_PER_REQUEST) {
    const tickers = request.tickers.slice(first, first + SYMBOLS_PER_REQUEST);
    let pageToken = request.pageToken ?? null;
    for (let pages = 0;; pages++) {
      const page = await barsPage(rest, { ...request, tickers, pageToken }, signal);
      yield page;
      if (page.next === null) break;
      if (page.next === pageToken || pages >= PAGES_MAX) {
        throw new Error(
          `Alpaca's listing of bars does not end: page token ${page.next} came twice.`,
        );
      }
      pageToken = page.next;
    }
  }
}

/** Every bar of a request at once: for gaps, not for years. */
export async function barsWithin(
  rest: AlpacaRest,
  request: BarsRequest,
  signal: AbortSignal,
): Promise<Bar[]> {
  const bars: Bar[] = [];
  for await (const { items } of barsPages(rest, request, signal)) bars.push(...items);
  return bars;
}

/**
 * Splits, dividends and symbol changes of tickers, in order of date, by the day on which Alpaca
 * processed them.
 * @param from first day, `YYYY-MM-DD`
 * @param through last day, `YYYY-MM-DD`
 */
export async function corporateActions(
  rest: AlpacaRest,
  tickers: readonly string[],
  from: string,
  through: string,
  signal: AbortSignal,
): Promise<CorporateActions> {
  const pages: CorporateActions[] = [];
  for (let first = 0; first < tickers.length; first += SYMBOLS_PER_REQUEST) {
    const symbols = tickers.slice(first, first + SYMBOLS_PER_REQUEST);
    let pageToken: string | null = null;
    do {
      const json = await rest.json(
        `the corporate actions of ${summary(symbols)}`,
        (init) =>
          rest.corporateActions.corporateActionsRaw({
            symbols: symbols.join(","),
            types: ALPACA_ACTION_TYPES,
            start: new Date(`${from}T00:00:00Z`),
            end: new Date(`${through}T00:00:00Z`),
            limit: ACTIONS_PAGE_MAX,
            ...pageToken === null ? {} : { pageToken },
          }, init),
        signal,
      );
      const page = readActionsPage(json);
      pages.push(page);
      pageToken = page.next;
    } while (pageToken !== null);
  }
  const byDate = (a: { readonly date: string }, b: { readonly date: string }) =>
    a.date < b.date ? -1 : a.date > b.date ? 1 : 0;
  return {
    splits: pages.flatMap(({ splits }) => splits).sort(byDate),
    dividends: pages.flatMap(({ dividends }) => dividends).sort(byDate),
    symbolChanges: pages.flatMap(({ symbolChanges }) => symbolChanges).sort(byDate),
  };
}

function summary(tickers: readonly string[]): string {
  return tickers.length <= 3
    ? tickers.join(", ")
    : `${tickers[0]} and ${tickers.length - 1} others`;
}
