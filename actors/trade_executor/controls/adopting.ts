import { averageCost } from "../../domain/holding.ts";
import { price, ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import { operatorSignalId } from "../../domain/order.ts";
import { type BookOrder, tickerBook } from "../book.ts";
import type { BrokerOrder } from "../brokers/broker.ts";
import { type Clearing, closingIdOf, isWithin } from "./clearing.ts";
import type { Desk, Hands } from "./desk.ts";
import { openClearings } from "./state.ts";

/**
 * A command may have been carried out straight at the broker while the executor was down. Its closing
 * orders have the ids that the executor would have given them: they are looked for, and taken into the
 * book as if they had been intended here, so that what they filled is booked.
 */

interface Suspect {
  readonly clearing: Clearing;
  readonly ticker: string;
  readonly attempt: number;
  readonly id: string;
}

function suspects({ controls, book }: Desk): Suspect[] {
  return openClearings(controls).flatMap((clearing) =>
    [...book.tickers.values()]
      .filter(({ ticker, holding }) =>
        holding.quantity !== "0" && clearing.scope.kind !== "order" &&
        isWithin(clearing.scope, { ticker, clientOrderId: "" })
      )
      .map(({ ticker }) => {
        const attempt = (clearing.attempts[ticker] ?? 0) + 1;
        return { clearing, ticker, attempt, id: closingIdOf(clearing.commandId, ticker, attempt) };
      })
  );
}

/** Ids of the closing orders that somebody else may have sent for a command of ours. */
export function suspectsOf(desk: Desk): string[] {
  return suspects(desk).map(({ id }) => id);
}

/** Takes those that were found into the book; whether there were any. */
export function adopt(desk: Desk, found: readonly BrokerOrder[], hands: Hands): boolean {
  const byId = new Map(found.map((order) => [order.clientOrderId, order]));
  let isAny = false;
  for (const { clearing, ticker, attempt, id } of suspects(desk)) {
    const order = byId.get(id);
    if (order === undefined) continue;
    const part = tickerBook(desk.book, ticker);
    const intent: BookOrder = {
      clientOrderId: id,
      signalId: operatorSignalId(clearing.commandId),
      ticker,
      side: order.side,
      type: "market",
      timeInForce: "gtc",
      quantity: order.quantity,
      referencePrice: price(part.mark?.price ?? averageCost(part.holding) ?? 0),
      decidedAt: desk.marketAt,
      attempt,
      status: "intended",
      orderId: null,
      filledQuantity: ZERO_QUANTITY,
      filledValue: ZERO_USD,
      fees: ZERO_USD,
    };
    const ticketed = { ...part, orders: [...part.orders, intent] };
    hands.intend({ account: null, ticker: ticketed }, intent);
    hands.log.warn(`closing order ${id} was sent while we were down; it is booked here`);
    const grown = { ...clearing, attempts: { ...clearing.attempts, [ticker]: attempt } };
    replace(desk, grown);
    isAny = true;
  }
  return isAny;
}

function replace(desk: Desk, grown: Clearing): void {
  const { controls } = desk;
  const put = (each: Clearing) =>
    each.commandId !== grown.commandId
      ? each
      : { ...each, attempts: { ...each.attempts, ...grown.attempts } };
  desk.controls = {
    ...controls,
    halt: controls.halt === null ? null : put(controls.halt),
    clearings: controls.clearings.map(put),
  };
}
