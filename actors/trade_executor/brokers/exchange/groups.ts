import type { Millis } from "../../../../runtime/clock/clock.ts";
import { derivedId } from "../../../../runtime/clock/ids.ts";
import { decimal, type Quantity, quantity, ZERO_QUANTITY } from "../../../domain/money.ts";
import { legIdOf, type OrderLeg, type StopLoss } from "../../../domain/order.ts";
import type { ExchangeOrder, WorkingOrder } from "./book.ts";
import type { Draft, Ending } from "./draft.ts";

/**
 * Orders that belong together: an entry with the exits of its bracket, or the two exits of a pair.
 * Both exits close the same shares, so what one fills is taken off the other, and the fill of the last
 * share cancels it. An exit that begins to fill ends what is left of its entry.
 */

type NewLeg =
  & Pick<ExchangeOrder, "quantity" | "number" | "liveFrom" | "liveBefore">
  & { readonly leg: OrderLeg };

/** The exit that a bracket or a pair asks for. */
function legOf(parent: ExchangeOrder, made: NewLeg, price: StopLoss | TakeProfit): ExchangeOrder {
  const clientOrderId = legIdOf(parent.clientOrderId, made.leg);
  const { leg, number, liveFrom, liveBefore } = made;
  const common = {
    clientOrderId,
    signalId: parent.signalId,
    ticker: parent.ticker,
    side: parent.leg === undefined ? opposite(parent.side) : parent.side,
    timeInForce: parent.timeInForce,
    quantity: made.quantity,
    referencePrice: parent.referencePrice,
    decidedAt: parent.decidedAt,
    orderId: derivedId("exchange-order", clientOrderId),
    status: "accepted" as const,
    filledQuantity: ZERO_QUANTITY,
    number,
    reports: 0,
    expiresAt: parent.expiresAt,
    parentId: parent.clientOrderId,
    leg,
    ...(liveFrom === undefined ? {} : { liveFrom, liveBefore }),
  };
  if (!("stopPrice" in price)) return { ...common, type: "limit", limitPrice: price.limitPrice };
  const { stopPrice, limitPrice } = price;
  if (limitPrice === undefined) return { ...common, type: "stop", stopPrice };
  return { ...common, type: "stop_limit", stopPrice, limitPrice };
}

type TakeProfit = { readonly limitPrice: StopLoss["stopPrice"] };
const opposite = (side: "buy" | "sell") => side === "buy" ? "sell" : "buy";

/** Accepts the stop of a pair whose other half has just been accepted. */
export function addPairedStop(draft: Draft, order: ExchangeOrder): void {
  if (order.type !== "limit" || order.oco === undefined) return;
  const made = { leg: "stop_loss", quantity: order.quantity, number: draft.nextNumber() } as const;
  draft.put(legOf(order, made, order.oco.stopLoss));
}

/** Sizes an entry's exits with its fill. They may fill the new units from the next bar on. */
export function protect(
  draft: Draft,
  entry: ExchangeOrder,
  filled: Quantity,
  bar: { readonly startsAt: Millis; readonly at: Millis },
): void {
  if (entry.type === "trailing_stop" || entry.bracket === undefined) return;
  const { stopLoss, takeProfit } = entry.bracket;
  const existing = groupOf(draft, entry.clientOrderId, entry.ticker);
  for (const [leg, price] of [["stop_loss", stopLoss], ["take_profit", takeProfit]] as const) {
    if (price === undefined) continue;
    const known = existing.find((order) => order.leg === leg);
    if (known === undefined) {
      const live = { liveFrom: bar.at, liveBefore: ZERO_QUANTITY };
      const made = { leg, quantity: filled, number: draft.nextNumber(), ...live };
      draft.put(legOf(entry, made, price));
    } else {
      draft.put({
        ...known,
        quantity: quantity(decimal(known.quantity).plus(filled)),
        liveFrom: bar.at,
        liveBefore: bar.startsAt >= (known.liveFrom ?? 0)
          ? known.quantity
          : known.liveBefore ?? ZERO_QUANTITY,
      });
    }
  }
}

/** After a fill of an exit: takes it off the other exit, and ends the entry. */
export function settleExit(draft: Draft, exit: ExchangeOrder, filled: Quantity, ending: Ending) {
  if (exit.parentId === undefined) return;
  endEntry(draft, exit.parentId, { ...ending, reason: "an exit of the order began to fill" });
  for (const other of groupOf(draft, exit.parentId, exit.ticker)) {
    if (other.clientOrderId === exit.clientOrderId) continue;
    const left = quantity(decimal(other.quantity).minus(filled));
    if (exit.status === "filled" || decimal(left).lte(other.filledQuantity)) {
      draft.end(other, "cancelled", { ...ending, reason: "the other exit was filled" });
    } else {
      draft.put({ ...other, quantity: left });
    }
  }
}

/** Ends the rest of a group, one of whose exits has been cancelled. */
export function cancelRest(draft: Draft, exit: ExchangeOrder, ending: Ending): void {
  if (exit.parentId === undefined) return;
  endEntry(draft, exit.parentId, ending);
  for (const other of groupOf(draft, exit.parentId, exit.ticker)) {
    if (other.clientOrderId !== exit.clientOrderId) draft.end(other, "cancelled", ending);
  }
}

/** The exits of an entry, or the halves of a pair, that still work. */
export function groupOf(draft: Draft, parentId: string, ticker: string): WorkingOrder[] {
  return draft.working(ticker).filter((order) => order.parentId === parentId);
}

function endEntry(draft: Draft, entryId: string, ending: Ending): void {
  const ticker = draft.order(entryId)?.ticker;
  if (ticker === undefined) return;
  const entry = draft.working(ticker).find(({ clientOrderId }) => clientOrderId === entryId);
  if (entry !== undefined && entry.leg === undefined) draft.end(entry, "cancelled", ending);
}
