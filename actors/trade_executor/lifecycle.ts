import type { OrderStatus } from "../domain/order.ts";

/**
 * The life of an order. `intended` is written down before anything is sent; `submitted` means sent,
 * answer unknown; a fill may be heard of before the acceptance is.
 */
const next = {
  intended: ["submitted", "cancelled"],
  submitted: ["accepted", "partially_filled", "filled", "cancelled", "rejected", "expired"],
  accepted: ["partially_filled", "filled", "cancelled", "rejected", "expired", "replaced"],
  partially_filled: ["partially_filled", "filled", "cancelled", "expired", "replaced"],
  filled: [],
  cancelled: [],
  rejected: [],
  expired: [],
  replaced: [],
} as const satisfies Record<OrderStatus, readonly OrderStatus[]>;

/** A status that could not follow the one before it. */
export class IllegalTransition extends Error {
  override readonly name = "IllegalTransition";

  constructor(readonly from: OrderStatus, readonly to: OrderStatus) {
    super(
      `an order that is ${from} cannot become ${to}; only ${next[from].join(", ") || "nothing"}`,
    );
  }
}

/** Whether `to` may follow `from`. */
export function mayBecome(from: OrderStatus, to: OrderStatus): boolean {
  return (next[from] as readonly OrderStatus[]).includes(to);
}

/** Whether nothing can follow. */
export function isTerminal(status: OrderStatus): boolean {
  return next[status].length === 0;
}

/** The step to a status that came from outside. Throws {@link IllegalTransition}. */
export function become(from: OrderStatus, to: OrderStatus): OrderStatus {
  if (!mayBecome(from, to)) throw new IllegalTransition(from, to);
  return to;
}
