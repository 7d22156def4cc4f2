import { z } from "zod";
import { buyingPowerOf } from "../domain/buying_power.ts";
import { FLAT, isFlat } from "../domain/holding.ts";
import { millisSchema, tickerSchema } from "../domain/market.ts";
import { decimal, notional, quantity, sumUsd, type Usd, ZERO_USD } from "../domain/money.ts";
import {
  type Order,
  orderSchemaWith,
  orderStatusSchema,
  quantitySchema,
  reservePriceOf,
  usdSchema,
} from "../domain/order.ts";
import { flipSchema, heldExitsSchema } from "./exits.ts";
import { NEW_LEDGER, type RiskLedger } from "./risk/ledger.ts";
import { averageRangeSchema } from "./sizing/average_range.ts";

/** An order of ours that is not terminal. */
export const bookOrderSchema = orderSchemaWith({
  /** Which attempt at the signal's wish it is, from 1. */
  attempt: z.int().positive(),
  status: orderStatusSchema,
  /** The broker's id; null until it has told one. */
  orderId: z.string().min(1).max(64).nullable(),
  filledQuantity: quantitySchema,
  /** Value of its fills so far: quantity times price, without fees. */
  filledValue: usdSchema,
  /** Fees of its fills so far. */
  fees: usdSchema,
});
export type BookOrder = z.output<typeof bookOrderSchema>;

/** Everything that the executor knows of one ticker. */
export const tickerBookSchema = z.strictObject({
  ticker: tickerSchema,
  /** Shares held, negative where short, and what they cost without fees. */
  holding: z.strictObject({ quantity: quantitySchema, cost: usdSchema }),
  /** Profit of everything closed so far, before fees. */
  realised: usdSchema,
  /** Fees of all fills so far. */
  fees: usdSchema,
  /** Last price and when it became known; null before the first bar. */
  mark: z.strictObject({ price: z.number().positive(), at: millisSchema }).nullable(),
  /** When the present position was opened; null: nothing is held. */
  openedAt: millisSchema.nullable(),
  /** When the last position was left; null: never. */
  exitedAt: millisSchema.nullable(),
  /** Orders that are not terminal, oldest first. */
  orders: z.array(bookOrderSchema),
  /** How far its price moves in a bar; absent before the first bar. */
  range: z.exactOptional(averageRangeSchema),
  /** What the position of the last entry is left by. */
  exits: z.exactOptional(heldExitsSchema),
  /** An entry that waits for the close of the other side. */
  flip: z.exactOptional(flipSchema),
});
export type TickerBook = z.output<typeof tickerBookSchema>;

/** The money. */
export const accountBookSchema = z.strictObject({
  /** Cash in the beginning: what profit is measured from. */
  startingCash: usdSchema,
  cash: usdSchema,
});
export type AccountBook = z.output<typeof accountBookSchema>;

/** What the executor believes: the account and each ticker. Each part is plain JSON of its own. */
export interface Book {
  account: AccountBook;
  readonly tickers: Map<string, TickerBook>;
  /** What the risk manager remembers. */
  risk: RiskLedger;
}

/** What a decision changes: parts of the book in their new version. */
export interface BookChange {
  readonly account: AccountBook | null;
  readonly ticker: TickerBook;
  /** Absent: as it was. */
  readonly risk?: RiskLedger;
}

/** A book with nothing in it but cash. */
export function newBook(startingCash: Usd): Book {
  return { account: { startingCash, cash: startingCash }, tickers: new Map(), risk: NEW_LEDGER };
}

/** The book made of its saved parts, as they were read back. */
export function bookFrom(
  account: AccountBook,
  tickers: Iterable<TickerBook>,
  risk: RiskLedger = NEW_LEDGER,
): Book {
  return { account, tickers: new Map([...tickers].map((part) => [part.ticker, part])), risk };
}

/** Takes a change into the book, in place. */
export function applyChange(book: Book, change: BookChange): void {
  if (change.account !== null) book.account = change.account;
  book.tickers.set(change.ticker.ticker, change.ticker);
  if (change.risk !== undefined) book.risk = change.risk;
}

/** A ticker's part; of one never heard of, an empty one. */
export function tickerBook(book: Book, ticker: string): TickerBook {
  return book.tickers.get(ticker) ?? {
    ticker,
    holding: FLAT,
    realised: ZERO_USD,
    fees: ZERO_USD,
    mark: null,
    openedAt: null,
    exitedAt: null,
    orders: [],
  };
}

/** What is held of a ticker at its last price; at cost where there is none yet. */
export function valueOf({ holding, mark }: TickerBook): Usd {
  return mark === null ? holding.cost : notional(holding.quantity, mark.price);
}

/** Cash and everything held at last prices. */
export function equityOf(book: Book): Usd {
  let equity = book.account.cash;
  for (const part of book.tickers.values()) {
    if (!isFlat(part.holding)) equity = sumUsd(equity, valueOf(part));
  }
  return equity;
}

/**
 * Cash and everything held at last prices, as a float: for what is looked at on every bar. `instead`
 * takes the place of its ticker's part.
 */
export function markedEquity(book: Book, instead: TickerBook): number {
  let equity = Number(book.account.cash);
  for (const part of book.tickers.values()) {
    if (part.ticker !== instead.ticker && !isFlat(part.holding)) equity += marked(part);
  }
  return isFlat(instead.holding) ? equity : equity + marked(instead);
}

function marked({ holding, mark }: TickerBook): number {
  return mark === null ? Number(holding.cost) : Number(holding.quantity) * mark.price;
}

/** Money for new positions, what working entries will take already taken off. */
export function buyingPowerIn(book: Book): Usd {
  const reserved: Usd[] = [];
  for (const part of book.tickers.values()) {
    for (const order of part.orders) {
      if (isEntry(part, order)) {
        const open = quantity(decimal(order.quantity).minus(order.filledQuantity));
        reserved.push(notional(open, reservePriceOf(order)));
      }
    }
  }
  const holdings = [...book.tickers.values()].map(({ holding }) => holding);
  return buyingPowerOf(book.account.cash, holdings, reserved);
}

/** Whether an order makes the ticker's position larger. */
export function isEntry({ holding }: TickerBook, order: Pick<BookOrder, "side">): boolean {
  const held = decimal(holding.quantity);
  return held.isZero() || held.isNegative() === (order.side === "sell");
}

/** The order as it is sent, without what is known of it since. */
export function plainOrder(order: BookOrder): Order {
  const { attempt: _attempt, status: _status, orderId: _orderId, ...rest } = order;
  const { filledQuantity: _quantity, filledValue: _value, fees: _fees, ...plain } = rest;
  return plain;
}
