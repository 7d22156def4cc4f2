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

/** The statuses that may follow `From`; for a union: those that may follow each of them. */
export type Next<From extends OrderStatus> = {
  [To in OrderStatus]: [From] extends [Before<To>] ? To : never;
}[OrderStatus];
type Before<To extends OrderStatus> = {
  [From in OrderStatus]: To extends (typeof next)[From][number] ? From : never;
}[OrderStatus];

/** Statuses that nothing follows. */
export type EndedStatus = {
  [From in OrderStatus]: (typeof next)[From] extends readonly [] ? From : never;
}[OrderStatus];
/** Statuses that something follows. */
export type OpenStatus = Exclude<OrderStatus, EndedStatus>;
/** Statuses of an order that is at the broker and may be filled. */
export type WorkingStatus = "accepted" | "partially_filled";

/** A step that is known to be legal when it is written: an illegal one does not compile. */
export function step<From extends OrderStatus, To extends Next<From>>(_from: From, to: To): To {
  return to;
}

/** Whether an order is at the broker and may be filled. */
export function isWorking(status: OrderStatus): status is WorkingStatus {
  return status === "accepted" || status === "partially_filled";
}

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

const STAGES: readonly OrderStatus[] = ["intended", "submitted", "accepted", "partially_filled"];

/** Whether a status is one that the order has been through already: old news, and no contradiction. */
export function isBehind(status: OrderStatus, present: OrderStatus): boolean {
  const stage = STAGES.indexOf(status);
  return status === present || stage >= 0 && stage < STAGES.indexOf(present);
}

/** Whether nothing can follow. */
export function isTerminal(status: OrderStatus): status is EndedStatus {
  return next[status].length === 0;
}

/** The step to a status that came from outside. Throws {@link IllegalTransition}. */
export function become(from: OrderStatus, to: OrderStatus): OrderStatus {
  if (!mayBecome(from, to)) throw new IllegalTransition(from, to);
  return to;
}
