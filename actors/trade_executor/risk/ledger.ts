import { z } from "zod";
import type { Millis } from "../../../runtime/clock/clock.ts";
import { sessionWithin } from "../../domain/calendar.ts";
import { type Bar, millisSchema, tickerSchema } from "../../domain/market.ts";
import { decimal, notional, sumUsd, type Usd, ZERO_USD } from "../../domain/money.ts";
import { type Order, reservePriceOf, usdSchema } from "../../domain/order.ts";
import { sideSchema } from "../../domain/signal.ts";

/** An entry that was sent: what the duplicate guard and the order rate look at. */
export const intentSchema = z.strictObject({
  signalId: z.string().min(1).max(64),
  ticker: tickerSchema,
  side: sideSchema,
  at: millisSchema,
});
export type Intent = z.output<typeof intentSchema>;

/** How many entries and refusals are remembered. More than any limit on orders per minute. */
const REMEMBERED = 256;

/** What the risk manager remembers of the past. Plain JSON; part of the book. */
export const riskLedgerSchema = z.object({
  /** The present session: its end, equity before its first bar, and value of its entries so far. */
  session: z.strictObject({
    date: z.iso.date(),
    close: millisSchema,
    openEquity: usdSchema,
    ordered: usdSchema,
  }).nullable(),
  /** The week of that session, numbered from a fixed Monday, and equity before its first bar. */
  week: z.strictObject({ number: z.int(), openEquity: usdSchema }).nullable(),
  /** The highest equity at last prices, in dollars: a mark, and therefore a float. */
  peakEquity: z.union([z.number(), usdSchema.transform(Number)]).nullable(),
  lossStreak: z.int().nonnegative(),
  lastLossAt: millisSchema.nullable(),
  /** What positions that are open have realised so far, fees taken off. */
  openResults: z.record(tickerSchema, usdSchema),
  /** Round trips that are over: how many won and lost, and how much. */
  results: z.strictObject({
    wins: z.int().nonnegative(),
    losses: z.int().nonnegative(),
    won: usdSchema,
    lost: usdSchema,
  }),
  intents: z.array(intentSchema).max(REMEMBERED),
  /** Signals that were refused: a limit that is loosened later does not apply to them. */
  refused: z.array(z.string().min(1).max(64)).max(REMEMBERED),
  /** Tickers that their exchange has halted. */
  halted: z.array(tickerSchema).max(1000),
});
export type RiskLedger = z.output<typeof riskLedgerSchema>;

/** Nothing is remembered yet. */
export const NEW_LEDGER: RiskLedger = {
  session: null,
  week: null,
  peakEquity: null,
  lossStreak: 0,
  lastLossAt: null,
  openResults: {},
  results: { wins: 0, losses: 0, won: ZERO_USD, lost: ZERO_USD },
  intents: [],
  refused: [],
  halted: [],
};

/** Monday 5 January 1970 begins week 0. */
const MONDAY_MS = 4 * 86_400_000;
const WEEK_MS = 7 * 86_400_000;

/**
 * Begins a session with its first bar: what was equity until then is what its losses are measured
 * from, so that a gap over night counts as a loss of the day. Any other bar changes nothing.
 */
export function openSession(ledger: RiskLedger, bar: Bar, equity: () => Usd): RiskLedger {
  if (ledger.session !== null && bar.startsAt < ledger.session.close) return ledger;
  const session = sessionWithin(bar.startsAt, bar.at);
  if (session === null || session.date === ledger.session?.date) return ledger;
  const openEquity = equity();
  const number = Math.floor((session.open - MONDAY_MS) / WEEK_MS);
  return {
    ...withEquity(ledger, Number(openEquity)),
    session: { date: session.date, close: session.close, openEquity, ordered: ZERO_USD },
    week: ledger.week?.number === number ? ledger.week : { number, openEquity },
  };
}

/** Takes note of what equity is now, in dollars. The same ledger where it is no new peak. */
export function withEquity(ledger: RiskLedger, equity: number): RiskLedger {
  const { peakEquity } = ledger;
  return peakEquity === null || equity > peakEquity ? { ...ledger, peakEquity: equity } : ledger;
}

/** An entry is written down. */
export function afterIntent(ledger: RiskLedger, order: Order): RiskLedger {
  const { signalId, ticker, side, decidedAt: at } = order;
  const value = notional(order.quantity, reservePriceOf(order));
  return {
    ...ledger,
    session: ledger.session &&
      { ...ledger.session, ordered: sumUsd(ledger.session.ordered, value) },
    intents: [...ledger.intents, { signalId, ticker, side, at }].slice(-REMEMBERED),
  };
}

/** A signal was refused: for good. */
export function afterRefusal(ledger: RiskLedger, signalId: string): RiskLedger {
  return { ...ledger, refused: [...ledger.refused, signalId].slice(-REMEMBERED) };
}

/**
 * A fill of a ticker realised `result` (fees taken off). Where nothing is held any more a round trip
 * is over, and counts as won or lost as a whole.
 */
export function afterFill(
  ledger: RiskLedger,
  fill: {
    readonly ticker: string;
    readonly result: Usd;
    readonly isFlat: boolean;
    readonly at: Millis;
  },
): RiskLedger {
  const { ticker, at, isFlat } = fill;
  const { [ticker]: before = ZERO_USD, ...others } = ledger.openResults;
  const result = sumUsd(before, fill.result);
  if (!isFlat) return { ...ledger, openResults: { ...others, [ticker]: result } };
  const { wins, losses, won, lost } = ledger.results;
  return decimal(result).isNegative()
    ? {
      ...ledger,
      openResults: others,
      results: { wins, losses: losses + 1, won, lost: sumUsd(lost, result) },
      lossStreak: ledger.lossStreak + 1,
      lastLossAt: at,
    }
    : {
      ...ledger,
      openResults: others,
      results: { wins: wins + 1, losses, won: sumUsd(won, result), lost },
      lossStreak: 0,
    };
}

/** An exchange halts trading in a ticker, or lets it go on. */
export function afterStatus(ledger: RiskLedger, ticker: string, isHalted: boolean): RiskLedger {
  const others = ledger.halted.filter((halted) => halted !== ticker);
  return { ...ledger, halted: isHalted ? [...others, ticker] : others };
}
