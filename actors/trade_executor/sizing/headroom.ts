import { type Decimal, decimal } from "../../domain/money.ts";
import type { RiskFacts } from "../risk/facts.ts";
import type { RiskLimits } from "../risk/limits.ts";

/** What one limit leaves for an entry, in dollars; zero or less: nothing. */
export interface Room {
  /** Name of the rule that refuses more. */
  readonly rule: string;
  readonly value: Decimal;
}

/** The largest value that an entry may have under every limit that is about value: the least that one leaves. */
export function headroomOf(facts: RiskFacts, limits: RiskLimits): Room {
  const { order, held, groups } = facts;
  const equity = decimal(facts.equity);
  const net = decimal(facts.netExposure);
  const left: Room[] = [
    {
      rule: "position_size",
      value: equity.times(limits.positionFractionMax)
        .minus(decimal(held).abs().times(order.referencePrice)),
    },
    {
      rule: "buying_power",
      value: decimal(facts.buyingPower).dividedBy(1 + limits.buyingPowerMargin),
    },
    {
      rule: "gross_exposure",
      value: equity.times(limits.grossExposureFractionMax).minus(facts.grossExposure),
    },
    {
      rule: "net_exposure",
      value: equity.times(limits.netExposureFractionMax)
        .minus(order.side === "buy" ? net : net.negated()),
    },
    ...groups.map(({ exposure }) => ({
      rule: "group_exposure",
      value: equity.times(limits.groupExposureFractionMax).minus(exposure),
    })),
    { rule: "order_notional", value: decimal(limits.orderNotionalMax) },
    {
      rule: "session_notional",
      value: decimal(facts.sessionOpenEquity ?? facts.equity)
        .times(limits.sessionNotionalFractionMax).minus(facts.sessionOrdered),
    },
  ];
  return left.reduce((least, each) => each.value.lt(least.value) ? each : least);
}
