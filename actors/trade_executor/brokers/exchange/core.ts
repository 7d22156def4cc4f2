import type { Millis } from "../../../../runtime/clock/clock.ts";
import { derivedId } from "../../../../runtime/clock/ids.ts";
import { buyingPowerOf } from "../../../domain/buying_power.ts";
import { nextSession, sessionAt, sessionWithin } from "../../../domain/calendar.ts";
import { execute, FLAT, splitHolding, splitQuantity } from "../../../domain/holding.ts";
import type { Bar, Split } from "../../../domain/market.ts";
import {
  decimal,
  negate,
  notional,
  price,
  quantity,
  sumUsd,
  ZERO_QUANTITY,
  ZERO_USD,
} from "../../../domain/money.ts";
import type { ExecutionReport, Order } from "../../../domain/order.ts";
import { become, isTerminal } from "../../lifecycle.ts";
import type { CancelResult, RejectionCode, SubmitResult } from "../broker.ts";
import {
  barKey,
  type ExchangeAccount,
  type ExchangeBook,
  type ExchangeOrder,
  type ExchangeRecords,
  type ExchangeReport,
  NO_RECORDS,
  reservedIn,
  splitKey,
  workingIn,
} from "./book.ts";
import { type ExchangeRules, feeOf, slipped } from "./rules.ts";

/**
 * The simulated exchange's decisions. Each function looks at the book, changes nothing, and returns
 * its answer with the records that follow; the answer counts once those are kept and absorbed.
 */

/** Takes an order in, or refuses it. The same client id is a duplicate for ever. */
export function submit(
  book: ExchangeBook,
  order: Order,
  rules: ExchangeRules,
): { readonly result: SubmitResult; readonly records: ExchangeRecords } {
  if (book.orders.has(order.clientOrderId)) {
    return { result: { outcome: "duplicate" }, records: NO_RECORDS };
  }
  const refusal = refuse(book, order, rules);
  if (refusal !== null) return { result: { outcome: "rejected", ...refusal }, records: NO_RECORDS };
  const session = sessionAt(order.decidedAt) ?? nextSession(order.decidedAt);
  const accepted: ExchangeOrder = {
    ...order,
    orderId: derivedId("exchange-order", order.clientOrderId),
    status: "accepted",
    filledQuantity: ZERO_QUANTITY,
    number: book.orders.size + 1,
    reports: 0,
    expiresAt: order.timeInForce === "day" ? session.close : null,
  };
  return {
    result: { outcome: "accepted", orderId: accepted.orderId },
    records: { ...NO_RECORDS, orders: [accepted] },
  };
}

function refuse(
  book: ExchangeBook,
  order: Order,
  rules: ExchangeRules,
): { readonly code: RejectionCode; readonly reason: string } | null {
  const wanted = decimal(order.quantity);
  if (!wanted.gt(0)) {
    return { code: "invalid_order", reason: `quantity must be above 0, found ${order.quantity}` };
  }
  const working = workingIn(book, order.ticker);
  if (working.some(({ side }) => side !== order.side)) {
    return {
      code: "opposite_order",
      reason: `an order of the other side works in ${order.ticker}`,
    };
  }
  const held = decimal(book.positions.get(order.ticker)?.quantity ?? 0);
  const closes = order.side === "sell" ? held.gt(0) : held.lt(0);
  if (closes) {
    const taken = working.reduce(
      (sum, { quantity, filledQuantity }) => sum.plus(quantity).minus(filledQuantity),
      decimal(0),
    );
    const available = held.abs().minus(taken);
    if (wanted.lte(available)) return null;
    return {
      code: "insufficient_quantity",
      reason: `${available.toFixed()} shares of ${order.ticker} can be closed, found ${wanted}`,
    };
  }
  if (order.side === "sell" && !rules.allowShort) {
    return { code: "short_not_allowed", reason: `no shares of ${order.ticker} are held to sell` };
  }
  const cost = notional(order.quantity, order.referencePrice);
  const free = buyingPowerOf(book.account.cash, book.positions.values(), reservedIn(book));
  if (decimal(cost).lte(free)) return null;
  return { code: "buying_power", reason: `the order takes ${cost}, buying power is ${free}` };
}

/** Ends an order that still works. */
export function cancel(
  book: ExchangeBook,
  clientOrderId: string,
  at: Millis,
): { readonly result: CancelResult; readonly records: ExchangeRecords } {
  const order = book.orders.get(clientOrderId);
  if (order === undefined) return { result: { outcome: "unknown_order" }, records: NO_RECORDS };
  if (isTerminal(order.status)) {
    return { result: { outcome: "too_late", status: order.status }, records: NO_RECORDS };
  }
  const ended = end(order, "cancelled", { executedAt: at, at, reason: "cancelled on request" });
  const entry = { report: ended.report, number: book.reportCount + 1, barAt: null };
  return {
    result: { outcome: "requested" },
    records: { ...NO_RECORDS, orders: [ended.order], reports: [entry] },
  };
}

/**
 * Lets a bar happen. Orders decided before it began are filled at its open, worse by the slippage, at
 * max(start of the bar, open of the session); a bar wholly outside a session fills nothing; a day
 * order whose session is over expires. A bar that has happened gives the same reports again.
 */
export function advance(
  book: ExchangeBook,
  bar: Bar,
  rules: ExchangeRules,
): { readonly reports: readonly ExecutionReport[]; readonly records: ExchangeRecords } {
  const told = book.reportsOfBar.get(barKey(bar.ticker, bar.at));
  if (told !== undefined) return { reports: told.map(({ report }) => report), records: NO_RECORDS };
  if (bar.warmup) return { reports: [], records: NO_RECORDS };
  const session = sessionWithin(bar.startsAt, bar.at);
  const orders: ExchangeOrder[] = [];
  const reports: ExchangeReport[] = [];
  let account: ExchangeAccount = book.account;
  let holding = book.positions.get(bar.ticker) ?? { ticker: bar.ticker, ...FLAT };
  const tell = (order: ExchangeOrder, report: ExecutionReport) => {
    orders.push(order);
    reports.push({ report, number: book.reportCount + reports.length + 1, barAt: bar.at });
  };
  for (const order of workingIn(book, bar.ticker)) {
    if (order.expiresAt !== null && bar.startsAt >= order.expiresAt) {
      const expiry = {
        executedAt: order.expiresAt,
        at: bar.at,
        reason: "the session ended before it could be filled",
      };
      const ended = end(order, "expired", expiry);
      tell(ended.order, ended.report);
      continue;
    }
    if (session === null || order.decidedAt > bar.startsAt) continue;
    const filled = fill(order, bar, Math.max(bar.startsAt, session.open), rules);
    const { lastQuantity, lastPrice, fee } = filled.report;
    const executed = execute(holding, {
      side: order.side,
      quantity: lastQuantity,
      price: lastPrice,
    });
    holding = { ticker: bar.ticker, ...executed.holding };
    account = { ...account, cash: sumUsd(account.cash, executed.cash, negate(fee)) };
    tell(filled.order, filled.report);
  }
  if (reports.length === 0) return { reports: [], records: NO_RECORDS };
  return {
    reports: reports.map(({ report }) => report),
    records: {
      account: account === book.account ? null : account,
      orders,
      positions: account === book.account ? [] : [holding],
      reports,
      splits: [],
    },
  };
}

/** Brings position and working orders to the new unit; nothing the second time. */
export function applySplit(book: ExchangeBook, split: Split): ExchangeRecords {
  const { ticker, ratio } = split;
  if (book.splits.has(splitKey(ticker, split.date))) return NO_RECORDS;
  const position = book.positions.get(ticker);
  return {
    ...NO_RECORDS,
    splits: [split],
    positions: position === undefined ? [] : [{ ticker, ...splitHolding(position, ratio) }],
    orders: workingIn(book, ticker).map((order) => ({
      ...order,
      quantity: splitQuantity(order.quantity, ratio),
      filledQuantity: splitQuantity(order.filledQuantity, ratio),
      referencePrice: price(decimal(order.referencePrice).dividedBy(ratio)),
    })),
  };
}

interface Told {
  readonly order: ExchangeOrder;
  readonly report: ExecutionReport;
}

function fill(order: ExchangeOrder, bar: Bar, executedAt: Millis, rules: ExchangeRules): Told {
  const lastPrice = slipped(bar.open, order.side, rules);
  const lastQuantity = quantity(decimal(order.quantity).minus(order.filledQuantity));
  const isFirst = decimal(order.filledQuantity).isZero();
  return tellOf(
    { ...order, status: become(order.status, "filled"), filledQuantity: order.quantity },
    {
      lastQuantity,
      lastPrice,
      fee: feeOf(lastQuantity, lastPrice, isFirst, rules),
      executedAt,
      at: bar.at,
      reason: null,
    },
  );
}

function end(
  order: ExchangeOrder,
  status: "cancelled" | "expired",
  told: Pick<ExecutionReport, "executedAt" | "at" | "reason">,
): Told {
  return tellOf({ ...order, status: become(order.status, status) }, {
    lastQuantity: ZERO_QUANTITY,
    lastPrice: price(0),
    fee: ZERO_USD,
    ...told,
  });
}

function tellOf(
  order: ExchangeOrder,
  told: Pick<
    ExecutionReport,
    "lastQuantity" | "lastPrice" | "fee" | "executedAt" | "at" | "reason"
  >,
): Told {
  const reports = order.reports + 1;
  return {
    order: { ...order, reports },
    report: {
      reportId: derivedId("execution-report", order.clientOrderId, reports),
      orderId: order.orderId,
      clientOrderId: order.clientOrderId,
      ticker: order.ticker,
      side: order.side,
      status: order.status,
      cumulativeQuantity: order.filledQuantity,
      quantity: order.quantity,
      ...told,
    },
  };
}
