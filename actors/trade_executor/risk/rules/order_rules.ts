import { decimal } from "../../../domain/money.ts";
import { reducesExposure } from "../facts.ts";
import { iso, type RiskRule, within } from "../rule.ts";

/** What holds for every order, an exit too. */
export const orderRules: readonly RiskRule[] = [
  {
    name: "quantity",
    appliesTo: "every order",
    meaning: "the order is for more than nothing",
    check: ({ order }) => within(decimal(order.quantity).gt(0), "above 0", order.quantity),
  },
  {
    name: "signal_expired",
    appliesTo: "every order",
    meaning: "the signal has not expired",
    check: ({ now, expiresAt }) => within(now <= expiresAt, iso(expiresAt), iso(now)),
  },
  {
    name: "closing_quantity",
    appliesTo: "every order",
    meaning: "a closing order closes no more than is held",
    check: (facts) => {
      const most = decimal(facts.held).abs();
      const { quantity } = facts.order;
      return within(!reducesExposure(facts) || most.gte(quantity), most.toFixed(), quantity);
    },
  },
];
