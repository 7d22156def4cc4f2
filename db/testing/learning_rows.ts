import type { RowWrite } from "../../runtime/delivery/store.ts";
import {
  type AdjustmentRow,
  adjustments,
  type CreditRow,
  credits,
  type RoundTripRow,
  roundTrips,
  type WeightRow,
  weightsHistory,
} from "../tables/learning.ts";
import { minute, write } from "./rows.ts";

const weights = (momentum: number) => [
  { strategy: "mean_reversion", weight: 1 - momentum },
  { strategy: "momentum", weight: momentum },
];
const standings = (score: number) => [
  { strategy: "mean_reversion", prior: 0.5, score: 0 - score, trips: 12 },
  { strategy: "momentum", prior: 0.5, score, trips: 14 },
];

/** A row of each table of learning with nothing wrong with it; `change` replaces columns. */
export const learningSample = {
  roundTrip: (change: Partial<RoundTripRow> = {}): RoundTripRow => ({
    trip_id: "t1",
    ticker: "AAPL",
    side: "buy",
    quantity: "10.5",
    entry_value: "974.505",
    exit_value: "980.7",
    fees: "0.105",
    pnl: "6.09",
    entry_signal_id: "s1",
    entry_trade_id: "f1",
    exit_trade_id: null,
    exit_signal_id: null,
    entered_at: minute(2),
    exited_at: minute(9),
    ...change,
  }),
  credit: (change: Partial<CreditRow> = {}): CreditRow => ({
    trip_id: "t1",
    strategy: "momentum",
    share: 1,
    pnl: "6.09",
    ...change,
  }),
  adjustment: (change: Partial<AdjustmentRow> = {}): AdjustmentRow => ({
    adjustment_id: "a1",
    outcome: "learned",
    at: minute(391),
    effective_at: minute(1440),
    asked_by: null,
    reason: "after 24 closed round trips: momentum 50.0 % to 60.0 %",
    evidence: [
      { strategy: "momentum", credit: 0.0062, creditTrips: 1, shadow: 0.001, shadowTrips: 2 },
    ],
    before_state: { standings: standings(0), scale: null, weights: weights(0.5) },
    after_state: { standings: standings(0.9), scale: 0.00005, weights: weights(0.6) },
    ...change,
  }),
  weight: (change: Partial<WeightRow> = {}): WeightRow => ({
    adjustment_id: "a1",
    strategy: "momentum",
    weight: 0.6,
    effective_at: minute(1440),
    ...change,
  }),
};

/** A round trip, who is credited for it, and what was learned. */
export function learningStory(): RowWrite[] {
  return [
    write(roundTrips, learningSample.roundTrip()),
    write(credits, learningSample.credit()),
    write(adjustments, learningSample.adjustment()),
    write(weightsHistory, learningSample.weight()),
  ];
}
