import type { LineageRows } from "../../../db/repositories/lineage.ts";
import type { FillRow, OrderRow } from "../../../db/tables/execution.ts";
import type { SignalDecisionRow } from "../../../db/tables/lineage.ts";
import { decimal } from "../../../actors/domain/money.ts";
import { orderOf } from "../rows.ts";
import type { DecisionView, LineageFillView, LineageOrderView } from "../lineage_views.ts";

/** What risk and sizing made of a signal. */
export function decisionOf(row: SignalDecisionRow): DecisionView {
  return {
    at: row.at,
    judgedAt: row.judged_at,
    outcome: row.outcome,
    reason: row.reason,
    checks: row.checks.map((check) => ({ ...check, used: usedOf(check) })),
    sizing: row.sizing,
  };
}

/** Amounts, or milliseconds, of which more is worse; their limit may say of which group. */
const AMOUNT = /^(?:a loss below )?(-?\d+(?:\.\d+)?)(?: ms| a minute| in [a-z ]+)?$/i;
/** Rules whose limit is a least, not a most. */
const AT_LEAST = ["cooldown", "quantity", "closing_quantity"];

function usedOf({ rule, limit, value }: SignalDecisionRow["checks"][number]): number | null {
  if (AT_LEAST.includes(rule)) return null;
  const most = AMOUNT.exec(limit)?.[1];
  const is = AMOUNT.exec(value)?.[1];
  if (most === undefined || is === undefined || decimal(most).lte(0)) return null;
  return Math.max(0, decimal(is).dividedBy(most).toNumber());
}

/** The orders with their states and executions. */
export function orderViews({ orders, states, fills }: LineageRows): LineageOrderView[] {
  return orders.map((order) => {
    const own = fills.filter(({ order_id }) => order_id === order.order_id);
    const steps = states.filter(({ order_id }) => order_id === order.order_id)
      .toSorted((a, b) => rank(a.status) - rank(b.status) || byQuantity(a, b));
    const begun = steps[0] === undefined ? 0 : Date.parse(steps[0].known_at);
    return {
      ...orderOf(order),
      states: steps.map(({ status, filled_quantity, at, known_at, reason }) => ({
        status,
        filledQuantity: filled_quantity,
        at,
        knownAt: known_at,
        afterMs: Date.parse(known_at) - begun,
        reason,
      })),
      fills: own.map(fillOf),
      slippage: slippageOf(order, own),
    };
  });
}

/** An execution. */
export function fillOf(row: FillRow): LineageFillView {
  return {
    tradeId: row.fill_id,
    at: row.at,
    executedAt: row.executed_at,
    side: row.side,
    quantity: row.quantity,
    price: row.price,
    fee: row.fee,
    cumulativeQuantity: row.cumulative_quantity,
    signalId: row.signal_id,
  };
}

const RANKS: readonly OrderRow["status"][] = [
  "intended",
  "submitted",
  "accepted",
  "partially_filled",
];

function rank(status: OrderRow["status"]): number {
  const place = RANKS.indexOf(status);
  return place < 0 ? RANKS.length : place;
}

function byQuantity(a: { filled_quantity: string }, b: { filled_quantity: string }): number {
  return decimal(a.filled_quantity).comparedTo(b.filled_quantity);
}

function slippageOf({ side, reference_price }: OrderRow, fills: readonly FillRow[]) {
  if (fills.length === 0) return null;
  const cost = fills.reduce(
    (sum, { price, quantity }) => sum.plus(decimal(price).minus(reference_price).times(quantity)),
    decimal(0),
  );
  return (side === "buy" ? cost : cost.negated()).toFixed();
}
