import { derivedId } from "../../../../runtime/clock/ids.ts";
import { sessionWithin } from "../../../domain/calendar.ts";
import type { Bar } from "../../../domain/market.ts";
import { decimal, negate, sumUsd, usd } from "../../../domain/money.ts";
import type { Draft } from "./draft.ts";
import type { ExchangeRules } from "./rules.ts";

const DAYS_OF_YEAR = 365;

/**
 * Charges a short for the nights since it last paid, at the first bar of a session: value at the bar's
 * open times the yearly rate, 1/365 for each calendar night. A bar that comes again charges nothing.
 * The first night is that of the session in which the short was opened.
 */
export function payBorrow(draft: Draft, bar: Bar, { borrowPerYear }: ExchangeRules): void {
  const held = draft.book.positions.get(bar.ticker);
  const session = sessionWithin(bar.startsAt, bar.at);
  if (borrowPerYear === 0 || session === null || held === undefined) return;
  if (!decimal(held.quantity).lt(0)) return;
  const { borrowPaidTo } = held;
  if (borrowPaidTo === undefined) {
    draft.position = { ...held, borrowPaidTo: session.date };
    return;
  }
  const nights = Temporal.PlainDate.from(borrowPaidTo)
    .until(Temporal.PlainDate.from(session.date)).days;
  if (nights <= 0) return;
  const value = decimal(held.quantity).abs().times(bar.open);
  const amount = usd(value.times(borrowPerYear).times(nights).dividedBy(DAYS_OF_YEAR));
  draft.position = { ...held, borrowPaidTo: session.date };
  draft.account = { ...draft.account, cash: sumUsd(draft.account.cash, negate(amount)) };
  draft.charges.push({
    chargeId: derivedId("borrow", bar.ticker, session.date),
    ticker: bar.ticker,
    kind: "borrow",
    amount,
    at: bar.at,
  });
}
