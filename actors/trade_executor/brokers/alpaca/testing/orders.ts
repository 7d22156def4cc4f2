import { derivedId } from "../../../../../runtime/clock/ids.ts";
import { decimal, notional, sumUsd, type Usd, ZERO_USD } from "../../../../domain/money.ts";
import {
  type ExecutionReport,
  legIdOf,
  type Order,
  type OrderLeg,
} from "../../../../domain/order.ts";

/** An order as the simulated Alpaca keeps it, beside what the matching engine knows. */
export interface SimOrder {
  /** Alpaca's id, a UUID. */
  readonly id: string;
  /** As Alpaca shows it: ours, or one that Alpaca made for a leg or a replacement. */
  readonly clientOrderId: string;
  /** The order's id in the matching engine. */
  readonly engineId: string;
  readonly terms: Order;
  readonly orderClass: "simple" | "bracket" | "oco" | "oto";
  readonly leg: OrderLeg | null;
  readonly parent: SimOrder | null;
  readonly legs: SimOrder[];
  readonly createdAt: number;
  quantity: string;
  status: string;
  filled: string;
  value: Usd;
  endedAt: number | null;
  filledAt: number | null;
  replaces: string | null;
  replacedBy: string | null;
}

/** A UUID derived from a name. */
export function simUuid(...parts: readonly (string | number)[]): string {
  const hex = derivedId(...parts);
  return [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]].map(([a, b]) => hex.slice(a, b)).join("-");
}

/** The order that Alpaca makes of accepted terms, with its legs. */
export function simOrder(clientOrderId: string, terms: Order, now: number, status: string) {
  const bracket = terms.type === "trailing_stop" ? undefined : terms.bracket;
  const oco = terms.type === "limit" ? terms.oco : undefined;
  const orderClass = oco !== undefined
    ? "oco" as const
    : bracket === undefined
    ? "simple" as const
    : bracket.takeProfit && bracket.stopLoss
    ? "bracket" as const
    : "oto" as const;
  const common = {
    orderClass,
    createdAt: now,
    quantity: terms.quantity as string,
    filled: "0",
    value: ZERO_USD,
    endedAt: null,
    filledAt: null,
    replaces: null,
    replacedBy: null,
  };
  const parent: SimOrder = {
    ...common,
    id: simUuid("alpaca order", clientOrderId),
    clientOrderId,
    engineId: terms.clientOrderId,
    terms,
    leg: null,
    parent: null,
    legs: [],
    status,
  };
  const addLeg = (leg: OrderLeg, own: object) => {
    const engineId = legIdOf(terms.clientOrderId, leg);
    const side = oco === undefined ? (terms.side === "buy" ? "sell" : "buy") : terms.side;
    const { clientOrderId: _id, signalId, ticker, timeInForce, quantity, referencePrice } = terms;
    const base = { signalId, ticker, timeInForce, quantity, referencePrice };
    const decidedAt = terms.decidedAt;
    parent.legs.push({
      ...common,
      id: simUuid("alpaca leg", engineId),
      clientOrderId: simUuid("alpaca's own client id", engineId),
      engineId,
      terms: { ...base, decidedAt, clientOrderId: engineId, side, ...own } as Order,
      leg,
      parent,
      legs: [],
      status: "held",
    });
  };
  if (bracket?.takeProfit) addLeg("take_profit", { type: "limit", ...bracket.takeProfit });
  const stop = bracket?.stopLoss ?? oco?.stopLoss;
  if (stop) addLeg("stop_loss", { type: stop.limitPrice ? "stop_limit" : "stop", ...stop });
  return parent;
}

/** Books what the matching engine reports of an order. */
export function bookReport(order: SimOrder, report: ExecutionReport): void {
  order.filled = report.cumulativeQuantity;
  order.quantity = report.quantity;
  order.value = sumUsd(order.value, notional(report.lastQuantity, report.lastPrice));
  const words = { cancelled: "canceled" } as const;
  order.status = report.status === "cancelled" ? words.cancelled : report.status;
  if (report.status === "filled") order.filledAt = report.executedAt;
  if (["cancelled", "expired", "replaced"].includes(report.status)) {
    order.endedAt = report.executedAt;
  }
}

/** Statuses that nothing follows. */
export const ENDED = ["filled", "canceled", "expired", "replaced", "rejected"];

/** The order as Alpaca writes it. `nested`: with its legs. */
export function wireOrder(order: SimOrder, nested: boolean): Record<string, unknown> {
  const { terms } = order;
  const at = (millis: number | null) => millis === null ? null : wireTime(millis);
  const limit = terms.type === "limit" || terms.type === "stop_limit" ? terms.limitPrice : null;
  const stop = terms.type === "stop" || terms.type === "stop_limit" ? terms.stopPrice : null;
  const trail = terms.type === "trailing_stop" ? terms.trail : null;
  const ended = (status: string) => order.status === status ? at(order.endedAt) : null;
  return {
    id: order.id,
    client_order_id: order.clientOrderId,
    created_at: at(order.createdAt),
    updated_at: at(order.filledAt ?? order.endedAt ?? order.createdAt),
    submitted_at: at(order.createdAt),
    filled_at: at(order.filledAt),
    expired_at: ended("expired"),
    canceled_at: ended("canceled"),
    failed_at: ended("rejected"),
    replaced_at: ended("replaced"),
    replaced_by: order.replacedBy,
    replaces: order.replaces,
    asset_id: simUuid("asset", terms.ticker),
    symbol: terms.ticker,
    asset_class: "us_equity",
    notional: null,
    qty: order.quantity,
    filled_qty: order.filled,
    filled_avg_price: decimal(order.filled).isZero()
      ? null
      : decimal(order.value).dividedBy(order.filled).toDecimalPlaces(6).toFixed(),
    order_class: order.orderClass === "simple" ? "" : order.orderClass,
    order_type: terms.type,
    type: terms.type,
    side: terms.side,
    time_in_force: terms.timeInForce,
    limit_price: limit,
    stop_price: stop,
    status: order.status,
    extended_hours: terms.extendedHours ?? false,
    legs: nested && order.legs.length > 0 ? order.legs.map((leg) => wireOrder(leg, true)) : null,
    trail_percent: trail?.by === "fraction" ? decimal(trail.fraction).times(100).toFixed() : null,
    trail_price: trail?.by === "amount" ? trail.amount : null,
    hwm: null,
    subtag: null,
    source: null,
  };
}

/** A moment with the nanoseconds that Alpaca writes. */
export function wireTime(at: number): string {
  return new Date(at).toISOString().replace("Z", "000000Z");
}
