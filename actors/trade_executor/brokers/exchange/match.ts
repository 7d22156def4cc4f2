import type { Bar } from "../../../domain/market.ts";
import { type Decimal, decimal, type Price, price } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { Side } from "../../../domain/signal.ts";

/**
 * Whether a bar fills an order, and at what price: rules that never flatter. A bar tells only its
 * open, high, low and close, of which the open is first and the close last; what happened between
 * is assumed to the trader's disadvantage.
 *
 * - Market: at the open.
 * - Limit: at the open where that is the limit or better; else at the limit, where the bar trades
 *   *through* it (a touch is not enough: others stood in the queue before us).
 * - Stop: at the open where that is beyond the stop already (a gap fills there, not at the stop);
 *   else at the stop, where the bar touches it.
 * - Stop-limit: triggered like a stop. Triggered at the open it is a limit order for the whole bar.
 *   Triggered later it is filled at the stop where its limit allows that, else it is a limit order
 *   from the next bar on.
 * - Trailing stop: a stop behind the best price of earlier bars and this bar's open. The bar's own
 *   best price counts from its close on: where the close lies beyond the stop that it makes, that
 *   stop was certainly passed, and the fill is at the close.
 */
export type Match =
  | { readonly kind: "none"; readonly memory: OrderMemory }
  | {
    readonly kind: "fill";
    /** Before slippage. */
    readonly at: Decimal;
    /** No fill may be worse than this; null: any price. */
    readonly limit: Price | null;
    readonly memory: OrderMemory;
  };

/** What an order remembers from bar to bar. */
export interface OrderMemory {
  /** Whether the stop of a stop-limit (or of a stop that was filled in part) was reached. */
  readonly triggered?: boolean | undefined;
  /** Best price so far, for a trailing stop. */
  readonly best?: Price | undefined;
}

/** See {@link Match}. */
export function matchOf(order: Order, memory: OrderMemory, bar: Bar): Match {
  const view = seenFrom(order.side, bar);
  const triggered = { ...memory, triggered: true };
  const anyPrice = (at: Decimal): Match => ({ kind: "fill", at, limit: null, memory: triggered });
  switch (order.type) {
    case "market":
      return { kind: "fill", at: view.open, limit: null, memory };
    case "limit":
      return limited(view, order.limitPrice, memory);
    case "stop": {
      if (memory.triggered) return anyPrice(view.open);
      const at = stopped(view, decimal(order.stopPrice));
      return at === null ? { kind: "none", memory } : anyPrice(at);
    }
    case "stop_limit": {
      if (memory.triggered) return limited(view, order.limitPrice, memory);
      const stop = decimal(order.stopPrice);
      const at = stopped(view, stop);
      if (at === null) return { kind: "none", memory };
      if (!view.better(view.open, stop)) return limited(view, order.limitPrice, triggered);
      return view.better(decimal(order.limitPrice), stop)
        ? { kind: "none", memory: triggered }
        : { kind: "fill", at: stop, limit: order.limitPrice, memory: triggered };
    }
    case "trailing_stop": {
      if (memory.triggered) return anyPrice(view.open);
      // A trailing seller's best price is a high one, which is the worst for a buyer.
      const best = extreme(order.side, decimal(memory.best ?? order.referencePrice), view.open);
      const at = stopped(view, behind(order, best));
      if (at !== null) return anyPrice(at);
      const later = extreme(order.side, best, view.favourable);
      if (!view.better(view.close, behind(order, later))) return anyPrice(view.close);
      return { kind: "none", memory: { ...memory, best: price(later) } };
    }
  }
}

/** A bar as the one side sees it: `adverse` is where its stops are, `favourable` its limits. */
interface View {
  readonly open: Decimal;
  readonly close: Decimal;
  readonly adverse: Decimal;
  readonly favourable: Decimal;
  /** Whether `a` is a strictly better price to trade at than `b`. */
  better(a: Decimal, b: Decimal): boolean;
}

function seenFrom(side: Side, { open, high, low, close }: Bar): View {
  const buys = side === "buy";
  return {
    open: decimal(open),
    close: decimal(close),
    adverse: decimal(buys ? high : low),
    favourable: decimal(buys ? low : high),
    better: (a, b) => buys ? a.lt(b) : a.gt(b),
  };
}

function limited(view: View, limitPrice: Price, memory: OrderMemory): Match {
  const limit = decimal(limitPrice);
  const fill = (at: Decimal): Match => ({ kind: "fill", at, limit: limitPrice, memory });
  if (!view.better(limit, view.open)) return fill(view.open);
  return view.better(view.favourable, limit) ? fill(limit) : { kind: "none", memory };
}

/** Where a stop is filled; null where the bar does not reach it. */
function stopped(view: View, stop: Decimal): Decimal | null {
  if (!view.better(view.open, stop)) return view.open;
  return view.better(view.adverse, stop) ? null : stop;
}

/** The better of two prices for what a trailing stop protects: a seller's higher, a buyer's lower. */
function extreme(side: Side, a: Decimal, b: Decimal): Decimal {
  return (side === "sell" ? a.gt(b) : a.lt(b)) ? a : b;
}

function behind(order: Extract<Order, { type: "trailing_stop" }>, best: Decimal): Decimal {
  const { trail, side } = order;
  const distance = trail.by === "amount"
    ? decimal(trail.amount)
    : best.times(decimal(trail.fraction));
  return side === "sell" ? best.minus(distance) : best.plus(distance);
}
