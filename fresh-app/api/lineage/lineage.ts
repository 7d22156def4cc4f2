import type { LineageRows } from "../../../db/repositories/lineage.ts";
import { decimal } from "../../../actors/domain/money.ts";
import { adjustmentOf, roundTripOf } from "../learning_rows.ts";
import { signalOf } from "../rows.ts";
import type {
  HeadlineView,
  LineageOrderView,
  LineageTripView,
  LineageView,
} from "../lineage_views.ts";
import { counterfactualViews } from "./counterfactual_views.ts";
import { headlineViews } from "./headline_views.ts";
import { holdsSome, missingOf, stageOf } from "./missing.ts";
import { decisionOf, fillOf, orderViews } from "./order_views.ts";

/** The whole lineage of a decision as the API shows it. Pure. */
export function lineageOf(rows: LineageRows): LineageView {
  const { signal, evidence } = rows;
  const whatIf = signal === null || evidence === null ? [] : counterfactualViews(signal, evidence);
  const headlines = headlineViews(rows, whatIf);
  const orders = orderViews(rows);
  const missing = missingOf(rows);
  const roundTrips = tripViews(rows);
  return {
    id: rows.id,
    kind: rows.kind,
    ticker: signal?.ticker ?? orders[0]?.ticker ?? headlines[0]?.sentiment?.tickers[0] ?? null,
    stage: stageOf(rows),
    complete: missing.every(({ state }) => state === "pending"),
    missing,
    headlines,
    signal: signal === null ? null : signalOf(signal),
    silent: (evidence?.members ?? [])
      .filter(({ strategy }) => !signal?.votes.some((vote) => vote.strategy === strategy))
      .map(({ strategy, weight, warm }) => ({ strategy, weight, warm })),
    counterfactuals: whatIf.filter(({ without }) => without.kind !== "story"),
    decision: rows.decision === null ? null : decisionOf(rows.decision),
    orders,
    roundTrips,
    result: resultOf(rows, roundTrips),
    adjustment: rows.adjustment === null ? null : adjustmentOf(rows.adjustment),
    stages: stagesOf(headlines, rows, orders),
    alsoBehind: rows.storySignals
      .filter(({ signal_id }) => signal_id !== signal?.signal_id)
      .map(({ signal_id, outcome }) => ({
        signalId: signal_id,
        outcome: outcome as LineageView["alsoBehind"][number]["outcome"],
      })),
  };
}

function tripViews({ trips, signal, otherFills, otherSignals }: LineageRows): LineageTripView[] {
  return trips.map((row) => {
    const role = row.entry_signal_id === signal?.signal_id ? "opened" : "closed";
    const [tradeId, signalId] = role === "opened"
      ? [row.exit_trade_id, row.exit_signal_id]
      : [row.entry_trade_id, row.entry_signal_id];
    const fill = otherFills.find(({ fill_id }) => fill_id === tradeId);
    const other = signalId === null ? undefined : otherSignals.get(signalId);
    return {
      ...roundTripOf(row),
      return: decimal(row.pnl).dividedBy(row.entry_value).toNumber(),
      role,
      other: {
        fill: fill === undefined ? null : fillOf(fill),
        signal: other === undefined ? null : signalOf(other),
      },
    };
  });
}

function resultOf(
  rows: LineageRows,
  trips: readonly LineageTripView[],
): LineageView["result"] {
  if (trips.length === 0) return null;
  const sum = (of: (trip: LineageTripView) => string) =>
    trips.reduce((total, trip) => total.plus(of(trip)), decimal(0));
  const pnl = sum((trip) => trip.pnl);
  return {
    pnl: pnl.toFixed(),
    fees: sum((trip) => trip.fees).toFixed(),
    return: pnl.dividedBy(sum((trip) => trip.entryValue)).toNumber(),
    open: holdsSome(rows),
  };
}

/** From the headline that mattered most to the first execution. */
function stagesOf(
  headlines: readonly HeadlineView[],
  { signal, decision }: LineageRows,
  orders: readonly LineageOrderView[],
): LineageView["stages"] {
  const lead = headlines.find(({ stood, without }) =>
    stood !== null && without !== null && without.outcome !== "same"
  );
  const stages: LineageView["stages"] = [];
  const between = (
    stage: LineageView["stages"][number]["stage"],
    from: string | null | undefined,
    to: string | null | undefined,
  ) => {
    if (typeof from !== "string" || typeof to !== "string") return;
    stages.push({ stage, ms: Date.parse(to) - Date.parse(from), clock: "market" });
  };
  between("published", lead?.publishedAt, lead?.firstSeenAt);
  between("scored", lead?.firstSeenAt, lead?.stood?.at);
  between("waited_for_bar", lead?.stood?.at, signal?.at);
  between("decided", signal?.at, decision?.at);
  const order = orders[0];
  const accepted = order?.states.find(({ status }) => status === "accepted");
  if (accepted !== undefined) {
    stages.push({ stage: "accepted", ms: accepted.afterMs, clock: "system" });
  }
  between("filled", order?.at, order?.fills[0]?.at);
  return stages;
}
