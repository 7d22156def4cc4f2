import { decimal, notional } from "../../../domain/money.ts";
import { reservePriceOf } from "../../../domain/order.ts";
import { type RiskRule, within } from "../rule.ts";

const MINUTE_MS = 60_000;

/** How often, and how soon again. */
export const paceRules: readonly RiskRule[] = [
  {
    name: "duplicate_intent",
    appliesTo: "entries",
    meaning: "the same wish was not sent already",
    check: ({ order, now, intents }, { duplicateWindowMs }) => {
      const { signalId, ticker, side } = order;
      const same = intents.findLast((intent) =>
        intent.signalId === signalId ||
        intent.ticker === ticker && intent.side === side && now - intent.at < duplicateWindowMs
      );
      return within(
        same === undefined,
        `once per signal, and once in ${duplicateWindowMs} ms`,
        same === undefined ? "not sent yet" : `${side} ${ticker} ${now - same.at} ms ago`,
      );
    },
  },
  {
    name: "cooldown",
    appliesTo: "entries",
    meaning: "the ticker was not left a moment ago",
    check: ({ now, exitedAt }, { cooldownMs }) =>
      within(
        exitedAt === null || now - exitedAt >= cooldownMs,
        `${cooldownMs} ms`,
        exitedAt === null ? "never left" : `${now - exitedAt} ms`,
      ),
  },
  {
    name: "order_rate",
    appliesTo: "entries",
    meaning: "not too many orders come at once",
    check: ({ now, intents }, { ordersPerMinuteMax }) => {
      const count = intents.filter(({ at }) => now - at < MINUTE_MS).length + 1;
      return within(count <= ordersPerMinuteMax, `${ordersPerMinuteMax} a minute`, count);
    },
  },
  {
    name: "order_notional",
    appliesTo: "entries",
    meaning: "no single order is too large",
    check: ({ order }, { orderNotionalMax }) => {
      const value = decimal(notional(order.quantity, reservePriceOf(order)));
      return within(value.lte(orderNotionalMax), orderNotionalMax.toFixed(2), value.toFixed(2));
    },
  },
  {
    name: "session_notional",
    appliesTo: "entries",
    meaning: "the orders of a session do not add up to too much",
    check: (facts, { sessionNotionalFractionMax }) => {
      const { order, sessionOrdered, sessionOpenEquity, equity } = facts;
      const most = decimal(sessionOpenEquity ?? equity).times(sessionNotionalFractionMax);
      const value = decimal(sessionOrdered).plus(notional(order.quantity, reservePriceOf(order)));
      return within(value.lte(most), most.toFixed(2), value.toFixed(2));
    },
  },
];
