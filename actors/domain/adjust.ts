import { type BarColumns, emptyColumns } from "./bar_columns.ts";
import type { CorporateActions, Dividend, SymbolChange } from "./corporate_actions.ts";
import type { Split } from "./market.ts";
import { newYorkMidnight } from "./new_york.ts";

/** Everything that happens to a share on one date. */
interface Event {
  /** 00:00 New York of its date. */
  readonly at: number;
  /** New shares for one old; 1 without a split. */
  readonly ratio: number;
  /** USD for each new share; 0 without a dividend. */
  readonly cash: number;
}

/**
 * Bars as they are compared over time: prices before a split in shares of the last bar, and, where
 * dividends are given, prices before an ex-date lowered by what was paid, so that a change of price is
 * a return. Bars are stored as traded and adjusted when read; the last bar never changes.
 *
 * Backward adjustment by the method of CRSP: before a split of ratio r, price / r and volume × r;
 * before an ex-date with dividend D, price × (1 − D / C), where C is the last close before it, in
 * shares of the ex-date. A dividend that is not below C (a liquidation) throws a RangeError.
 */
export function adjusted(
  columns: BarColumns,
  splits: readonly Split[],
  dividends: readonly Dividend[] = [],
): BarColumns {
  const events = eventsOf(columns.ticker, splits, dividends);
  if (events.length === 0 || columns.length === 0) return columns;
  const result = emptyColumns(columns.ticker, columns.timeframe, columns.length);
  result.startsAt.set(columns.startsAt);
  result.at.set(columns.at);
  let priceFactor = 1;
  let volumeFactor = 1;
  let next = events.length - 1;
  // Later than the last bar: it has not happened yet as far as these bars know.
  while (next >= 0 && events[next]!.at > columns.startsAt[columns.length - 1]!) next--;
  for (let i = columns.length - 1; i >= 0; i--) {
    for (; next >= 0 && columns.startsAt[i]! < events[next]!.at; next--) {
      const { ratio, cash } = events[next]!;
      const close = columns.close[i]! / ratio;
      if (cash >= close) {
        throw new RangeError(
          `expected a dividend of ${columns.ticker} below its last close ${close}, found ${cash}`,
        );
      }
      priceFactor *= (1 - cash / close) / ratio;
      volumeFactor *= ratio;
    }
    for (const name of ["open", "high", "low", "close"] as const) {
      result[name][i] = columns[name][i]! * priceFactor;
    }
    result.volume[i] = columns.volume[i]! * volumeFactor;
  }
  return result;
}

/**
 * Everything that is known of a company under its present symbol: bars of an earlier one before the
 * date of the change, its own from then on. Bars of a stranger who had the symbol before are left out.
 */
export function underOneSymbol(
  bars: ReadonlyMap<string, BarColumns>,
  ticker: string,
  changes: readonly SymbolChange[],
): BarColumns | null {
  const change = changes.filter(({ to }) => to === ticker)
    .sort((a, b) => a.date < b.date ? 1 : -1)[0];
  const own = bars.get(ticker) ?? null;
  if (change === undefined) return own;
  const rest = changes.filter((each) => each !== change && each.date <= change.date);
  const before = underOneSymbol(bars, change.from, rest);
  const since = newYorkMidnight(change.date);
  const parts = [
    before === null ? null : within(before, -Infinity, since),
    own === null ? null : within(own, since, Infinity),
  ].filter((part) => part !== null && part.length > 0) as BarColumns[];
  const [head] = parts;
  if (head === undefined) return null;
  if (parts.some(({ timeframe }) => timeframe !== head.timeframe)) {
    throw new RangeError(`expected bars of one size for ${ticker} and ${change.from}`);
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = emptyColumns(ticker, head.timeframe, length);
  let offset = 0;
  for (const part of parts) {
    for (const name of NUMBERS) joined[name].set(part[name], offset);
    offset += part.length;
  }
  return joined;
}

/** Stored bars as a reader wants them: under the present symbol, adjusted by what is known. */
export function readAdjusted(
  bars: ReadonlyMap<string, BarColumns>,
  ticker: string,
  actions: CorporateActions,
  what: { readonly dividends: boolean },
): BarColumns | null {
  const { splits, dividends, symbolChanges } = actions;
  const joined = underOneSymbol(bars, ticker, symbolChanges);
  if (joined === null) return null;
  const own = namesOf(ticker, symbolChanges);
  const rename = <T extends { readonly ticker: string }>(each: T): T =>
    own.has(each.ticker) ? { ...each, ticker } : each;
  return adjusted(
    joined,
    splits.map(rename),
    what.dividends ? dividends.map(rename) : [],
  );
}

const NUMBERS = ["startsAt", "at", "open", "high", "low", "close", "volume"] as const;

function namesOf(ticker: string, changes: readonly SymbolChange[]): Set<string> {
  const names = new Set([ticker]);
  for (const { from, to } of [...changes].sort((a, b) => a.date < b.date ? 1 : -1)) {
    if (names.has(to)) names.add(from);
  }
  return names;
}

function eventsOf(
  ticker: string,
  splits: readonly Split[],
  dividends: readonly Dividend[],
): Event[] {
  const events = new Map<string, Event>();
  const add = (date: string, ratio: number, cash: number) => {
    const known = events.get(date) ?? { at: newYorkMidnight(date), ratio: 1, cash: 0 };
    // A special dividend comes beside the regular one: both leave the same close.
    events.set(date, { ...known, ratio: known.ratio * ratio, cash: known.cash + cash });
  };
  for (const each of splits) if (each.ticker === ticker) add(each.date, each.ratio, 0);
  for (const each of dividends) if (each.ticker === ticker) add(each.date, 1, each.cash);
  return [...events.values()].sort((a, b) => a.at - b.at);
}

function within(columns: BarColumns, from: number, until: number): BarColumns {
  let start = 0;
  while (start < columns.length && columns.startsAt[start]! < from) start++;
  let end = start;
  while (end < columns.length && columns.startsAt[end]! < until) end++;
  const part = emptyColumns(columns.ticker, columns.timeframe, end - start);
  for (const name of NUMBERS) part[name].set(columns[name].subarray(start, end));
  return part;
}
