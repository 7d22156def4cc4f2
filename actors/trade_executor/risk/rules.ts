import { isOpen } from "../../domain/calendar.ts";
import { decimal, notional } from "../../domain/money.ts";
import { isHourOrLonger, TIMEFRAME_MS } from "../../domain/timeframes.ts";
import { reducesExposure, type RiskFacts } from "./facts.ts";
import type { RiskLimits } from "./limits.ts";

/** What a rule finds: a pass, or the limit and the value that breaks it, as text for people. */
export type Finding =
  | { readonly pass: true }
  | { readonly pass: false; readonly limit: string; readonly value: string };

/** One thing that an order is held against. */
export interface RiskRule {
  /** Stored with every rejection. */
  readonly name: string;
  /** Entry rules are not asked about an order that reduces exposure. */
  readonly appliesTo: "every order" | "entries";
  /** One phrase: an order passes where this holds. */
  readonly meaning: string;
  check(facts: RiskFacts, limits: RiskLimits): Finding;
}

function within(pass: boolean, limit: string | number, value: string | number): Finding {
  return pass ? { pass } : { pass, limit: String(limit), value: String(value) };
}

const iso = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toString();

/** The rules, in the order in which they are asked; the first one broken names the rejection. */
export const riskRules: readonly RiskRule[] = [
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
  {
    name: "session_hours",
    appliesTo: "entries",
    meaning: "the order can be filled within the session of its decision",
    // Bars of an hour or more are judged by the time of the fill, which is always in a session.
    check: ({ now, timeframe }) =>
      within(isHourOrLonger(timeframe) || isOpen(now), "09:30-16:00 New York, NYSE days", iso(now)),
  },
  {
    name: "stale_price",
    appliesTo: "entries",
    meaning: "the last price is fresh",
    check: ({ now, pricedAt, timeframe }, { priceAgeBarsMax }) => {
      const limitMs = priceAgeBarsMax * TIMEFRAME_MS[timeframe];
      if (pricedAt === null) return within(false, `${limitMs} ms`, "no price yet");
      return within(now - pricedAt <= limitMs, `${limitMs} ms`, `${now - pricedAt} ms`);
    },
  },
  {
    name: "short_selling",
    appliesTo: "entries",
    meaning: "shorts are opened only where that is allowed",
    check: ({ order }, { allowShort }) =>
      within(order.side === "buy" || allowShort, "no short positions", order.side),
  },
  {
    name: "cooldown",
    appliesTo: "entries",
    meaning: "the ticker was not left a moment ago",
    check: ({ now, exitedAt }, { cooldownMs }) =>
      exitedAt === null
        ? { pass: true }
        : within(now - exitedAt >= cooldownMs, `${cooldownMs} ms`, `${now - exitedAt} ms`),
  },
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
      const limit = decimal(equity).times(positionFractionMax);
      const shares = decimal(held).abs().plus(order.quantity);
      const value = shares.times(order.referencePrice);
      return within(value.lte(limit), limit.toFixed(2), value.toFixed(2));
    },
  },
  {
    name: "buying_power",
    appliesTo: "entries",
    meaning: "there is money for it, with a margin",
    check: ({ order, buyingPower }, { buyingPowerMargin }) => {
      const cost = decimal(notional(order.quantity, order.referencePrice))
        .times(1 + buyingPowerMargin);
      return within(cost.lte(buyingPower), decimal(buyingPower).toFixed(2), cost.toFixed(2));
    },
  },
];
