import { adjustments, credits, roundTrips, weightsHistory } from "../../db/tables/learning.ts";
import type { RowWriter } from "../../runtime/actor.ts";
import { isoTime } from "../domain/iso_time.ts";
import { type Adjustment, movesWeights } from "./adjustment.ts";
import { creditsOf } from "./evaluator.ts";
import type { RoundTrip } from "./round_trips.ts";

/** Records a round trip with everybody's part in it. */
export function writeRoundTrip(ctx: RowWriter, trip: RoundTrip): void {
  const { tripId, ticker, side, quantity, entryValue, exitValue, fees, pnl, shares } = trip;
  ctx.write(roundTrips, {
    trip_id: tripId,
    ticker,
    side,
    quantity,
    entry_value: entryValue,
    exit_value: exitValue,
    fees,
    pnl,
    entry_signal_id: trip.entrySignalId,
    entry_trade_id: trip.entryTradeId,
    exit_trade_id: trip.exitTradeId,
    exit_signal_id: trip.exitSignalId,
    entered_at: isoTime(trip.enteredAt),
    exited_at: isoTime(trip.exitedAt),
  });
  for (const credit of creditsOf(pnl, shares)) {
    ctx.write(credits, { trip_id: tripId, ...credit });
  }
}

/** Records a decision about the weights, and the new weights where they moved. */
export function writeAdjustment(ctx: RowWriter, adjustment: Adjustment): void {
  const { adjustmentId, outcome, at, effectiveAt, by, reason, evidence, before, after } =
    adjustment;
  ctx.write(adjustments, {
    adjustment_id: adjustmentId,
    outcome,
    at: isoTime(at),
    effective_at: isoTime(effectiveAt),
    asked_by: by,
    reason,
    evidence: [...evidence],
    before_state: before,
    after_state: after,
  });
  if (!movesWeights(adjustment)) return;
  for (const { strategy, weight } of after.weights) {
    ctx.write(weightsHistory, {
      adjustment_id: adjustmentId,
      strategy,
      weight,
      effective_at: isoTime(effectiveAt),
    });
  }
}
