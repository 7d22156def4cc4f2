import type { Millis } from "../../runtime/clock/clock.ts";
import { derivedId } from "../../runtime/clock/ids.ts";
import { isFlat, splitHolding } from "../domain/holding.ts";
import type { TradingStatus } from "../domain/live_market.ts";
import type { Bar, Split } from "../domain/market.ts";
import { decimal, price, quantity, type Usd, ZERO_QUANTITY, ZERO_USD } from "../domain/money.ts";
import type { Order } from "../domain/order.ts";
import { splitOrder } from "../domain/order_split.ts";
import type { Signal } from "../domain/signal.ts";
import {
  type Book,
  type BookChange,
  type BookOrder,
  equityOf,
  markedEquity,
  type TickerBook,
  tickerBook,
} from "./book.ts";
import {
  exitReached,
  type ExitReason,
  exitsAfter,
  exitsFrom,
  isFresh,
  splitExits,
} from "./exits.ts";
import { factsOf } from "./risk/gather.ts";
import { afterIntent, afterStatus, openSession, withEquity } from "./risk/ledger.ts";
import type { RiskLimits } from "./risk/limits.ts";
import { type Check, type Denied, review, type RiskApproved } from "./risk/risk.ts";
import { splitRange, widened } from "./sizing/average_range.ts";
import { type EntrySize, entrySize, type Sizing } from "./sizing/sizing.ts";

/**
 * The executor's decisions. Each function looks at the book, changes nothing, and returns what
 * follows; the change is made by {@link applyChange} once it is kept.
 */

/** How the executor decides: configuration. */
export interface ExecutionRules {
  readonly limits: RiskLimits;
  readonly sizing: Sizing;
}

/** How risk and sizing came to their verdict: for whoever asks later, no part of any decision. */
export interface Reasoning {
  /** What every rule found that was asked. */
  readonly checks: readonly Check[];
  readonly equity: Usd;
  /** How entries are sized. */
  readonly method: Sizing["method"];
  /** Null: an exit closes what is held. */
  readonly size: EntrySize | null;
}

/** What comes of a signal. */
export type Decision =
  /** Write the intent down, then send the order. */
  | {
    readonly kind: "place";
    readonly order: RiskApproved<Order>;
    readonly intent: BookOrder;
    readonly change: BookChange;
    readonly reasoning: Reasoning;
  }
  /** The wish is fulfilled already, or on its way. */
  | { readonly kind: "nothing"; readonly reason: NothingToDo }
  /** Risk refused. */
  | (
    & {
      readonly kind: "denied";
      readonly order: Order;
      readonly reasoning: Reasoning;
    }
    & Denied
  );

/** Why a signal places nothing. */
export type NothingToDo =
  | "held_already"
  | "order_working"
  | "nothing_to_close"
  /** No price of the ticker is known yet. */
  | "no_price"
  /** It was refused before: a limit that is loosened does not apply to it. */
  | "refused_before";

/** The id of the order for a signal: the same for every run, new for every attempt. */
export function clientOrderIdOf(signalId: string, attempt: number): string {
  return `pb-${derivedId("order", signalId, attempt)}`;
}

/** Marks the ticker to the bar's close. A bar that is not later than the last changes nothing. */
export function onBar(book: Book, bar: Bar): BookChange | null {
  const part = tickerBook(book, bar.ticker);
  if (part.mark !== null && bar.at <= part.mark.at) return null;
  const exits = exitsAfter(part, bar);
  const ticker: TickerBook = {
    ...part,
    ...(exits === undefined ? {} : { exits }),
    mark: { price: bar.close, at: bar.at },
    range: widened(part.range, bar),
  };
  let risk = openSession(book.risk, bar, () => equityOf(book));
  if (!isFlat(part.holding)) risk = withEquity(risk, markedEquity(book, ticker));
  return { account: null, ticker, ...(risk === book.risk ? {} : { risk }) };
}

/**
 * What to do about the side that a signal wishes. Held already or on its way: nothing. The opposite
 * side held: close all of it, and open one on this side once it is closed (see {@link onFlat}). Nothing
 * held: open a position, short only where that is allowed.
 * @param at market time, of which the order is
 * @param now what it is judged by; in paper and live the later of market and system time
 */
export function onSignal(
  book: Book,
  signal: Signal,
  at: Millis,
  rules: ExecutionRules,
  now: Millis = at,
  attempt = 1,
): Decision {
  const part = tickerBook(book, signal.ticker);
  if (part.orders.length > 0) return { kind: "nothing", reason: "order_working" };
  const held = decimal(part.holding.quantity);
  const closes = !held.isZero() && held.isNegative() === (signal.side === "buy");
  if (!closes && !held.isZero()) return { kind: "nothing", reason: "held_already" };
  if (!closes && signal.side === "sell" && !rules.limits.allowShort) {
    return { kind: "nothing", reason: "nothing_to_close" };
  }
  if (part.mark === null) return { kind: "nothing", reason: "no_price" };
  const referencePrice = price(part.mark.price);
  if (book.risk.refused.includes(signal.signalId)) {
    return { kind: "nothing", reason: "refused_before" };
  }
  const wanted: Order = {
    clientOrderId: clientOrderIdOf(signal.signalId, attempt),
    signalId: signal.signalId,
    ticker: signal.ticker,
    side: signal.side,
    type: "market",
    // An entry is as good as its moment; an exit is wanted until it is done.
    timeInForce: closes ? "gtc" : "day",
    quantity: quantity(held.abs()),
    referencePrice,
    decidedAt: at,
  };
  const facts = factsOf(book, wanted, signal, now, rules);
  const size = closes ? null : entrySize(facts, book, signal, rules.sizing, rules.limits);
  const order = size === null ? wanted : { ...wanted, quantity: size.quantity };
  const verdict = review({ ...facts, order }, rules.limits);
  const reasoning = {
    checks: verdict.checks,
    equity: facts.equity,
    method: rules.sizing.method,
    size,
  };
  if (!verdict.approved) {
    return { kind: "denied", order, ...verdict.denied, reasoning };
  }
  const intent = intentOf(order, attempt);
  const { flip: _flip, ...rest } = part;
  const orders = [...part.orders, intent];
  const flips = closes && (signal.side === "buy" || rules.limits.allowShort);
  const ticker = closes
    ? { ...rest, orders, ...(flips ? { flip: { signal: { ...signal, votes: [] }, attempt } } : {}) }
    : { ...rest, orders, exits: exitsFrom(signal, attempt) };
  const risk = closes ? {} : { risk: afterIntent(book.risk, order) };
  const change = { account: null, ticker, ...risk };
  return { kind: "place", order: verdict.order, intent, change, reasoning };
}

function intentOf(order: Order, attempt: number): BookOrder {
  return {
    ...order,
    attempt,
    status: "intended",
    orderId: null,
    filledQuantity: ZERO_QUANTITY,
    filledValue: ZERO_USD,
    fees: ZERO_USD,
  };
}

/** What comes of an exit that a bar has reached. */
export type ExitDecision = Exclude<Decision, { readonly kind: "nothing" }> & {
  readonly exit: ExitReason;
};

/**
 * Whether a bar has brought the ticker's position to one of its exits, and the order that closes it.
 * Null: it stays, or an order of it works already. One that came to nothing is decided anew with the
 * next bar, under a number of its own: its end is in the book by then.
 * @param part the ticker as it was before the bar; the book has been marked to it
 */
export function onExit(
  book: Book,
  part: TickerBook,
  bar: Bar,
  rules: ExecutionRules,
  now: Millis = bar.at,
): ExitDecision | null {
  const marked = tickerBook(book, bar.ticker);
  const { exits, mark } = marked;
  if (exits === undefined || mark === null || marked.orders.length > 0) return null;
  const exit = exitReached(part, bar);
  if (exit === null) return null;
  const held = decimal(marked.holding.quantity);
  const attempt = exits.attempt + 1;
  const order: Order = {
    clientOrderId: clientOrderIdOf(exits.signalId, attempt),
    signalId: exits.signalId,
    ticker: bar.ticker,
    side: held.isNegative() ? "buy" : "sell",
    type: "market",
    timeInForce: "gtc",
    quantity: quantity(held.abs()),
    referencePrice: price(mark.price),
    decidedAt: bar.at,
  };
  const decided = { timeframe: exits.timeframe, expiresAt: Math.max(bar.at, now), price: null };
  const facts = factsOf(book, order, decided, now, rules);
  const verdict = review(facts, rules.limits);
  const { method } = rules.sizing;
  const reasoning = { checks: verdict.checks, equity: facts.equity, method, size: null };
  if (!verdict.approved) return { kind: "denied", order, ...verdict.denied, reasoning, exit };
  const intent = intentOf(order, attempt);
  const ticker = { ...marked, orders: [intent], exits: { ...exits, attempt } };
  const change = { account: null, ticker };
  return { kind: "place", order: verdict.order, intent, change, reasoning, exit };
}

/**
 * The second order of a flip: once nothing of the other side is held any more, the signal that closed it
 * is decided again under the next number, as long as it has not expired. Null: nothing waits.
 */
export function onFlat(
  book: Book,
  ticker: string,
  at: Millis,
  rules: ExecutionRules,
  now: Millis = at,
): { readonly signal: Signal; readonly decision: Decision } | null {
  const { flip, holding, orders } = tickerBook(book, ticker);
  if (flip === undefined || !isFlat(holding) || orders.length > 0) return null;
  if (!isFresh(flip, now)) return null;
  const { signal, attempt } = flip;
  return { signal, decision: onSignal(book, signal, at, rules, now, attempt + 1) };
}

/** The ticker without the flip that waited: it was decided, or came too late. */
export function withoutFlip(part: TickerBook): TickerBook {
  const { flip: _flip, ...rest } = part;
  return rest;
}

/** The exchange halts trading in a ticker, or lets it go on. Null where that is nothing new. */
export function onStatus(book: Book, { ticker, halted }: TradingStatus): BookChange | null {
  if (halted === null || halted === book.risk.halted.includes(ticker)) return null;
  const risk = afterStatus(book.risk, ticker, halted);
  return { account: null, ticker: tickerBook(book, ticker), risk };
}

/** Brings what is held, priced and ordered of the ticker to the new unit. Equity does not move. */
export function onSplit(book: Book, { ticker, ratio }: Split): BookChange {
  const part = tickerBook(book, ticker);
  return {
    account: null,
    ticker: {
      ...part,
      holding: splitHolding(part.holding, ratio),
      mark: part.mark && { ...part.mark, price: part.mark.price / ratio },
      ...(part.range === undefined ? {} : { range: splitRange(part.range, ratio) }),
      orders: part.orders.map((order) => splitOrder(order, ratio)),
      ...(part.exits === undefined ? {} : { exits: splitExits(part.exits, ratio) }),
    },
  };
}
