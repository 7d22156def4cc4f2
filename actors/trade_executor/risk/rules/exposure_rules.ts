import { type Decimal, decimal, notional, type Usd } from "../../../domain/money.ts";
import { type Order, reservePriceOf } from "../../../domain/order.ts";
import { type Finding, type RiskRule, within } from "../rule.ts";

/** How much may be held. */
export const exposureRules: readonly RiskRule[] = [
  {
    name: "open_positions",
    appliesTo: "entries",
    meaning: "not too many tickers are held at once",
    check: ({ otherPositions }, { openPositionsMax }) =>
      within(otherPositions < openPositionsMax, openPositionsMax, otherPositions + 1),
  },
  {
    name: "position_size",
    appliesTo: "entries",
    meaning: "the position stays below its share of equity",
    check: ({ order, held, equity }, { positionFractionMax }) => {
      const shares = decimal(held).abs().plus(order.quantity);
      return atMost(shares.times(reservePriceOf(order)), equity, positionFractionMax);
    },
  },
  {
    name: "gross_exposure",
    appliesTo: "entries",
    meaning: "everything held, long and short added, stays below its share of equity",
    check: ({ order, grossExposure, equity }, { grossExposureFractionMax }) =>
      atMost(valueOf(order).plus(grossExposure), equity, grossExposureFractionMax),
  },
  {
    name: "net_exposure",
    appliesTo: "entries",
    meaning: "longs less shorts stay below their share of equity",
    check: ({ order, netExposure, equity }, { netExposureFractionMax }) => {
      const value = order.side === "buy" ? valueOf(order) : valueOf(order).negated();
      return atMost(value.plus(netExposure).abs(), equity, netExposureFractionMax);
    },
  },
  {
    name: "group_exposure",
    appliesTo: "entries",
    meaning: "what moves together stays below its share of equity",
    check: ({ order, groups, equity }, { groupExposureFractionMax }) => {
      let fullest: Finding | null = null;
      let most: Decimal | null = null;
      for (const { name, exposure } of groups) {
        const value = valueOf(order).plus(exposure);
        const found = atMost(value, equity, groupExposureFractionMax);
        const finding = { ...found, limit: `${found.limit} in ${name}` };
        if (!finding.pass) return finding;
        if (most === null || value.gt(most)) [fullest, most] = [finding, value];
      }
      return fullest ?? within(true, "of its group", "in no group");
    },
  },
  {
    name: "buying_power",
    appliesTo: "entries",
    meaning: "there is money for it, with a margin",
    check: ({ order, buyingPower }, { buyingPowerMargin }) => {
      const cost = valueOf(order).times(1 + buyingPowerMargin);
      return within(cost.lte(buyingPower), decimal(buyingPower).toFixed(2), cost.toFixed(2));
    },
  },
];

function valueOf(order: Order): Decimal {
  return decimal(notional(order.quantity, reservePriceOf(order)));
}

function atMost(value: Decimal, equity: Usd, fraction: number) {
  const limit = decimal(equity).times(fraction);
  return within(value.lte(limit), limit.toFixed(2), value.toFixed(2));
}
