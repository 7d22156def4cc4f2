import { type Decimal, decimal } from "../../domain/money.ts";
import type { RiskFacts } from "../risk/facts.ts";
import type { RiskLimits } from "../risk/limits.ts";

/**
 * The largest value in dollars that an entry may have under every limit that is about value: the
 * least of what each leaves. Zero or less: nothing.
 */
export function headroomOf(facts: RiskFacts, limits: RiskLimits): Decimal {
  const { order, held, groups } = facts;
  const equity = decimal(facts.equity);
  const net = decimal(facts.netExposure);
  const left = [
    equity.times(limits.positionFractionMax)
      .minus(decimal(held).abs().times(order.referencePrice)),
    decimal(facts.buyingPower).dividedBy(1 + limits.buyingPowerMargin),
    equity.times(limits.grossExposureFractionMax).minus(facts.grossExposure),
    equity.times(limits.netExposureFractionMax)
      .minus(order.side === "buy" ? net : net.negated()),
    ...groups.map(({ exposure }) => equity.times(limits.groupExposureFractionMax).minus(exposure)),
    decimal(limits.orderNotionalMax),
    decimal(facts.sessionOpenEquity ?? facts.equity).times(limits.sessionNotionalFractionMax)
      .minus(facts.sessionOrdered),
  ];
  return left.reduce((least, each) => each.lt(least) ? each : least);
}
