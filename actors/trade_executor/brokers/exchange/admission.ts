import { buyingPowerOf } from "../../../domain/buying_power.ts";
import { decimal, notional } from "../../../domain/money.ts";
import { legIdOf, type Order, reservePriceOf } from "../../../domain/order.ts";
import type { RejectionCode } from "../broker.ts";
import { type ExchangeBook, openOf, reservedIn, workingIn, type WorkingOrder } from "./book.ts";
import type { ExchangeRules } from "./rules.ts";

/** Why an order is not taken in. */
export interface Refusal {
  readonly code: RejectionCode;
  readonly reason: string;
}

const ID_LENGTH_MAX = 128;

/** Why an order is not taken in; null: it is. `instead`: the working order whose place it takes. */
export function refuse(
  book: ExchangeBook,
  order: Order,
  rules: ExchangeRules,
  instead?: WorkingOrder,
): Refusal | null {
  const wanted = decimal(order.quantity);
  if (!wanted.gt(0)) {
    return { code: "invalid_order", reason: `quantity must be above 0, found ${order.quantity}` };
  }
  const working = workingIn(book, order.ticker)
    .filter(({ clientOrderId }) => clientOrderId !== instead?.clientOrderId);
  if (working.some(({ side }) => side !== order.side)) {
    return {
      code: "opposite_order",
      reason: `an order of the other side works in ${order.ticker}`,
    };
  }
  const held = decimal(book.positions.get(order.ticker)?.quantity ?? 0);
  const closes = order.side === "sell" ? held.gt(0) : held.lt(0);
  const invalid = contradictionIn(order, closes);
  if (invalid !== null) return { code: "invalid_order", reason: invalid };
  if (closes) {
    const available = held.abs().minus(takenBy(working, instead));
    if (wanted.lte(available)) return null;
    return {
      code: "insufficient_quantity",
      reason: `${available.toFixed()} shares of ${order.ticker} can be closed, found ${wanted}`,
    };
  }
  if (order.side === "sell" && !rules.allowShort) {
    return { code: "short_not_allowed", reason: `no shares of ${order.ticker} are held to sell` };
  }
  const cost = notional(order.quantity, reservePriceOf(order));
  const reserved = reservedIn(book, instead?.clientOrderId);
  const free = buyingPowerOf(book.account.cash, book.positions.values(), reserved);
  if (decimal(cost).lte(free)) return null;
  return { code: "buying_power", reason: `the order takes ${cost}, buying power is ${free}` };
}

/** Shares that closing orders may fill: of the exits of one group the larger, for they share theirs. */
function takenBy(working: readonly WorkingOrder[], instead: WorkingOrder | undefined) {
  const ofGroup = new Map<string, ReturnType<typeof decimal>>();
  let taken = decimal(0);
  for (const order of working) {
    const open = decimal(openOf(order));
    if (order.parentId === undefined) {
      taken = taken.plus(open);
    } else if (order.parentId !== instead?.parentId) {
      const known = ofGroup.get(order.parentId) ?? decimal(0);
      ofGroup.set(order.parentId, known.gt(open) ? known : open);
    }
  }
  return [...ofGroup.values()].reduce((sum, open) => sum.plus(open), taken);
}

/** What in an order contradicts itself or the position; null: nothing. */
function contradictionIn(order: Order, closes: boolean): string | null {
  if (order.type === "trailing_stop") return null;
  const { bracket } = order;
  const oco = order.type === "limit" ? order.oco : undefined;
  if (bracket === undefined && oco === undefined) return null;
  if (bracket !== undefined && oco !== undefined) {
    return "an order has a bracket or is a pair, not both";
  }
  if (order.extendedHours) return "orders with exits work in sessions only, not in extended hours";
  if (legIdOf(order.clientOrderId, "stop_loss").length > ID_LENGTH_MAX) {
    return `with exits a client order id has at most ${ID_LENGTH_MAX - 3} characters`;
  }
  if (bracket !== undefined && closes) return "a bracket needs an order that opens a position";
  if (oco !== undefined && !closes) return "a pair of exits needs a position that it closes";
  const profit = oco === undefined
    ? bracket?.takeProfit?.limitPrice
    : order.type === "limit"
    ? order.limitPrice
    : undefined;
  const stop = (oco ?? bracket)?.stopLoss?.stopPrice;
  if (profit === undefined || stop === undefined) return null;
  const exitSells = oco === undefined ? order.side === "buy" : order.side === "sell";
  const isOrdered = exitSells ? decimal(profit).gt(stop) : decimal(profit).lt(stop);
  return isOrdered
    ? null
    : `the profit-taking price must be ${
      exitSells ? "above" : "below"
    } the stop, found ${profit} and ${stop}`;
}
