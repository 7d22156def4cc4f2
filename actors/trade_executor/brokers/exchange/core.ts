import type { Millis } from "../../../../runtime/clock/clock.ts";
import { derivedId } from "../../../../runtime/clock/ids.ts";
import { splitHolding, splitQuantity } from "../../../domain/holding.ts";
import type { Split } from "../../../domain/market.ts";
import { decimal, price, quantity, ZERO_QUANTITY } from "../../../domain/money.ts";
import { splitOrder } from "../../../domain/order_split.ts";
import type { Order } from "../../../domain/order.ts";
import { isTerminal } from "../../lifecycle.ts";
import type { CancelResult, OrderChanges, ReplaceResult, SubmitResult } from "../broker.ts";
import { refuse } from "./admission.ts";
import {
  type ExchangeBook,
  type ExchangeOrder,
  type ExchangeRecords,
  NO_RECORDS,
  splitKey,
  workingIn,
  works,
} from "./book.ts";
import { Draft } from "./draft.ts";
import { addPairedStop, cancelRest } from "./groups.ts";
import { hoursFor } from "./hours.ts";
import { changed } from "./replacing.ts";
import type { ExchangeRules } from "./rules.ts";

/**
 * The simulated exchange's decisions on commands ({@link advance} has those on bars). Each function
 * looks at the book, changes nothing, and returns its answer with the records that follow; the answer
 * counts once those are kept and absorbed.
 */

/** Takes an order in, or refuses it. The same client id is a duplicate for ever. */
export function submit(
  book: ExchangeBook,
  order: Order,
  rules: ExchangeRules,
): { readonly result: SubmitResult; readonly records: ExchangeRecords } {
  if (isTaken(book, order.clientOrderId)) {
    return { result: { outcome: "duplicate" }, records: NO_RECORDS };
  }
  const refusal = refuse(book, order, rules);
  if (refusal !== null) return { result: { outcome: "rejected", ...refusal }, records: NO_RECORDS };
  const draft = new Draft(book, null);
  const accepted = acceptedOf(draft, order);
  draft.put(accepted);
  addPairedStop(draft, accepted);
  return {
    result: { outcome: "accepted", orderId: accepted.orderId },
    records: draft.records(),
  };
}

function acceptedOf(draft: Draft, order: Order): ExchangeOrder {
  const hours = hoursFor(order.decidedAt, order.extendedHours ?? false);
  return {
    ...order,
    orderId: derivedId("exchange-order", order.clientOrderId),
    status: "accepted",
    filledQuantity: ZERO_QUANTITY,
    number: draft.nextNumber(),
    reports: 0,
    expiresAt: order.timeInForce === "day" ? hours.close : null,
    ...(order.type === "limit" && order.oco !== undefined
      ? { parentId: order.clientOrderId, leg: "take_profit" as const }
      : {}),
  };
}

/** Whether an id names an order already, or an exit that an order may still make. */
function isTaken(book: ExchangeBook, clientOrderId: string): boolean {
  if (book.orders.has(clientOrderId)) return true;
  const parent = book.orders.get(clientOrderId.replace(/-(tp|sl)$/, ""));
  return parent !== undefined && parent.type !== "trailing_stop" && parent.bracket !== undefined;
}

/** Ends an order that still works, with what belongs to its group. */
export function cancel(
  book: ExchangeBook,
  clientOrderId: string,
  at: Millis,
): { readonly result: CancelResult; readonly records: ExchangeRecords } {
  const order = book.orders.get(clientOrderId);
  if (order === undefined) return { result: { outcome: "unknown_order" }, records: NO_RECORDS };
  if (!works(order)) {
    return { result: { outcome: "too_late", status: order.status }, records: NO_RECORDS };
  }
  const draft = new Draft(book, null);
  const ending = { executedAt: at, at, reason: "cancelled on request" };
  draft.end(order, "cancelled", ending);
  cancelRest(draft, order, ending);
  return { result: { outcome: "requested" }, records: draft.records() };
}

/**
 * Puts an order with other terms in the place of one that still works, both or neither. The new one
 * has an id of its own, never used before; `quantity` is the total wanted, what the old one has filled
 * included, so that a replacement never buys twice. Exits keep their size, which is their entry's.
 */
export function replace(
  book: ExchangeBook,
  clientOrderId: string,
  changes: OrderChanges,
  rules: ExchangeRules,
): { readonly result: ReplaceResult; readonly records: ExchangeRecords } {
  const old = book.orders.get(clientOrderId);
  const none = (result: ReplaceResult) => ({ result, records: NO_RECORDS });
  if (old === undefined) return none({ outcome: "unknown_order" });
  if (isTaken(book, changes.clientOrderId)) return none({ outcome: "duplicate" });
  if (isTerminal(old.status)) return none({ outcome: "too_late", status: old.status });
  const wanted = changed(old, changes);
  if ("code" in wanted) return none({ outcome: "rejected", ...wanted });
  if (!works(old)) return none({ outcome: "too_late", status: old.status });
  const refusal = refuse(book, wanted, rules, old);
  if (refusal !== null) return none({ outcome: "rejected", ...refusal });
  const draft = new Draft(book, null);
  const at = changes.decidedAt;
  draft.end(old, "replaced", { executedAt: at, at, reason: "replaced on request" });
  const { parentId, leg, liveFrom, liveBefore, expiresAt, best, triggered, seenAt } = old;
  // A stop that was reached stays so unless it is moved; a trail keeps the best price it has seen.
  const isStill = triggered !== undefined && changes.stopPrice === undefined;
  const accepted: ExchangeOrder = {
    ...acceptedOf(draft, wanted),
    expiresAt,
    replaces: clientOrderId,
    ...(parentId === undefined ? {} : { parentId }),
    ...(leg === undefined ? {} : { leg }),
    ...(liveFrom === undefined ? {} : { liveFrom }),
    ...(liveBefore === undefined ? {} : { liveBefore }),
    ...(best === undefined ? {} : { best }),
    ...(isStill ? { triggered } : {}),
    ...(seenAt === undefined ? {} : { seenAt }),
  };
  draft.put(accepted);
  return {
    result: { outcome: "accepted", orderId: accepted.orderId },
    records: draft.records(),
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
    positions: position === undefined ? [] : [{ ...position, ...splitHolding(position, ratio) }],
    orders: workingIn(book, ticker).map((order) => ({
      ...splitOrder(order, ratio),
      ...(order.best === undefined ? {} : { best: price(decimal(order.best).dividedBy(ratio)) }),
      ...(order.liveBefore === undefined
        ? {}
        : { liveBefore: quantity(splitQuantity(order.liveBefore, ratio)) }),
    })),
  };
}
