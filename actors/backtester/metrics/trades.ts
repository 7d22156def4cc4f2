import type { RoundTrip } from "../account/round_trip.ts";
import { finite, needs, type NoMeaning, none } from "./measure.ts";
import { ratio } from "./ratios.ts";
import { deviation, mean, type Series } from "./sums.ts";

/** Return of a round trip: change in price in its direction less its costs, as a share of its entry. */
export function tradeReturn(trade: RoundTrip): number {
  const { size, entryPrice, exitPrice, commission, borrow } = trade;
  const gross = Math.sign(size) * (exitPrice / entryPrice - 1);
  return gross - (commission + borrow) / (Math.abs(size) * entryPrice);
}

/** Share of round trips that earned something. */
export function winRate(profits: Series): number | NoMeaning {
  if (profits.length === 0) return needs(1, "trades", 0);
  let wins = 0;
  for (let i = 0; i < profits.length; i++) if (profits[i]! > 0) wins++;
  return wins / profits.length;
}

/** Profit factor: sum of the returns that are gains over the sum of those that are losses. */
export function profitFactor(returns: Series): number | NoMeaning {
  if (returns.length === 0) return needs(1, "trades", 0);
  let [gains, losses] = [0, 0];
  for (let i = 0; i < returns.length; i++) {
    if (returns[i]! > 0) gains += returns[i]!;
    else losses -= returns[i]!;
  }
  return ratio(gains, losses, "the sum of losing trades' returns");
}

/**
 * System quality number: sqrt(n) · mean(profit) / deviation(profit). (V. Tharp, "Definitive Guide to
 * Position Sizing", 2008.)
 */
export function systemQuality(profits: Series): number | NoMeaning {
  if (profits.length < 2) return needs(2, "trades", profits.length);
  const quality = Math.sqrt(profits.length) * mean(profits);
  return ratio(quality, deviation(profits), "the deviation of profits");
}

/**
 * Kelly criterion: W - (1 - W) / R, W being the share of winning trades and R the mean gain over the
 * mean loss. (J. Kelly, "A New Interpretation of Information Rate", 1956.)
 */
export function kellyCriterion(profits: Series): number | NoMeaning {
  const rate = winRate(profits);
  if (typeof rate !== "number") return rate;
  let [gains, wins, losses, lost] = [0, 0, 0, 0];
  for (let i = 0; i < profits.length; i++) {
    const profit = profits[i]!;
    if (profit > 0) {
      gains += profit;
      wins++;
    } else if (profit < 0) {
      losses -= profit;
      lost++;
    }
  }
  if (wins === 0) return none("there is no winning trade");
  if (lost === 0) return none("there is no losing trade");
  return finite(rate - (1 - rate) / ((gains / wins) / (losses / lost)), "profits are not finite");
}

/** Longest run of winning and of losing round trips. */
export function longestStreaks(
  profits: Series,
): { readonly wins: number; readonly losses: number } {
  let [wins, losses, run, sign] = [0, 0, 0, 0];
  for (let i = 0; i < profits.length; i++) {
    const now = Math.sign(profits[i]!);
    run = now === sign ? run + 1 : 1;
    sign = now;
    if (now > 0) wins = Math.max(wins, run);
    if (now < 0) losses = Math.max(losses, run);
  }
  return { wins, losses };
}
