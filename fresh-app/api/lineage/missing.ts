import type { LineageRows } from "../../../db/repositories/lineage.ts";
import { decimal } from "../../../actors/domain/money.ts";
import type { LineageView, MissingView } from "../lineage_views.ts";

/** Dollars of an entry that rounding may leave over once all of it is closed. */
const CENT = 0.005;

/** Whether some of what the decision opened is still held. */
export function holdsSome({ orders, fills, trips, signal }: LineageRows): boolean {
  const opening = new Set(
    orders.filter(({ closing }) => !closing).map(({ order_id }) => order_id),
  );
  const opened = fills.filter(({ order_id }) => opening.has(order_id)).reduce(
    (sum, { price, quantity }) => sum.plus(decimal(price).times(quantity)),
    decimal(0),
  );
  const closed = trips.filter(({ entry_signal_id }) => entry_signal_id === signal?.signal_id)
    .reduce((sum, { entry_value }) => sum.plus(entry_value), decimal(0));
  return opened.minus(closed).gt(CENT);
}

/** How far the decision came. */
export function stageOf(rows: LineageRows): LineageView["stage"] {
  const { orders, fills, signal, decision, rejection } = rows;
  if (orders.length === 0) {
    if (signal === null) return "told";
    if (rejection !== null || decision?.outcome === "refused") return "refused";
    return decision?.outcome === "nothing" ? "nothing_to_do" : "signalled";
  }
  if (fills.length > 0) return holdsSome(rows) || isUnpaired(rows) ? "holding" : "closed";
  return orders.some(({ status }) => isOpen(status)) ? "ordered" : "unfilled";
}

/** What is not there, and why. */
export function missingOf(rows: LineageRows): MissingView[] {
  const { signal, evidence, decision, orders, states, fills, trips, adjustment } = rows;
  const missing: MissingView[] = [];
  const lost = (part: MissingView["part"], why: string) =>
    missing.push({ part, state: "lost", why });
  const pending = (part: MissingView["part"], why: string) =>
    missing.push({ part, state: "pending", why });

  missingStories(rows, lost);
  if (signal === null) {
    if (orders.some(({ signal_id }) => signal_id !== null)) {
      lost("signal", "The signal of this order is no longer stored.");
    }
    if (rows.kind === "article") {
      pending("signal", "No signal rested on this story: nothing was decided on it so far.");
    }
    if (orders.length === 0) return missing;
  } else {
    if (evidence === null) {
      lost("evidence", "What the strategies had before them was not recorded with this signal.");
    }
    if (decision === null && orders.length === 0) {
      pending("decision", "The executor has not said yet what becomes of this signal.");
    } else if (decision === null) {
      lost("decision", "Risk's checks were not recorded with this order.");
    }
    if (decision?.outcome === "placed" && orders.length === 0) {
      lost("order", "The order that was placed is no longer stored.");
    }
  }
  for (const order of orders) {
    if (!states.some(({ order_id }) => order_id === order.order_id)) {
      lost("order_states", "The states that the order went through were not recorded.");
    }
    const filled = fills.filter(({ order_id }) => order_id === order.order_id)
      .reduce((sum, { quantity }) => sum.plus(quantity), decimal(0));
    if (fills.length === 0 && !decimal(order.filled_quantity).isZero()) {
      lost("fill", "The order was filled, and its executions are no longer stored.");
    } else if (isOpen(order.status)) {
      pending(
        "fill",
        `The order is still working: ${filled.toFixed()} of ${order.quantity} are filled.`,
      );
    }
  }
  if (fills.length > 0 && holdsSome(rows)) {
    pending("round_trip", "The position is still open: its profit or loss is not final.");
  } else if (isUnpaired(rows)) {
    pending("round_trip", "The learning engine has not paired this exit with its entry yet.");
  }
  if (trips.length > 0 && adjustment === null) {
    pending("weights", "What it taught is weighed after the session's close.");
  }
  return missing;
}

function missingStories(
  { evidence, stories, storyId }: LineageRows,
  lost: (part: MissingView["part"], why: string) => void,
): void {
  const told = (id: string) => stories.get(id);
  const ids = [...evidence?.stories.map((story) => story.storyId) ?? []];
  const gone = ids.filter((id) => (told(id)?.article ?? null) === null).length;
  if (gone > 0) {
    const of = ids.length === 1 ? "The headline" : `${gone} of ${ids.length} headlines`;
    lost("headline", `${of} behind the signal ${gone === 1 ? "is" : "are"} no longer stored.`);
  }
  const unjudged =
    ids.filter((id) =>
      (told(id)?.article ?? null) !== null && (told(id)?.judgement ?? null) === null
    ).length;
  if (unjudged > 0) lost("score", "How a headline was judged is no longer stored.");
  if (storyId !== null && !ids.includes(storyId) && (told(storyId)?.judgement ?? null) === null) {
    lost("score", "This story is not judged yet.");
  }
}

/** An exit that no round trip knows of. */
function isUnpaired({ orders, fills, trips }: LineageRows): boolean {
  const closing = new Set(orders.filter(({ closing }) => closing).map(({ order_id }) => order_id));
  return trips.length === 0 && fills.some(({ order_id }) => closing.has(order_id));
}

function isOpen(status: LineageRows["orders"][number]["status"]): boolean {
  return ["intended", "submitted", "accepted", "partially_filled"].includes(status);
}
