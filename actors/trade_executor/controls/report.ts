import type { Millis } from "../../../runtime/clock/clock.ts";
import type { ClearingReport, Remainder } from "../../domain/controls.ts";
import { isoTime } from "../../domain/iso_time.ts";
import type { Quantity } from "../../domain/money.ts";
import type { BrokerOrder } from "../brokers/broker.ts";
import type { OpenInBook, Scope } from "./clearing.ts";

/** Something that is left, and where it stands. */
export type Remains =
  /** Open at the broker; its cancellation is asked for. */
  | { readonly kind: "cancelling"; readonly order: BrokerOrder }
  /** Over at the broker; what became of it is not booked yet. */
  | { readonly kind: "unbooked"; readonly order: OpenInBook }
  /** A closing order that never arrived. */
  | { readonly kind: "sent_again"; readonly order: OpenInBook }
  /** The broker does not know it, and it may still arrive. */
  | { readonly kind: "on_its_way"; readonly order: OpenInBook; readonly since: Millis }
  | {
    readonly kind: "held";
    readonly ticker: string;
    readonly quantity: Quantity;
    /** Another order of the ticker has to end first. */
    readonly waits: boolean;
    /** The closing order at the broker; null: it is about to be sent. */
    readonly out: BrokerOrder | null;
    /** When the market opens; null: it is open. */
    readonly opensAt: Millis | null;
  };

/** Everything that a report says. */
export interface Reported {
  readonly remains: readonly Remains[];
  readonly openOrders: number;
  readonly positions: number;
  readonly confirmedAt: Millis | null;
  readonly leftAlone: readonly string[];
  /** What it is about: everything, a ticker, or one order. */
  readonly scope: Scope;
}

/** How many remainders a sentence names. */
const NAMED_MAX = 3;

/** What is left in words: "0 open orders, 0 positions, confirmed at …", or exactly what and why. */
export function reportOf(reported: Reported): ClearingReport {
  const { openOrders, positions, confirmedAt, leftAlone, scope } = reported;
  const remaining = reported.remains.map(remainderOf).slice(0, 200);
  const where = scope.kind === "ticker" ? ` in ${scope.ticker}` : "";
  const counts = scope.kind === "order"
    ? `Order ${scope.orderId}: ${openOrders === 0 ? "not open any more" : "still open"}`
    : `${counted(openOrders, "open order")}, ${counted(positions, "position")}${where}`;
  const named = remaining.slice(0, NAMED_MAX).map(({ why }) => why).join(" ");
  const more = remaining.length > NAMED_MAX ? ` And ${remaining.length - NAMED_MAX} more.` : "";
  const sentence = confirmedAt === null
    ? `${counts}, not confirmed. ${named}${more}`
    : `${counts}, confirmed at ${isoTime(confirmedAt)}.`;
  const others = leftAlone.length === 0 ? "" : ` Left alone: ${leftAlone.join("; ")}.`;
  return {
    openOrders,
    positions,
    confirmedAt,
    remaining,
    leftAlone: [...leftAlone],
    sentence: `${sentence}${others}`.slice(0, 2000),
  };
}

function remainderOf(remains: Remains): Remainder {
  if (remains.kind === "held") {
    const { ticker, quantity, waits, out, opensAt } = remains;
    const order = out === null ? null : out.clientOrderId;
    const how = waits
      ? "its closing order waits until no other order of the ticker is open"
      : out === null
      ? "its closing order is on its way to the broker"
      : `closing order ${order} has filled ${out.filledQuantity} of ${out.quantity}`;
    const when = opensAt === null
      ? ""
      : `; the market is closed, so it is queued for the open at ${isoTime(opensAt)}`;
    const why = `${quantity} ${ticker} are held: ${how}${when}.`;
    return { what: "position", ticker, orderId: order, why };
  }
  const { order } = remains;
  const name = `Order ${order.clientOrderId} (${order.side} ${order.quantity} ${order.ticker})`;
  const why = {
    cancelling: "is open; its cancellation is asked for.",
    unbooked: "has ended at the broker; what became of it is not booked yet.",
    sent_again: "closes a position and has not arrived; it is sent again.",
    on_its_way: "is unknown to the broker and may still arrive; it is looked for.",
  }[remains.kind];
  const { ticker, clientOrderId: orderId } = order;
  return { what: "order", ticker, orderId, why: `${name} ${why}` };
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
