import { decimal, quantity } from "../../../domain/money.ts";
import type { Order } from "../../../domain/order.ts";
import type { OrderChanges } from "../broker.ts";
import { type ExchangeOrder, openOf } from "./book.ts";
import type { Refusal } from "./admission.ts";

/**
 * The order that takes the place of `old`, or why the changes make none. It is for what is still to
 * fill: the total wanted, less what `old` has filled.
 */
export function changed(old: ExchangeOrder, changes: OrderChanges): Order | Refusal {
  const invalid = (reason: string): Refusal => ({ code: "invalid_order", reason });
  const { clientOrderId, signalId, ticker, side, timeInForce, referencePrice } = old;
  const filled = decimal(old.filledQuantity);
  const total = decimal(changes.quantity ?? old.quantity);
  if (total.lte(filled)) {
    return invalid(`the new total must be above the ${filled.toFixed()} filled, found ${total}`);
  }
  if (old.leg !== undefined && changes.quantity !== undefined) {
    return invalid("the size of an exit follows its position and cannot be replaced");
  }
  if (old.type !== "trailing_stop" && old.bracket !== undefined && filled.gt(0)) {
    return invalid(`${clientOrderId} has exits that follow its fills: cancel what is left of it`);
  }
  const base = {
    clientOrderId: changes.clientOrderId,
    signalId,
    ticker,
    side,
    timeInForce,
    referencePrice,
    decidedAt: changes.decidedAt,
    quantity: changes.quantity === undefined ? openOf(old) : quantity(total.minus(filled)),
  };
  const { limitPrice, stopPrice, trail } = changes;
  const unused = (allowed: readonly string[]) =>
    Object.entries({ limitPrice, stopPrice, trail })
      .find(([name, value]) => value !== undefined && !allowed.includes(name))?.[0];
  const refused = unused(USED[old.type]);
  if (refused !== undefined) return invalid(`an order of type ${old.type} has no ${refused}`);
  const exits = old.type === "trailing_stop" || old.bracket === undefined
    ? {}
    : { bracket: old.bracket };
  switch (old.type) {
    case "market":
      return { ...base, ...exits, type: "market" };
    case "limit": {
      const hours = old.extendedHours === undefined ? {} : { extendedHours: old.extendedHours };
      return {
        ...base,
        ...exits,
        ...hours,
        type: "limit",
        limitPrice: limitPrice ?? old.limitPrice,
      };
    }
    case "stop":
      return { ...base, ...exits, type: "stop", stopPrice: stopPrice ?? old.stopPrice };
    case "stop_limit":
      return {
        ...base,
        ...exits,
        type: "stop_limit",
        stopPrice: stopPrice ?? old.stopPrice,
        limitPrice: limitPrice ?? old.limitPrice,
      };
    case "trailing_stop":
      return { ...base, type: "trailing_stop", trail: trail ?? old.trail };
  }
}

const USED: Record<Order["type"], readonly string[]> = {
  market: [],
  limit: ["limitPrice"],
  stop: ["stopPrice"],
  stop_limit: ["stopPrice", "limitPrice"],
  trailing_stop: ["trail"],
};
