import type { CreditedRoundTrip, EarnedRow } from "../../db/repositories/learning.ts";
import type { AdjustmentRow } from "../../db/tables/learning.ts";
import type { StrategyRow } from "../../db/tables/signals.ts";
import type * as views from "./views.ts";

/** Rows of what was learned as the API shows them. Pure. */

/** A strategy with its present weight, what it has earned and how it stood at the last close. */
export function strategyOf(
  row: StrategyRow,
  earned: readonly EarnedRow[],
  last: AdjustmentRow | null,
): views.StrategyView {
  const { trips = 0, pnl = "0" } = earned.find(({ strategy }) => strategy === row.strategy) ?? {};
  const found = last === null
    ? undefined
    : strategiesOf(last).find(({ strategy }) => strategy === row.strategy);
  const standing = last?.after_state.standings.find(({ strategy }) => strategy === row.strategy);
  return {
    name: row.strategy,
    enabled: row.enabled,
    weight: row.weight,
    parameters: row.parameters,
    updatedAt: row.updated_at,
    credit: { roundTrips: trips, pnl },
    learned: last === null || found === undefined ? null : {
      at: last.at,
      credit: found.credit,
      creditTrips: found.creditTrips,
      shadow: found.shadow,
      shadowTrips: found.shadowTrips,
      score: found.score,
      trips: standing?.trips ?? 0,
      weight: found.after,
    },
  };
}

/** A decision about the weights. */
export function adjustmentOf(row: AdjustmentRow): views.AdjustmentView {
  return {
    adjustmentId: row.adjustment_id,
    at: row.at,
    effectiveAt: row.effective_at,
    outcome: row.outcome,
    by: row.asked_by,
    reason: row.reason,
    strategies: strategiesOf(row),
  };
}

/** A round trip. */
export function roundTripOf(row: CreditedRoundTrip): views.RoundTripView {
  return {
    tripId: row.trip_id,
    ticker: row.ticker,
    side: row.side,
    quantity: row.quantity,
    entryValue: row.entry_value,
    exitValue: row.exit_value,
    fees: row.fees,
    pnl: row.pnl,
    entrySignalId: row.entry_signal_id,
    enteredAt: row.entered_at,
    exitedAt: row.exited_at,
    credits: row.credits.map(({ strategy, share, pnl }) => ({ strategy, share, pnl })),
  };
}

function strategiesOf(
  { evidence, before_state, after_state }: AdjustmentRow,
): views.AdjustmentView["strategies"] {
  const weightIn = (weights: AdjustmentRow["before_state"]["weights"], name: string) =>
    weights.find(({ strategy }) => strategy === name)?.weight ?? 0;
  return after_state.standings.map(({ strategy, score }) => {
    const seen = evidence.find((each) => each.strategy === strategy);
    return {
      strategy,
      before: weightIn(before_state.weights, strategy),
      after: weightIn(after_state.weights, strategy),
      score,
      credit: seen?.credit ?? 0,
      creditTrips: seen?.creditTrips ?? 0,
      shadow: seen?.shadow ?? 0,
      shadowTrips: seen?.shadowTrips ?? 0,
    };
  });
}
