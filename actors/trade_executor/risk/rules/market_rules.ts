import { isOpen } from "../../../domain/calendar.ts";
import { decimal } from "../../../domain/money.ts";
import { isHourOrLonger, TIMEFRAME_MS } from "../../../domain/timeframes.ts";
import type { Order } from "../../../domain/order.ts";
import { iso, type RiskRule, within } from "../rule.ts";

/** Whether it may be traded now, and at a price that means something. */
export const marketRules: readonly RiskRule[] = [
  {
    name: "blocklist",
    appliesTo: "entries",
    meaning: "the ticker is not one that is never entered",
    check: ({ order }, { blocklist }) =>
      within(
        !blocklist.includes(order.ticker),
        blocklist.length === 0 ? "none are listed" : `none of ${blocklist.join(", ")}`,
        order.ticker,
      ),
  },
  {
    name: "allowlist",
    appliesTo: "entries",
    meaning: "the ticker is one that may be entered",
    check: ({ order }, { allowlist }) =>
      within(
        allowlist?.includes(order.ticker) ?? true,
        allowlist === null ? "any" : `one of ${allowlist.join(", ") || "none"}`,
        order.ticker,
      ),
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
    name: "trading_halt",
    appliesTo: "entries",
    meaning: "the exchange has not halted the ticker",
    check: ({ halted, order }) =>
      within(!halted, "no entries while halted", halted ? order.ticker : "not halted"),
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
    name: "price_collar",
    appliesTo: "entries",
    meaning: "no price of the order is far from the last one seen (fat fingers)",
    check: ({ order, lastPrice, signalPrice }, { priceCollarFraction }) => {
      if (lastPrice === null) return within(false, priceCollarFraction, "no price yet");
      const last = decimal(lastPrice);
      const prices = [order.referencePrice, ...pricesOf(order)];
      if (signalPrice !== null) prices.push(signalPrice);
      const limit = `within ${priceCollarFraction} of the last price ${lastPrice}`;
      let furthest = { each: order.referencePrice, away: decimal(-1) };
      for (const each of prices) {
        const away = last.isZero() ? decimal(1) : last.minus(each).abs().dividedBy(last);
        if (away.gt(furthest.away)) furthest = { each, away };
        if (away.gt(priceCollarFraction)) break;
      }
      const { each, away } = furthest;
      return within(
        away.lte(priceCollarFraction),
        limit,
        `${each}, which is ${away.toFixed(4)} away`,
      );
    },
  },
  {
    name: "short_selling",
    appliesTo: "entries",
    meaning: "shorts are opened only where that is allowed",
    check: ({ order }, { allowShort }) =>
      within(order.side === "buy" || allowShort, "no short positions", order.side),
  },
];

function pricesOf(order: Order) {
  if (order.type === "limit") return [order.limitPrice];
  if (order.type === "stop") return [order.stopPrice];
  return order.type === "stop_limit" ? [order.stopPrice, order.limitPrice] : [];
}
