import type { z } from "zod";
import { type AccountSnapshot, accountSnapshotSchema } from "../domain/account.ts";
import { nextSession, sessionClosing } from "../domain/calendar.ts";
import { millisSchema } from "../domain/market.ts";
import { price } from "../domain/money.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { Book } from "./book.ts";
import { type Broker, BrokerUnavailable } from "./brokers/broker.ts";

/** A snapshot that is to be taken: remembered until it is, so that a restart takes it for the same moment. */
export const snapshotDueSchema = accountSnapshotSchema.pick({ cause: true, session: true }).extend({
  at: millisSchema,
});
export type SnapshotDue = z.output<typeof snapshotDueSchema>;

/** Key under which market time of the last snapshot is remembered. */
export const SNAPSHOT_AT = "snapshot at";
/** Key under which the one that is due is remembered. */
export const SNAPSHOT_DUE = "snapshot due";

/**
 * Which snapshot is due at a tick of market time; null: none is.
 * @param before market time of the last one; null: there was none
 */
export function snapshotDue(before: Millis | null, at: Millis): SnapshotDue | null {
  if (before === null) return { cause: "begin", session: null, at };
  let session = sessionClosing(before);
  if (at <= session.close) return null;
  // A clock that jumped over several closes tells of the last.
  for (;;) {
    const next = nextSession(session.open);
    if (next.close >= at) return { cause: "close", session: session.date, at };
    session = next;
  }
}

/** What the broker says of the account. */
export type BrokerSays = Pick<AccountSnapshot, "broker" | "unknown">;

/** Asks the broker for the account; what keeps it from answering is an answer too. */
export async function askBroker(
  broker: Pick<Broker, "getAccount" | "getPositions">,
): Promise<BrokerSays> {
  try {
    const [{ cash }, held] = await Promise.all([broker.getAccount(), broker.getPositions()]);
    return { broker: { cash, held: [...held] }, unknown: null };
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    return { broker: null, unknown: error.message.slice(0, 500) };
  }
}

/** The book as a snapshot shows it. */
export function bookOf({ account, tickers }: Book): AccountSnapshot["book"] {
  const traded = [...tickers.values()].filter(({ holding, realised, fees }) =>
    [holding.quantity, holding.cost, realised, fees].some((each) => each !== "0")
  );
  return {
    startingCash: account.startingCash,
    cash: account.cash,
    tickers: traded.map(({ ticker, holding, realised, fees, mark }) => ({
      ticker,
      ...holding,
      realised,
      fees,
      mark: mark === null ? null : price(mark.price),
    })).sort((a, b) => a.ticker < b.ticker ? -1 : 1),
  };
}
