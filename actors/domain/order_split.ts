import { splitQuantity } from "./holding.ts";
import { decimal, type Price, price, type Quantity, quantity } from "./money.ts";
import type { Order } from "./order.ts";

/**
 * A working order after a split: units and every price in it in the new unit. The open part is brought
 * over by itself, so that rounding never lets an order close more than is held.
 */
export function splitOrder<T extends Order & { readonly filledQuantity: Quantity }>(
  order: T,
  ratio: number,
): T {
  const each = (old: Price) => price(decimal(old).dividedBy(ratio));
  const open = quantity(decimal(order.quantity).minus(order.filledQuantity));
  const filledQuantity = splitQuantity(order.filledQuantity, ratio);
  return {
    ...order,
    ...pricesOf(order, each),
    referencePrice: each(order.referencePrice),
    filledQuantity,
    quantity: quantity(decimal(filledQuantity).plus(splitQuantity(open, ratio))),
  };
}

/** The prices that an order of its type has besides the reference, each passed through `each`. */
function pricesOf(order: Order, each: (old: Price) => Price): Partial<Order> {
  const stop = (
    { stopPrice, limitPrice }: { stopPrice: Price; limitPrice?: Price | undefined },
  ) => ({
    stopPrice: each(stopPrice),
    ...(limitPrice === undefined ? {} : { limitPrice: each(limitPrice) }),
  });
  if (order.type === "trailing_stop") {
    const { trail } = order;
    return { trail: trail.by === "amount" ? { ...trail, amount: each(trail.amount) } : trail };
  }
  const { bracket } = order;
  const exits = bracket === undefined ? {} : {
    bracket: {
      ...(bracket.takeProfit &&
        { takeProfit: { limitPrice: each(bracket.takeProfit.limitPrice) } }),
      ...(bracket.stopLoss && { stopLoss: stop(bracket.stopLoss) }),
    },
  };
  switch (order.type) {
    case "market":
      return exits;
    case "limit":
      return {
        ...exits,
        limitPrice: each(order.limitPrice),
        ...(order.oco && { oco: { stopLoss: stop(order.oco.stopLoss) } }),
      };
    case "stop":
    case "stop_limit":
      return { ...exits, ...stop(order) };
  }
}
