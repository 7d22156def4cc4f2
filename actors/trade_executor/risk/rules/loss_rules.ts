import { decimal, type Usd } from "../../../domain/money.ts";
import { type Finding, type RiskRule, within } from "../rule.ts";

/** Limits on losses: each is a share of what equity was at some time. */
export const lossRules: readonly RiskRule[] = [
  {
    name: "daily_loss",
    appliesTo: "entries",
    meaning: "the session has not lost too much",
    check: ({ equity, sessionOpenEquity }, { dailyLossFractionMax }) =>
      lossWithin(sessionOpenEquity, equity, dailyLossFractionMax),
  },
  {
    name: "weekly_loss",
    appliesTo: "entries",
    meaning: "the week has not lost too much",
    check: ({ equity, weekOpenEquity }, { weeklyLossFractionMax }) =>
      lossWithin(weekOpenEquity, equity, weeklyLossFractionMax),
  },
  {
    name: "drawdown",
    appliesTo: "entries",
    meaning: "equity is not too far below its highest",
    check: ({ equity, peakEquity }, { drawdownFractionMax }) =>
      lossWithin(peakEquity, equity, drawdownFractionMax),
  },
  {
    name: "loss_streak",
    appliesTo: "entries",
    meaning: "a streak of losing round trips is long enough ago",
    check: ({ now, lossStreak, lastLossAt }, { lossStreakMax, lossStreakCooldownMs }) =>
      within(
        lossStreak < lossStreakMax || lastLossAt === null ||
          now - lastLossAt >= lossStreakCooldownMs,
        `${lossStreakCooldownMs} ms after ${lossStreakMax} losses in a row`,
        lastLossAt === null || lossStreak === 0
          ? "no losses in a row"
          : `${now - lastLossAt} ms after ${lossStreak}`,
      ),
  },
];

function lossWithin(from: Usd | null, equity: Usd, fraction: number): Finding {
  if (from === null) return within(false, `a share of ${fraction}`, "unknown");
  const least = decimal(from).times(decimal(1).minus(fraction));
  const lost = decimal(from).minus(equity);
  return within(
    decimal(equity).gt(least),
    `a loss below ${decimal(from).times(fraction).toFixed(2)}`,
    lost.toFixed(2),
  );
}
