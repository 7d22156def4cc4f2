import type { Millis } from "../../../runtime/clock/clock.ts";
import { isFlat } from "../../domain/holding.ts";
import { decimal, notional, price, quantity, sumUsd, type Usd, usd } from "../../domain/money.ts";
import { type Order, reservePriceOf } from "../../domain/order.ts";
import type { Signal } from "../../domain/signal.ts";
import {
  type Book,
  buyingPowerIn,
  equityOf,
  isEntry,
  type TickerBook,
  tickerBook,
  valueOf,
} from "../book.ts";
import type { RiskFacts } from "./facts.ts";
import type { RiskLimits } from "./limits.ts";

/** What decided an order: a signal, or an operator, whose order has no age and no price. */
export type Decided = Pick<Signal, "timeframe" | "expiresAt"> & { readonly price: number | null };

/** Everything that the rules look at, taken from the book. */
export function factsOf(
  book: Book,
  order: Order,
  decided: Decided,
  now: Millis,
  { limits }: { readonly limits: RiskLimits },
): RiskFacts {
  const part = tickerBook(book, order.ticker);
  const equity = equityOf(book);
  const { session, week, peakEquity, lossStreak, lastLossAt, intents, halted } = book.risk;
  const all = [...book.tickers.values()].map((each) => ({ ...each, exposed: exposureOf(each) }));
  const gross = (of: typeof all) =>
    of.reduce((sum, { exposed }) => sum.plus(exposed.long).plus(exposed.short), decimal(0));
  const net = all.reduce(
    (sum, { exposed }) => sum.plus(exposed.long).minus(exposed.short),
    decimal(0),
  );
  return {
    order,
    now,
    timeframe: decided.timeframe,
    expiresAt: decided.expiresAt,
    pricedAt: part.mark?.at ?? null,
    lastPrice: part.mark === null ? null : price(part.mark.price),
    signalPrice: decided.price === null ? null : price(decided.price),
    halted: halted.includes(order.ticker),
    equity,
    // Before the first session the account is what it was opened with.
    sessionOpenEquity: session?.openEquity ?? book.account.startingCash,
    weekOpenEquity: week?.openEquity ?? book.account.startingCash,
    peakEquity: peakEquity === null ? book.account.startingCash : usd(peakEquity),
    buyingPower: buyingPowerIn(book),
    grossExposure: usd(gross(all)),
    netExposure: usd(net),
    groups: Object.entries(limits.groups)
      .filter(([, tickers]) => tickers.includes(order.ticker))
      .map(([name, tickers]) => ({
        name,
        exposure: usd(gross(all.filter(({ ticker }) => tickers.includes(ticker)))),
      })),
    held: part.holding.quantity,
    otherPositions: all.filter((each) => each.ticker !== order.ticker && isExposed(each)).length,
    exitedAt: part.exitedAt,
    lossStreak,
    lastLossAt,
    intents,
    sessionOrdered: session?.ordered ?? usd(0),
  };
}

/** Value that a ticker has at risk on each side: what is held, and what working entries will add. */
function exposureOf(part: TickerBook): { readonly long: Usd; readonly short: Usd } {
  const value = valueOf(part);
  let long = decimal(value).isNegative() ? usd(0) : value;
  let short = decimal(value).isNegative() ? usd(decimal(value).negated()) : usd(0);
  for (const order of part.orders) {
    if (!isEntry(part, order)) continue;
    const open = quantity(decimal(order.quantity).minus(order.filledQuantity));
    const added = notional(open, reservePriceOf(order));
    if (order.side === "buy") long = sumUsd(long, added);
    else short = sumUsd(short, added);
  }
  return { long, short };
}

function isExposed({ holding, orders }: TickerBook): boolean {
  return !isFlat(holding) || orders.length > 0;
}
