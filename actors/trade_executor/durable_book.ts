import type { Json } from "../../runtime/delivery/store.ts";
import type { Usd } from "../domain/money.ts";
import {
  accountBookSchema,
  type Book,
  type BookChange,
  bookFrom,
  newBook,
  tickerBookSchema,
} from "./book.ts";
import { NEW_LEDGER, riskLedgerSchema } from "./risk/ledger.ts";

const RISK = "risk";
const ACCOUNT = "account";
const TICKER = "ticker/";

/** The book as the executor last committed it; a new one where it never has. */
export function recallBook(recalled: ReadonlyMap<string, Json>, startingCash: Usd): Book {
  const account = recalled.get(ACCOUNT);
  const tickers = [...recalled]
    .filter(([key]) => key.startsWith(TICKER))
    .map(([, part]) => tickerBookSchema.parse(part));
  const base = account === undefined
    ? newBook(startingCash).account
    : accountBookSchema.parse(account);
  const risk = recalled.get(RISK);
  return bookFrom(base, tickers, risk === undefined ? NEW_LEDGER : riskLedgerSchema.parse(risk));
}

/** Money and risk under the keys by which they are remembered. */
export function moneyEntries({ account, risk }: Book): [string, Json][] {
  return [[ACCOUNT, account], [RISK, risk]];
}

/** The parts of a change under the keys by which they are remembered. */
export function bookEntries(change: BookChange): [string, Json][] {
  const entries: [string, Json][] = [[`${TICKER}${change.ticker.ticker}`, change.ticker]];
  if (change.account !== null) entries.push([ACCOUNT, change.account]);
  if (change.risk !== undefined) entries.push([RISK, change.risk]);
  return entries;
}
