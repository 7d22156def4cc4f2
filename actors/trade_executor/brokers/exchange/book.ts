import { z } from "zod";
import { millisSchema, splitSchema, tickerSchema } from "../../../domain/market.ts";
import {
  decimal,
  notional,
  type Quantity,
  quantity,
  sumUsd,
  type Usd,
} from "../../../domain/money.ts";
import {
  type ExecutionReport,
  executionReportSchema,
  orderLegSchema,
  orderSchemaWith,
  orderStatusSchema,
  positivePriceSchema,
  quantitySchema,
  reservePriceOf,
  usdSchema,
} from "../../../domain/order.ts";
import { isTerminal, isWorking, type WorkingStatus } from "../../lifecycle.ts";

/** The account of the exchange's one customer. */
export const exchangeAccountSchema = z.strictObject({
  accountId: z.string().min(1).max(64),
  cash: usdSchema,
});
export type ExchangeAccount = z.output<typeof exchangeAccountSchema>;

/** An order as the exchange keeps it; never forgotten, for its id must stay unique. */
export const exchangeOrderSchema = orderSchemaWith({
  orderId: z.string().min(1).max(64),
  status: orderStatusSchema,
  filledQuantity: quantitySchema,
  /** Place among all orders accepted: they work in this order. */
  number: z.int().positive(),
  /** Reports given of it. */
  reports: z.int().nonnegative(),
  /** End of its session for a day order; null: none. */
  expiresAt: millisSchema.nullable(),
  // What follows is absent until an order needs it.
  /** Value of its fills, without fees, and the fees. */
  filledValue: z.exactOptional(usdSchema),
  fees: z.exactOptional(usdSchema),
  /** The entry or the pair that it is an exit of, and which. */
  parentId: z.exactOptional(z.string().min(1).max(128)),
  leg: z.exactOptional(orderLegSchema),
  /** Units of an exit that may be filled by bars that begin at `liveFrom` or later, before that fewer. */
  liveFrom: z.exactOptional(millisSchema),
  liveBefore: z.exactOptional(quantitySchema),
  /** Memory of stops: see `match.ts`. `seenAt`: the close of the last bar that it has in mind. */
  triggered: z.exactOptional(z.boolean()),
  best: z.exactOptional(positivePriceSchema),
  seenAt: z.exactOptional(millisSchema),
  /** The order that it took the place of. */
  replaces: z.exactOptional(z.string().min(1).max(128)),
});
export type ExchangeOrder = z.output<typeof exchangeOrderSchema>;
/** An order that may be filled. */
export type WorkingOrder = ExchangeOrder & { readonly status: WorkingStatus };

/** Shares of one ticker that the customer holds, and what they cost without fees. */
export const exchangePositionSchema = z.strictObject({
  ticker: tickerSchema,
  quantity: quantitySchema,
  cost: usdSchema,
  /** Date of the session up to which a short has paid for its shares; absent: none was due yet. */
  borrowPaidTo: z.exactOptional(z.iso.date()),
});
export type ExchangePosition = z.output<typeof exchangePositionSchema>;

/** A report with the bar that it came from; null: from a command. */
export const exchangeReportSchema = z.strictObject({
  report: executionReportSchema,
  /** Place among all reports. */
  number: z.int().positive(),
  barAt: millisSchema.nullable(),
});
export type ExchangeReport = z.output<typeof exchangeReportSchema>;

/** What the account paid besides fills: borrowed shares. */
export const exchangeChargeSchema = z.strictObject({
  chargeId: z.string().min(1).max(64),
  ticker: tickerSchema,
  kind: z.literal("borrow"),
  amount: usdSchema,
  at: millisSchema,
});
export type ExchangeCharge = z.output<typeof exchangeChargeSchema>;

/**
 * Records of the exchange: what a command changed (each in its new version), or all there is. To
 * persist the exchange is to keep these, the last version of each; to restore it, to hand them back.
 */
export const exchangeRecordsSchema = z.strictObject({
  account: exchangeAccountSchema.nullable(),
  /** By `clientOrderId`. */
  orders: z.array(exchangeOrderSchema),
  /** By `ticker`. */
  positions: z.array(exchangePositionSchema),
  /** By `report.reportId`; never changed once there. */
  reports: z.array(exchangeReportSchema),
  /** By `ticker` and `date`: the splits that were applied. */
  splits: z.array(splitSchema),
  /** By `chargeId`; never changed once there. */
  charges: z.array(exchangeChargeSchema),
});
export type ExchangeRecords = z.output<typeof exchangeRecordsSchema>;

/** No change. */
export const NO_RECORDS: ExchangeRecords = {
  account: null,
  orders: [],
  positions: [],
  reports: [],
  splits: [],
  charges: [],
};

/** The exchange's own book, as it is held in memory. */
export interface ExchangeBook {
  account: ExchangeAccount;
  readonly orders: Map<string, ExchangeOrder>;
  /** Client ids of orders that are not terminal, by ticker, in order of acceptance. */
  readonly working: Map<string, string[]>;
  readonly positions: Map<string, ExchangePosition>;
  /** Reports by ticker and close of their bar. */
  readonly reportsOfBar: Map<string, ExchangeReport[]>;
  /** The reports of orders that a command has ended, by client id. */
  readonly endings: Map<string, ExecutionReport>;
  readonly splits: Set<string>;
  readonly charges: Map<string, ExchangeCharge>;
  /** How many reports there are. */
  reportCount: number;
  /**
   * Last prices, for the account's equity alone: no decision depends on them, and they come again
   * with the next bars, so they are not persisted.
   */
  readonly marks: Map<string, number>;
}

/** A book with nothing in it but cash. */
export function newExchange(accountId: string, startingCash: Usd): ExchangeRecords {
  return { ...NO_RECORDS, account: { accountId, cash: startingCash } };
}

/** The book that records make. Throws where they have no account. */
export function exchangeFrom(records: ExchangeRecords): ExchangeBook {
  if (records.account === null) {
    throw new RangeError("expected an account among the records, found none");
  }
  const book: ExchangeBook = {
    account: records.account,
    orders: new Map(),
    working: new Map(),
    positions: new Map(),
    reportsOfBar: new Map(),
    endings: new Map(),
    splits: new Set(),
    charges: new Map(),
    reportCount: 0,
    marks: new Map(),
  };
  const orders = [...records.orders].sort((a, b) => a.number - b.number);
  const reports = [...records.reports].sort((a, b) => a.number - b.number);
  absorb(book, { ...records, orders, reports });
  return book;
}

/** Takes changed records into the book, in place. */
export function absorb(book: ExchangeBook, records: ExchangeRecords): void {
  if (records.account !== null) book.account = records.account;
  for (const order of records.orders) {
    const { clientOrderId, ticker } = order;
    const working = book.working.get(ticker) ?? [];
    const open = !isTerminal(order.status);
    if (open && !working.includes(clientOrderId)) working.push(clientOrderId);
    if (!open && working.includes(clientOrderId)) {
      working.splice(working.indexOf(clientOrderId), 1);
    }
    book.working.set(ticker, working);
    book.orders.set(clientOrderId, order);
  }
  for (const position of records.positions) book.positions.set(position.ticker, position);
  for (const entry of records.reports) {
    book.reportCount = Math.max(book.reportCount, entry.number);
    if (entry.barAt === null) {
      book.endings.set(entry.report.clientOrderId, entry.report);
      continue;
    }
    const key = barKey(entry.report.ticker, entry.barAt);
    const ofBar = book.reportsOfBar.get(key) ?? [];
    ofBar.push(entry);
    book.reportsOfBar.set(key, ofBar);
  }
  for (const split of records.splits) book.splits.add(splitKey(split.ticker, split.date));
  for (const charge of records.charges) book.charges.set(charge.chargeId, charge);
}

/** Name of a bar among the reports. */
export const barKey = (ticker: string, at: number) => `${ticker}|${at}`;
/** Name of a split. */
export const splitKey = (ticker: string, date: string) => `${ticker}|${date}`;

/** The orders that work in a ticker, in order of acceptance. */
export function workingIn(book: ExchangeBook, ticker: string): WorkingOrder[] {
  return (book.working.get(ticker) ?? []).map((id) => book.orders.get(id)!).filter(works);
}

/** Whether an order may be filled. */
export function works(order: ExchangeOrder): order is WorkingOrder {
  return isWorking(order.status);
}

/** Units that an order has still to fill. */
export function openOf(order: Pick<ExchangeOrder, "quantity" | "filledQuantity">): Quantity {
  return quantity(decimal(order.quantity).minus(order.filledQuantity));
}

/** What working entries will take, by the price that they reserve; one of them may be left out. */
export function reservedIn(book: ExchangeBook, exceptId?: string): Usd[] {
  const reserved: Usd[] = [];
  for (const ticker of book.working.keys()) {
    const held = decimal(book.positions.get(ticker)?.quantity ?? 0);
    for (const order of workingIn(book, ticker)) {
      if (order.clientOrderId === exceptId) continue;
      if (order.side === "buy" ? held.isNegative() && !held.isZero() : held.gt(0)) continue;
      reserved.push(notional(openOf(order), reservePriceOf(order)));
    }
  }
  return reserved;
}

/** Cash and what is held at last prices; at cost where there is no price yet. */
export function equityOf(book: ExchangeBook): Usd {
  const values = [...book.positions.values()].map(({ ticker, quantity, cost }) => {
    const mark = book.marks.get(ticker);
    return mark === undefined ? cost : notional(quantity, mark);
  });
  return sumUsd(book.account.cash, ...values);
}
