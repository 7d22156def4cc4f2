import { z } from "zod";
import type { AccountSnapshot, BookedMovement, PortfolioSnapshot } from "../domain/account.ts";
import { execute, FLAT, isFlat, openProfit, splitHolding } from "../domain/holding.ts";
import type { Bar, Split } from "../domain/market.ts";
import { decimal, negate, notional, price, sumUsd, usd, ZERO_USD } from "../domain/money.ts";
import { priceSchema, quantitySchema, type Trade, usdSchema } from "../domain/order.ts";

/**
 * A second set of books, kept from nothing but the trades that were told of: what the executor and
 * the broker say is held against it. A trade that was lost or told twice would show here.
 */

/** What is known of one ticker; plain JSON. */
export const tickerLedgerSchema = z.strictObject({
  holding: z.strictObject({ quantity: quantitySchema, cost: usdSchema }),
  /** Of everything closed, before fees. */
  realised: usdSchema,
  fees: usdSchema,
  /** Last price; null before the first bar. */
  mark: priceSchema.nullable(),
});
export type TickerLedger = z.output<typeof tickerLedgerSchema>;

/** The money; plain JSON. */
export const cashLedgerSchema = z.strictObject({
  account: z.string().min(1).max(64),
  cash: usdSchema,
});
export type CashLedger = z.output<typeof cashLedgerSchema>;

/** Everything that is known of the account. Changed in place. */
export interface Ledger {
  /** Null until the executor has told what there was in the beginning. */
  money: CashLedger | null;
  readonly tickers: Map<string, TickerLedger>;
}

const NOTHING: TickerLedger = { holding: FLAT, realised: ZERO_USD, fees: ZERO_USD, mark: null };

/** What is known of a ticker. */
export function tickerIn({ tickers }: Ledger, ticker: string): TickerLedger {
  return tickers.get(ticker) ?? NOTHING;
}

/** Begins with what the executor's book holds. */
export function begin(ledger: Ledger, { account, book }: AccountSnapshot): void {
  ledger.money = { account, cash: book.cash };
  for (const { ticker, quantity, cost, realised, fees, mark } of book.tickers) {
    const known = mark ?? tickerIn(ledger, ticker).mark;
    ledger.tickers.set(ticker, { holding: { quantity, cost }, realised, fees, mark: known });
  }
}

/** Marks a ticker to the bar's close. */
export function onBar(ledger: Ledger, { ticker, close }: Bar): void {
  ledger.tickers.set(ticker, { ...tickerIn(ledger, ticker), mark: price(close) });
}

/** Brings a ticker to the new unit. */
export function onSplit(ledger: Ledger, { ticker, ratio }: Split): void {
  const part = tickerIn(ledger, ticker);
  ledger.tickers.set(ticker, {
    ...part,
    holding: splitHolding(part.holding, ratio),
    mark: part.mark === null ? null : price(decimal(part.mark).dividedBy(ratio)),
  });
}

/** Books a fill at weighted average cost; false where it moved nothing. */
export function onTrade(ledger: Ledger, trade: Trade): boolean {
  if (ledger.money === null || decimal(trade.lastQuantity).isZero()) return false;
  const part = tickerIn(ledger, trade.ticker);
  const fee = usd(trade.fee);
  const executed = execute(part.holding, {
    side: trade.side,
    quantity: quantitySchema.parse(trade.lastQuantity),
    price: price(trade.lastPrice),
  });
  ledger.money = {
    ...ledger.money,
    cash: sumUsd(ledger.money.cash, executed.cash, negate(fee)),
  };
  ledger.tickers.set(trade.ticker, {
    ...part,
    holding: executed.holding,
    realised: sumUsd(part.realised, executed.realised),
    fees: sumUsd(part.fees, fee),
  });
  return true;
}

/** Books money that moved without a trade. */
export function onMovement(money: CashLedger, { amount }: BookedMovement): CashLedger {
  return { ...money, cash: sumUsd(money.cash, usd(amount)) };
}

/** What the account is worth; null before it has begun. */
export function snapshotOf(
  { money, tickers }: Ledger,
  cause: PortfolioSnapshot["cause"],
): PortfolioSnapshot | null {
  if (money === null) return null;
  let [longValue, shortValue, realised, unrealised, fees] = Array(5).fill(ZERO_USD);
  const positions: PortfolioSnapshot["positions"] = [];
  for (const [ticker, part] of [...tickers].sort(([a], [b]) => a < b ? -1 : 1)) {
    const { holding, mark } = part;
    realised = sumUsd(realised, part.realised);
    fees = sumUsd(fees, part.fees);
    if (isFlat(holding)) continue;
    const value = mark === null ? holding.cost : notional(holding.quantity, mark);
    if (mark !== null) unrealised = sumUsd(unrealised, openProfit(holding, mark));
    if (decimal(value).isNegative()) shortValue = sumUsd(shortValue, value);
    else longValue = sumUsd(longValue, value);
    positions.push({ ticker, ...holding, price: mark, value });
  }
  const equity = sumUsd(money.cash, longValue, shortValue);
  return {
    account: money.account,
    cause,
    cash: money.cash,
    equity,
    longValue,
    shortValue,
    realised,
    unrealised,
    fees,
    positions,
  };
}
