import { z } from "zod";
import { tickerSchema } from "./market.ts";

const share = (most: number) => z.number().positive().max(most);
const spanMs = z.int().nonnegative().max(30 * 86_400_000);
const tickers = z.array(tickerSchema).max(1000);

/** Companies that tend to move together; a ticker may be in several groups. */
const GROUPS: Readonly<Record<string, string[]>> = {
  technology: ["AAPL", "AMD", "AVGO", "CSCO", "GOOG", "GOOGL", "INTC", "META", "MSFT", "NVDA"],
  banks: ["BAC", "C", "GS", "JPM", "MS", "WFC"],
  energy: ["COP", "CVX", "SLB", "XOM"],
};

/**
 * Every limit of the risk manager, with its cautious default. The descriptions are the table in the
 * README of `trade_executor/risk`.
 */
export const riskLimitsSchema = z.strictObject({
  positionFractionMax: share(10).default(0.2)
    .describe("Largest value of one position, as a share of equity."),
  openPositionsMax: z.int().min(1).max(1000).default(10)
    .describe("Most tickers held, or about to be, at the same time."),
  cooldownMs: spanMs.default(300_000)
    .describe("Market time after an exit in which the ticker is not entered again, in ms."),
  priceAgeBarsMax: share(100).default(2)
    .describe("Oldest price on which an entry may be decided, in bars."),
  buyingPowerMargin: z.number().nonnegative().max(1).default(0.02)
    .describe("Added to an entry's cost before it is held against buying power, as a share of it."),
  allowShort: z.boolean().default(false)
    .describe("Whether positions may be opened short."),
  dailyLossFractionMax: share(1).default(0.03)
    .describe("Loss since the session opened, as a share of equity then."),
  weeklyLossFractionMax: share(1).default(0.06)
    .describe("Loss since the week's first session opened, as a share of equity then."),
  drawdownFractionMax: share(1).default(0.15)
    .describe("Loss from the highest equity ever seen, as a share of it."),
  grossExposureFractionMax: share(10).default(1)
    .describe("Value of all positions and working entries, long and short added, by equity."),
  netExposureFractionMax: share(10).default(1)
    .describe("The same with shorts taken off longs; either sign."),
  groupExposureFractionMax: share(10).default(0.5)
    .describe("The same within one correlated group, long and short added."),
  groups: z.record(z.string().min(1).max(64), tickers).default(GROUPS)
    .describe("Correlated groups: tickers by the name of their group."),
  lossStreakMax: z.int().min(1).max(1000).default(5)
    .describe("Losing round trips in a row after which entries pause."),
  lossStreakCooldownMs: spanMs.default(1_800_000)
    .describe("Market time for which entries pause after such a streak, in ms."),
  ordersPerMinuteMax: z.int().min(1).max(200).default(60)
    .describe("Most entries within one minute of market time."),
  orderNotionalMax: z.number().positive().max(1e9).default(100_000)
    .describe("Largest value of one entry, in US dollars."),
  sessionNotionalFractionMax: share(1000).default(20)
    .describe("Value of all entries of one session, by equity at its open."),
  priceCollarFraction: share(1).default(0.05)
    .describe("Most by which an order's price may differ from the last price seen, as a share."),
  duplicateWindowMs: spanMs.default(1_000)
    .describe(
      "Market time within which the same side of the same ticker is not ordered twice, in ms.",
    ),
  blocklist: tickers.default([])
    .describe("Tickers that are never entered."),
  allowlist: tickers.nullable().default(null)
    .describe("The only tickers that may be entered; null: any."),
});
export type RiskLimits = z.output<typeof riskLimitsSchema>;

/** The limits as a table for people: name, default and meaning, in the order of the schema. */
export function limitsTable(): string {
  const defaults: Readonly<Record<string, unknown>> = riskLimitsSchema.parse({});
  const rows = Object.entries(riskLimitsSchema.shape).map(([name, { description }]) => {
    const value = name === "groups"
      ? Object.keys(GROUPS).join(", ")
      : JSON.stringify(defaults[name]);
    return `| \`${name}\` | ${value} | ${description} |`;
  });
  return ["| limit | default | meaning |", "|---|---|---|", ...rows].join("\n");
}
