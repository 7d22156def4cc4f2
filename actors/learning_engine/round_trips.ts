import { z } from "zod";
import { derivedId } from "../../runtime/clock/ids.ts";
import { millisSchema } from "../domain/market.ts";
import {
  type Decimal,
  decimal,
  negate,
  type Quantity,
  quantity,
  sumUsd,
  type Usd,
  usd,
} from "../domain/money.ts";
import { quantitySchema, type Trade, usdSchema } from "../domain/order.ts";
import { splitQuantity } from "../domain/holding.ts";
import { sideSchema } from "../domain/signal.ts";
import { type Shares, sharesSchema } from "./evaluator.ts";

/**
 * Pairs fills into round trips: first in, first out. A fill that goes on in the direction held opens a
 * lot; one against it closes the oldest lots, each with its part of the fill, and what is left of it
 * opens a lot on the other side. Values and fees are parted so that nothing is lost to rounding: what
 * round trips earn and what open lots have cost is, to the last digit, what the fills moved.
 */

/** Shares that were bought (or sold short) with one fill and are not closed yet. */
export const lotSchema = z.strictObject({
  tradeId: z.string().min(1),
  signalId: z.string().min(1),
  side: sideSchema,
  /** Above zero. */
  quantity: quantitySchema,
  /** Of the fills: what the shares that are left have cost, or brought where short; fees aside. */
  value: usdSchema,
  fees: usdSchema,
  at: millisSchema,
  /** Who is to be credited. */
  shares: sharesSchema,
});
export type Lot = z.output<typeof lotSchema>;

/** A lot, or a part of one, that was closed by one fill. */
export interface RoundTrip {
  /** Derived from both fills. */
  readonly tripId: string;
  readonly ticker: string;
  /** Of the entry. */
  readonly side: Lot["side"];
  readonly quantity: Quantity;
  /** Value of the entry and of the exit, fees aside. */
  readonly entryValue: Usd;
  readonly exitValue: Usd;
  /** Of both. */
  readonly fees: Usd;
  /** Profit or loss, fees taken off. */
  readonly pnl: Usd;
  readonly entrySignalId: string;
  /** The fills that it pairs, and the signal that the exit goes back to. */
  readonly entryTradeId: string;
  readonly exitTradeId: string;
  readonly exitSignalId: string;
  readonly enteredAt: number;
  readonly exitedAt: number;
  readonly shares: Shares;
}

/** What a fill did to the lots of its ticker. */
export interface Paired {
  /** Oldest first; all of one side. */
  readonly lots: readonly Lot[];
  readonly trips: readonly RoundTrip[];
}

/**
 * Books a fill. A trade of quantity zero changes nothing.
 * @param shares who is credited for what the fill opens
 */
export function pairFill(lots: readonly Lot[], trade: Trade, at: number, shares: Shares): Paired {
  const size = decimal(trade.lastQuantity);
  if (size.isZero()) return { lots, trips: [] };
  let left = { size, value: decimal(usd(size.times(trade.lastPrice))), fees: decimal(trade.fee) };
  const kept = [...lots];
  const trips: RoundTrip[] = [];
  while (kept.length > 0 && kept[0]!.side !== trade.side && left.size.gt(0)) {
    const lot = kept[0]!;
    const closing = left.size.lt(lot.quantity) ? left.size : decimal(lot.quantity);
    const entry = part(
      { size: decimal(lot.quantity), value: decimal(lot.value), fees: decimal(lot.fees) },
      closing,
    );
    const exit = part(left, closing);
    trips.push(tripOf(lot, trade, at, closing, entry.taken, exit.taken));
    left = exit.left;
    if (entry.left.size.isZero()) kept.shift();
    else kept[0] = { ...lot, ...stored(entry.left) };
  }
  if (left.size.gt(0)) {
    const { tradeId, signalId, side } = trade;
    kept.push({ tradeId, signalId, side, ...stored(left), at, shares });
  }
  return { lots: kept, trips };
}

/** The lots after a split of `ratio` new shares for one old: other numbers at the same cost. */
export function splitLots(lots: readonly Lot[], ratio: number): readonly Lot[] {
  return lots.map((lot) => ({ ...lot, quantity: splitQuantity(lot.quantity, ratio) }));
}

interface Amount {
  readonly size: Decimal;
  readonly value: Decimal;
  readonly fees: Decimal;
}

/** Parts an amount in two; the last part takes what rounding has left. */
function part(amount: Amount, size: Decimal): { readonly taken: Amount; readonly left: Amount } {
  const share = (of: Decimal) =>
    size.eq(amount.size) ? of : decimal(usd(of.times(size).dividedBy(amount.size)));
  const taken = { size, value: share(amount.value), fees: share(amount.fees) };
  return {
    taken,
    left: {
      size: amount.size.minus(size),
      value: amount.value.minus(taken.value),
      fees: amount.fees.minus(taken.fees),
    },
  };
}

function stored({ size, value, fees }: Amount) {
  return { quantity: quantity(size), value: usd(value), fees: usd(fees) };
}

function tripOf(
  lot: Lot,
  trade: Trade,
  at: number,
  size: Decimal,
  entry: Amount,
  exit: Amount,
): RoundTrip {
  const [entryValue, exitValue] = [usd(entry.value), usd(exit.value)];
  const fees = usd(entry.fees.plus(exit.fees));
  const gross = lot.side === "buy"
    ? sumUsd(exitValue, negate(entryValue))
    : sumUsd(entryValue, negate(exitValue));
  return {
    tripId: derivedId("round trip", lot.tradeId, trade.tradeId),
    ticker: trade.ticker,
    side: lot.side,
    quantity: quantity(size),
    entryValue,
    exitValue,
    fees,
    pnl: sumUsd(gross, negate(fees)),
    entrySignalId: lot.signalId,
    entryTradeId: lot.tradeId,
    exitTradeId: trade.tradeId,
    exitSignalId: trade.signalId,
    enteredAt: lot.at,
    exitedAt: at,
    shares: lot.shares,
  };
}
