import { z } from "zod";
import type { Millis } from "../../runtime/clock/clock.ts";
import { millisSchema } from "../domain/market.ts";
import { type Decimal, decimal, sumUsd, type Usd, usd, ZERO_USD } from "../domain/money.ts";
import type { AccountBook, Book } from "./book.ts";
import type { CashMovement, MovementsSince } from "./brokers/broker.ts";
import { type Difference, OURS } from "./reconcile.ts";
import type { RiskLedger } from "./risk/ledger.ts";

/**
 * The money at the broker moves without our orders too: deposits, dividends, interest, fees, somebody
 * else's trades. Each such movement is booked once, with what it was; what then still differs from the
 * broker's cash nobody can explain.
 */

/** What is known of movements. Plain JSON; remembered. */
export const cashLedgerSchema = z.strictObject({
  /** When cash last agreed: trades of others are looked for from a little before. */
  agreedAt: millisSchema,
  /** Movements that are in the book, newest last. */
  booked: z.array(z.strictObject({ id: z.string().min(1).max(200), at: millisSchema })).max(5_000),
});
export type CashLedger = z.output<typeof cashLedgerSchema>;

/** Key under which it is remembered. */
export const CASH_LEDGER = "cash movements";

/** Amounts nearer than half a cent are the same to the cent. */
const HALF_A_CENT = "0.005";
/** What a broker posts late, it posts within this time of its date. */
export const LATE_MS = 7 * 86_400_000;
/** Trades of others are on the list within this time. */
export const TRADES_LATE_MS = 60_000;

/** From when on movements are to be asked for; nothing is known: from about now. */
export function movementsSince(ledger: CashLedger | null, now: Millis): MovementsSince {
  const from = ledger?.agreedAt ?? now;
  return { trades: from - TRADES_LATE_MS, others: from - LATE_MS };
}

/** What follows from the broker's cash and its movements. */
export interface CashFindings {
  /** Movements that were not booked before, oldest first. */
  readonly movements: readonly CashMovement[];
  readonly account: AccountBook;
  readonly risk: RiskLedger;
  readonly ledger: CashLedger;
  /** The broker's cash less the book's, movements booked; null: they agree to the cent. */
  readonly unexplained: Usd | null;
}

/** A ledger that begins with the money that is on the account: everything so far is in it. */
export function beginCash(movements: readonly CashMovement[], at: Millis): CashLedger {
  return { agreedAt: at, booked: movements.map(({ id, at }) => ({ id, at })) };
}

/** Books what has moved, and compares. Whether cash agrees is known once missed fills are booked. */
export function explainCash(
  book: Book,
  ledger: CashLedger,
  broker: { readonly cash: Usd; readonly movements: readonly CashMovement[] },
  at: Millis,
): CashFindings {
  const known = new Set(ledger.booked.map(({ id }) => id));
  const isOurs = ({ order }: CashMovement) => order !== null && OURS.test(order);
  const fresh = broker.movements.filter((each) => !known.has(each.id) && !isOurs(each));
  const { movements, rest } = explaining(fresh, decimal(broker.cash).minus(book.account.cash));
  // The broker may round each execution to the cent; more than that is not taken for rounding.
  const most = decimal("0.01").times(broker.movements.filter(isOurs).length);
  if (rest.abs().gte(HALF_A_CENT) && rest.abs().lte(most)) {
    const about = "executions rounded to the cent";
    const amount = usd(rest);
    const id = `rounding at ${at}`;
    movements.push({ id, at, kind: "rounding", amount, about, ticker: null, order: null });
  }
  const total = sumUsd(ZERO_USD, ...movements.map(({ amount }) => amount));
  // What comes from or goes to the owner is neither earned nor lost.
  const owners = movements.filter(({ kind }) => OWNERS.includes(kind));
  const moved = sumUsd(ZERO_USD, ...owners.map(({ amount }) => amount));
  const account = {
    startingCash: sumUsd(book.account.startingCash, moved),
    cash: sumUsd(book.account.cash, total),
  };
  const apart = decimal(broker.cash).minus(account.cash);
  const agrees = apart.abs().lt(HALF_A_CENT);
  const agreedAt = agrees ? at : ledger.agreedAt;
  const booked = [...ledger.booked, ...movements.map(({ id, at }) => ({ id, at }))]
    .filter((each) => each.at > agreedAt - 2 * LATE_MS);
  return {
    movements,
    account,
    risk: shifted(book.risk, Number(moved)),
    ledger: { agreedAt, booked },
    unexplained: agrees ? null : usd(apart),
  };
}

/**
 * The movements that explain how far the broker's cash is from the book's, and what they leave. One that
 * explains nothing waits: it was in the money that the book began with, or cash has yet to follow it.
 */
function explaining(fresh: readonly CashMovement[], apart: Decimal) {
  const choices = [
    [],
    [...fresh],
    ...fresh.map((each) => fresh.filter((other) => other !== each)),
    ...fresh.map((each) => [each]),
  ];
  const [first, ...others] = choices.map((movements) => ({
    movements,
    rest: movements.reduce((rest, { amount }) => rest.minus(amount), apart),
  }));
  return others.reduce((best, each) => each.rest.abs().lt(best.rest.abs()) ? each : best, first!);
}

/** The findings as differences: what was booked, and what nobody can explain. */
export function cashDifferences(
  { movements, unexplained }: CashFindings,
  { account: { cash } }: Book,
): Difference[] {
  const differences = movements.map((each): Difference => ({
    kind: "cash_movement",
    ticker: each.ticker ?? CASH,
    order_id: null,
    expected: "no such movement",
    found: `${each.kind} of ${each.amount} USD: ${each.about}`,
    action: "booked",
  }));
  if (unexplained === null) return differences;
  return [...differences, {
    kind: "cash",
    ticker: CASH,
    order_id: null,
    expected: `${cash} USD`,
    found: `${unexplained} USD more, which no activity explains`,
    action: "trading_paused",
  }];
}

/** Stands for a ticker where it is about cash alone. */
const CASH = "USD";

const OWNERS: readonly CashMovement["kind"][] = ["deposit", "withdrawal", "other"];

/** Losses are measured from equity as if the money had always been there, or never. */
function shifted(risk: RiskLedger, byUsd: number): RiskLedger {
  if (byUsd === 0) return risk;
  const { session, week, peakEquity } = risk;
  const moved = (equity: Usd) => sumUsd(equity, usd(byUsd));
  return {
    ...risk,
    session: session && { ...session, openEquity: moved(session.openEquity) },
    week: week && { ...week, openEquity: moved(week.openEquity) },
    peakEquity: peakEquity === null ? null : peakEquity + byUsd,
  };
}
