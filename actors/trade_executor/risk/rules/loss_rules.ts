import { decimal, type Usd } from "../../../domain/money.ts";
import type { RiskFacts } from "../facts.ts";
import type { RiskLimits } from "../limits.ts";
import { type Finding, type RiskRule, within } from "../rule.ts";

/** What losses are measured by. */
type Equities = Pick<
  RiskFacts,
  "equity" | "sessionOpenEquity" | "weekOpenEquity" | "peakEquity"
>;

interface LossRule {
  readonly name: string;
  readonly meaning: string;
  check(equities: Equities, limits: RiskLimits): Finding;
}

/** Each is a share of what equity was at some time. */
const byEquity: readonly LossRule[] = [
  {
    name: "daily_loss",
    meaning: "the session has not lost too much",
    check: ({ equity, sessionOpenEquity }, { dailyLossFractionMax }) =>
      lossWithin(sessionOpenEquity, equity, dailyLossFractionMax),
  },
  {
    name: "weekly_loss",
    meaning: "the week has not lost too much",
    check: ({ equity, weekOpenEquity }, { weeklyLossFractionMax }) =>
      lossWithin(weekOpenEquity, equity, weeklyLossFractionMax),
  },
  {
    name: "drawdown",
    meaning: "equity is not too far below its highest",
    check: ({ equity, peakEquity }, { drawdownFractionMax }) =>
      lossWithin(peakEquity, equity, drawdownFractionMax),
  },
];

/** Limits on losses. */
export const lossRules: readonly RiskRule[] = [
  ...byEquity.map((rule) => ({ ...rule, appliesTo: "entries" as const })),
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

/** A loss limit that was reached. */
export interface BrokenLoss {
  readonly rule: string;
  readonly limit: string;
  readonly value: string;
}

/** The first loss limit that the account has reached; null: none. */
export function brokenLossLimit(equities: Equities, limits: RiskLimits): BrokenLoss | null {
  for (const { name: rule, check } of byEquity) {
    const finding = check(equities, limits);
    if (!finding.pass) return { rule, limit: finding.limit, value: finding.value };
  }
  return null;
}

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
