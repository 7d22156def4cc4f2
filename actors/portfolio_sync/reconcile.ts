import type { AccountSnapshot, BookedMovement } from "../domain/account.ts";
import { decimal } from "../domain/money.ts";
import type { Ledger } from "./core.ts";

/** One thing that was compared: what the trades, the executor's book and the broker say of it. */
export type ReconciledItem = {
  /** `movement`: money that moved without a trade since the last close, which everybody knows of. */
  readonly what: "cash" | "shares" | "movement";
  /** Of shares and dividends. */
  readonly ticker: string | null;
  /** Decimal text each; null where there is nobody to say. */
  readonly trades: string;
  readonly book: string;
  readonly broker: string | null;
  readonly agrees: boolean;
  /** What the difference means, in one sentence, or what a movement was; null where all agree. */
  readonly meaning: string | null;
};

/** What a comparison came to. */
export interface Reconciled {
  /** Whether everybody could be asked, and says the same: money to the cent, shares to the last digit. */
  readonly agrees: boolean;
  readonly items: readonly ReconciledItem[];
}

/** Half a cent: amounts nearer than that are the same to the cent. */
const HALF_A_CENT = "0.005";

/** Compares the trades that were told of with the executor's book and the broker's account. */
export function reconcile(
  { money, tickers }: Ledger,
  { book, broker, unknown }: Pick<AccountSnapshot, "book" | "broker" | "unknown">,
  movements: readonly BookedMovement[] = [],
): Reconciled {
  const items: ReconciledItem[] = [
    compare("cash", null, money?.cash ?? "0", book.cash, broker?.cash ?? null),
  ];
  const byBook = new Map(book.tickers.map(({ ticker, quantity }) => [ticker, quantity]));
  const byBroker = new Map(broker?.held.map(({ ticker, quantity }) => [ticker, quantity]));
  const names = new Set([...byBook.keys(), ...byBroker.keys()]);
  for (const [ticker, { holding }] of tickers) {
    if (!decimal(holding.quantity).isZero()) names.add(ticker);
  }
  for (const ticker of [...names].sort()) {
    const ours = tickers.get(ticker)?.holding.quantity ?? "0";
    const theirs = broker === null ? null : byBroker.get(ticker) ?? "0";
    items.push(compare("shares", ticker, ours, byBook.get(ticker) ?? "0", theirs));
  }
  for (const { kind, amount, about, ticker } of movements) {
    const says = { trades: amount, book: amount, broker: amount, agrees: true };
    items.push({ what: "movement", ticker, ...says, meaning: `${kind}: ${about}` });
  }
  return { agrees: unknown === null && items.every(({ agrees }) => agrees), items };
}

function compare(
  what: ReconciledItem["what"],
  ticker: string | null,
  trades: string,
  book: string,
  broker: string | null,
): ReconciledItem {
  const same = (a: string, b: string) => {
    const apart = decimal(a).minus(b).abs();
    return what === "cash" ? apart.lt(HALF_A_CENT) : apart.isZero();
  };
  const internal = same(trades, book);
  const external = broker === null || same(book, broker);
  const meaning = !internal
    ? "the trades that were told of and the executor's book differ: a trade is missing or was told twice"
    : external
    ? null
    : what === "cash"
    ? "the broker has other cash than we: a deposit, a dividend, interest or a fee that we do not know of"
    : "the broker holds other shares than we: somebody else trades on the account, or a fill was missed";
  return { what, ticker, trades, book, broker, agrees: internal && external, meaning };
}
