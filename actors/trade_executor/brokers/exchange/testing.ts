import { sessionOf } from "../../../domain/calendar.ts";
import type { Bar } from "../../../domain/market.ts";
import { price, type Quantity, quantity, usd } from "../../../domain/money.ts";
import type { ExecutionReport, Order } from "../../../domain/order.ts";
import type { OrderChanges } from "../broker.ts";
import { advance } from "./advance.ts";
import {
  absorb,
  type ExchangeBook,
  exchangeFrom,
  type ExchangeRecords,
  exchangeRecordsSchema,
  newExchange,
} from "./book.ts";
import { cancel, replace, submit } from "./core.ts";
import { memoryExchangeStore } from "./memory_store.ts";
import { type ExchangeRules, exchangeRulesSchema } from "./rules.ts";

const MINUTE = 60_000;
/** A session with a normal close. */
export const THURSDAY = sessionOf("2014-06-05")!;
/** Rules under which a price is what the bar shows, and nothing costs anything. */
export const FREE = exchangeRulesSchema.parse({ slippageBps: 0, feePerShare: "0" });

/** Terms that make an order of their type. */
export type Terms = {
  readonly [Type in Order["type"]]:
    & Omit<
      Extract<Order, { type: Type }>,
      "clientOrderId" | "signalId" | "ticker" | "referencePrice" | "decidedAt" | "timeInForce"
    >
    & { readonly timeInForce?: Order["timeInForce"] };
}[Order["type"]];

/** Open, high, low, close. */
export type Ohlc = readonly [number, number, number, number];

/** An exchange on which one share is traded minute by minute; it can be restarted at any moment. */
export class TryOut {
  book: ExchangeBook = exchangeFrom(newExchange("sim", usd(100_000)));
  #store = memoryExchangeStore(newExchange("sim", usd(100_000)));
  now = THURSDAY.open;
  /** Units of every order when it was sent. */
  readonly submitted = new Map<string, Quantity>();
  #last: Parameters<TryOut["again"]>[0] | null = null;

  constructor(readonly rules: ExchangeRules = FREE) {}

  /** Goes on from nothing but what was kept, in the form in which it is kept. */
  async restart(): Promise<void> {
    const kept = JSON.parse(JSON.stringify(await this.#store.load()));
    const { marks } = this.book;
    this.book = exchangeFrom(exchangeRecordsSchema.parse(kept));
    for (const [ticker, mark] of marks) this.book.marks.set(ticker, mark);
  }

  submit(clientOrderId: string, terms: Terms, referencePrice = 100) {
    const order: Order = {
      timeInForce: "gtc",
      ...terms,
      clientOrderId,
      signalId: "s",
      ticker: "AAPL",
      referencePrice: price(referencePrice),
      decidedAt: this.now,
    };
    const { result, records } = submit(this.book, order, this.rules);
    if (!this.submitted.has(clientOrderId)) this.submitted.set(clientOrderId, order.quantity);
    this.keep(records);
    return result;
  }

  cancel(clientOrderId: string) {
    const { result, records } = cancel(this.book, clientOrderId, this.now);
    this.keep(records);
    return result;
  }

  replace(clientOrderId: string, changes: Omit<OrderChanges, "decidedAt">) {
    const all = { ...changes, decidedAt: this.now };
    const { result, records } = replace(this.book, clientOrderId, all, this.rules);
    this.keep(records);
    return result;
  }

  /** The next minute. */
  bar([open, high, low, close]: Ohlc, volume = 1000): readonly ExecutionReport[] {
    const startsAt = this.now;
    this.now += MINUTE;
    this.#last = { startsAt, at: this.now, open, high, low, close, volume };
    return this.again(this.#last);
  }

  /** The last minute, told again. */
  lastAgain(): readonly ExecutionReport[] {
    return this.#last === null ? [] : this.again(this.#last);
  }

  /** A bar of any time. */
  again(bar: Omit<Bar, "ticker" | "timeframe" | "warmup">): readonly ExecutionReport[] {
    const all = { ticker: "AAPL", timeframe: "1m", warmup: false, ...bar } as const;
    const { reports, records } = advance(this.book, all, this.rules);
    this.keep(records);
    this.book.marks.set("AAPL", bar.close);
    return reports;
  }

  keep(records: ExchangeRecords): void {
    void this.#store.save(records);
    absorb(this.book, records);
  }

  /** What reports say in short: id, status, units and price. */
  told(reports: readonly ExecutionReport[]) {
    return reports.map(({ clientOrderId, status, lastQuantity, lastPrice }) =>
      `${clientOrderId} ${status}${lastQuantity === "0" ? "" : ` ${lastQuantity} at ${lastPrice}`}`
    );
  }

  get held(): string {
    return this.book.positions.get("AAPL")?.quantity ?? "0";
  }

  get cash(): string {
    return this.book.account.cash;
  }
}

/** Buys and sells in short. */
export const buy = (shares: number) => ({ side: "buy", quantity: quantity(shares) } as const);
/** See {@link buy}. */
export const sell = (shares: number) => ({ side: "sell", quantity: quantity(shares) } as const);
