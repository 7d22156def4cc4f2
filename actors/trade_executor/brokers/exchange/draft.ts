import type { Millis } from "../../../../runtime/clock/clock.ts";
import { derivedId } from "../../../../runtime/clock/ids.ts";
import { price, ZERO_QUANTITY, ZERO_USD } from "../../../domain/money.ts";
import type { ExecutionReport } from "../../../domain/order.ts";
import { step } from "../../lifecycle.ts";
import {
  type ExchangeAccount,
  type ExchangeBook,
  type ExchangeCharge,
  type ExchangeOrder,
  type ExchangePosition,
  type ExchangeRecords,
  type ExchangeReport,
  NO_RECORDS,
  workingIn,
  type WorkingOrder,
  works,
} from "./book.ts";

/** What a report says besides its order. */
export type Told = Pick<
  ExecutionReport,
  "lastQuantity" | "lastPrice" | "fee" | "executedAt" | "at" | "reason"
>;

/** Why and when an order ended without a fill. */
export type Ending = Pick<Told, "executedAt" | "at" | "reason">;

/** What a command is about to change, on top of a book that stays as it is. */
export class Draft {
  account: ExchangeAccount;
  position: ExchangePosition | null = null;
  readonly charges: ExchangeCharge[] = [];
  readonly #orders = new Map<string, ExchangeOrder>();
  readonly #reports: ExchangeReport[] = [];
  #accepted = 0;

  /** @param barAt close of the bar that the reports come from; null: a command */
  constructor(readonly book: ExchangeBook, readonly barAt: Millis | null) {
    this.account = book.account;
  }

  /** An order as it stands now. */
  order(clientOrderId: string): ExchangeOrder | undefined {
    return this.#orders.get(clientOrderId) ?? this.book.orders.get(clientOrderId);
  }

  /** The orders that work in a ticker now, in order of acceptance. */
  working(ticker: string): WorkingOrder[] {
    const known = workingIn(this.book, ticker).map(({ clientOrderId }) => clientOrderId);
    const ids = new Set([...known, ...this.#orders.keys()]);
    return [...ids].map((id) => this.order(id)!).filter(works)
      .filter((order) => order.ticker === ticker).sort((a, b) => a.number - b.number);
  }

  /** Place of the next order among all. */
  nextNumber(): number {
    return this.book.orders.size + ++this.#accepted;
  }

  put(order: ExchangeOrder): void {
    this.#orders.set(order.clientOrderId, order);
  }

  /** Takes an order in its new state, and reports it. */
  tell(changed: ExchangeOrder, told: Told): void {
    const order = { ...changed, reports: changed.reports + 1 };
    this.put(order);
    const report: ExecutionReport = {
      reportId: derivedId("execution-report", order.clientOrderId, order.reports),
      orderId: order.orderId,
      clientOrderId: order.clientOrderId,
      ticker: order.ticker,
      side: order.side,
      status: order.status,
      cumulativeQuantity: order.filledQuantity,
      quantity: order.quantity,
      ...told,
    };
    const number = this.book.reportCount + this.#reports.length + 1;
    this.#reports.push({ report, number, barAt: this.barAt });
  }

  /** Ends a working order. */
  end(order: WorkingOrder, status: "cancelled" | "expired" | "replaced", ending: Ending): void {
    this.tell({ ...order, status: step(order.status, status) }, {
      lastQuantity: ZERO_QUANTITY,
      lastPrice: price(0),
      fee: ZERO_USD,
      ...ending,
    });
  }

  /** The reports so far. */
  reports(): ExecutionReport[] {
    return this.#reports.map(({ report }) => report);
  }

  records(): ExchangeRecords {
    return {
      ...NO_RECORDS,
      account: this.account === this.book.account ? null : this.account,
      orders: [...this.#orders.values()],
      positions: this.position === null ? [] : [this.position],
      reports: this.#reports,
      charges: this.charges,
    };
  }
}
