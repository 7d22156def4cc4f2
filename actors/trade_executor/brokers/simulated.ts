import type { Millis } from "../../../runtime/clock/clock.ts";
import { buyingPowerOf } from "../../domain/buying_power.ts";
import { isFlat } from "../../domain/holding.ts";
import type { Bar, Split } from "../../domain/market.ts";
import { type ExecutionReport, type Order, orderTypeSchema } from "../../domain/order.ts";
import { isTerminal } from "../lifecycle.ts";
import type { RiskApproved } from "../risk/risk.ts";
import {
  type Broker,
  type BrokerAccount,
  type BrokerCapabilities,
  type BrokerOrder,
  type BrokerPosition,
  BrokerUnavailable,
  type CancelResult,
  type KnownOrder,
  type MarketSimulating,
  type OrderChanges,
  type ReplaceResult,
  type Reporting,
  type SubmitResult,
} from "./broker.ts";
import {
  absorb,
  equityOf,
  type ExchangeBook,
  exchangeFrom,
  type ExchangeOrder,
  type ExchangeRecords,
  reservedIn,
} from "./exchange/book.ts";
import { advance } from "./exchange/advance.ts";
import { applySplit, cancel, replace, submit } from "./exchange/core.ts";
import type { ExchangeRules } from "./exchange/rules.ts";

/** Where the exchange's records are kept. */
export interface ExchangeStore {
  /** Everything that was kept, the last version of each record. */
  load(): Promise<ExchangeRecords>;
  /** Keeps changed records, all of them or none. */
  save(records: ExchangeRecords): Promise<void>;
}

/** The simulated exchange holds every type of order. */
export const SIMULATED_CAPABILITIES: BrokerCapabilities = {
  orderTypes: new Set(orderTypeSchema.options),
  brackets: true,
  pairs: true,
  extendedHours: true,
  replace: true,
};

/**
 * The simulated exchange as a broker: it answers only once its own book is kept. Calls are served one
 * after the other. Where keeping fails the outcome is unknown ({@link BrokerUnavailable}), and the
 * book is loaded again before the next call.
 */
export class SimulatedBroker implements Broker, MarketSimulating, Pick<Reporting, "reportsSince"> {
  readonly capabilities = SIMULATED_CAPABILITIES;
  readonly #store: ExchangeStore;
  readonly #rules: ExchangeRules;
  #book: ExchangeBook | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(store: ExchangeStore, rules: ExchangeRules) {
    this.#store = store;
    this.#rules = rules;
  }

  submitOrder(order: RiskApproved<Order>): Promise<SubmitResult> {
    return this.#serve(async (book) => {
      const { result, records } = submit(book, order, this.#rules);
      await this.#keep(book, records);
      return result;
    });
  }

  cancelOrder(clientOrderId: string, at: Millis): Promise<CancelResult> {
    return this.#serve(async (book) => {
      const { result, records } = cancel(book, clientOrderId, at);
      await this.#keep(book, records);
      return result;
    });
  }

  replaceOrder(clientOrderId: string, changes: OrderChanges): Promise<ReplaceResult> {
    return this.#serve(async (book) => {
      const { result, records } = replace(book, clientOrderId, changes, this.#rules);
      await this.#keep(book, records);
      return result;
    });
  }

  advance(bar: Bar): Promise<readonly ExecutionReport[]> {
    return this.#serve(async (book) => {
      const { reports, records } = advance(book, bar, this.#rules);
      await this.#keep(book, records);
      book.marks.set(bar.ticker, bar.close);
      return reports;
    });
  }

  applySplit(split: Split): Promise<void> {
    return this.#serve(async (book) => {
      const records = applySplit(book, split);
      const mark = book.marks.get(split.ticker);
      await this.#keep(book, records);
      if (mark !== undefined && records.splits.length > 0) {
        book.marks.set(split.ticker, mark / split.ratio);
      }
    });
  }

  getOrder(clientOrderId: string): Promise<BrokerOrder | null> {
    return this.#serve((book) => {
      const order = book.orders.get(clientOrderId);
      return Promise.resolve(order === undefined ? null : shown(order));
    });
  }

  listOpenOrders(): Promise<readonly BrokerOrder[]> {
    return this.#serve((book) => {
      const open = [...book.orders.values()].filter(({ status }) => !isTerminal(status));
      return Promise.resolve(open.map(shown));
    });
  }

  /**
   * The end of an order that a command brought about. Fills and expiries are told by the bars that
   * they came from, which tell them again where they were missed.
   */
  reportsSince(known: KnownOrder): Promise<readonly ExecutionReport[] | null> {
    return this.#serve((book) => {
      const order = book.orders.get(known.clientOrderId);
      if (order === undefined) return Promise.resolve(null);
      const told = book.endings.get(known.clientOrderId);
      const isNext = told !== undefined && told.cumulativeQuantity === known.filledQuantity;
      return Promise.resolve(isNext ? [told] : []);
    });
  }

  getAccount(): Promise<BrokerAccount> {
    return this.#serve((book) => {
      const { accountId, cash } = book.account;
      const buyingPower = buyingPowerOf(cash, book.positions.values(), reservedIn(book));
      return Promise.resolve({ accountId, cash, buyingPower, equity: equityOf(book) });
    });
  }

  getPositions(): Promise<readonly BrokerPosition[]> {
    return this.#serve((book) => {
      const held = [...book.positions.values()].filter((position) => !isFlat(position));
      return Promise.resolve(held.sort((a, b) => a.ticker < b.ticker ? -1 : 1));
    });
  }

  #serve<T>(call: (book: ExchangeBook) => Promise<T>): Promise<T> {
    const answer = this.#last.then(async () => {
      this.#book ??= exchangeFrom(await this.#known(this.#store.load()));
      return await call(this.#book);
    });
    this.#last = answer.catch(() => {});
    return answer;
  }

  async #keep(book: ExchangeBook, records: ExchangeRecords): Promise<void> {
    const { account, ...lists } = records;
    if (account === null && Object.values(lists).every(({ length }) => length === 0)) return;
    await this.#known(this.#store.save(records));
    absorb(book, records);
  }

  async #known<T>(kept: Promise<T>): Promise<T> {
    try {
      return await kept;
    } catch (cause) {
      this.#book = null;
      throw new BrokerUnavailable("the simulated exchange could not reach its book", { cause });
    }
  }
}

function shown(order: ExchangeOrder): BrokerOrder {
  const { orderId, clientOrderId, ticker, side, status, quantity, filledQuantity } = order;
  return { orderId, clientOrderId, ticker, side, status, quantity, filledQuantity };
}
