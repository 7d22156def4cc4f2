import type { RiskRule } from "./rule.ts";
import { exposureRules } from "./rules/exposure_rules.ts";
import { lossRules } from "./rules/loss_rules.ts";
import { marketRules } from "./rules/market_rules.ts";
import { orderRules } from "./rules/order_rules.ts";
import { paceRules } from "./rules/pace_rules.ts";

export type { Finding, RiskRule } from "./rule.ts";

/** The rules, in the order in which they are asked; the first one broken names the rejection. */
export const riskRules: readonly RiskRule[] = [
  ...orderRules,
  ...marketRules,
  ...lossRules,
  ...paceRules,
  ...exposureRules,
];

/** The rules as a table for people. */
export function rulesTable(): string {
  const rows = riskRules.map(({ name, appliesTo, meaning }) =>
    `| \`${name}\` | ${appliesTo} | ${meaning} |`
  );
  return ["| rule | applies to | an order passes where |", "|---|---|---|", ...rows].join("\n");
}
