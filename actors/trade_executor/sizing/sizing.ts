import { z } from "zod";
import {
  type Decimal,
  decimal,
  type Price,
  type Quantity,
  quantity,
  type Usd,
  usd,
  ZERO_QUANTITY,
} from "../../domain/money.ts";
import { reservePriceOf } from "../../domain/order.ts";
import type { Signal } from "../../domain/signal.ts";
import { type Book, tickerBook } from "../book.ts";
import type { RiskFacts } from "../risk/facts.ts";
import type { RiskLedger } from "../risk/ledger.ts";
import type { RiskLimits } from "../risk/limits.ts";
import { averageRange } from "./average_range.ts";
import { headroomOf } from "./headroom.ts";

const share = z.number().positive().max(1);

/** How large a position is opened: configuration. */
export const sizingSchema = z.strictObject({
  /**
   * `fixed_fraction` of equity; `volatility`: an average true range moves equity by a set share;
   * `risk`: the signal's stop loses a set share; `kelly`: a part of Kelly's fraction. Where what a
   * method needs is not known (no stop, too few bars or trades) it is the fixed fraction.
   */
  method: z.enum(["fixed_fraction", "volatility", "risk", "kelly"]).default("fixed_fraction"),
  /** Share of equity that goes into one position; of the other methods the most that goes into it. */
  equityFraction: share.default(0.1),
  /** Of `volatility`: share of equity that one average true range moves. */
  rangeFraction: share.default(0.001),
  /** Of `risk`: share of equity that is lost where the stop is reached. */
  riskFraction: share.default(0.005),
  /** Of `kelly`: part of Kelly's fraction that is used. */
  kellyPart: share.default(0.25),
  /** Of `kelly`: closed round trips below which nothing is concluded from them. */
  kellyTradesMin: z.int().min(1).max(100_000).default(30),
  /** Whether parts of a share are bought; whole shares otherwise. */
  fractional: z.boolean().default(false),
});
export type Sizing = z.output<typeof sizingSchema>;

/** What a size is made of, besides equity and price. */
export interface SizingFacts {
  /** Average true range, in dollars a share; null: not known. */
  readonly range: number | null;
  /** Distance of the stop, as a share of the price; null: the signal has none. */
  readonly stop: number | null;
  readonly results: RiskLedger["results"];
}

/**
 * Shares that the method wishes at a price per share, rounded down to whole ones unless parts are
 * allowed, and never more than the fixed fraction of equity. Zero where that buys none.
 */
export function sizeOf(equity: Usd, price: Price, sizing: Sizing, facts: SizingFacts): Quantity {
  const most = decimal(equity).times(sizing.equityFraction);
  if (!most.isPositive() || decimal(price).lte(0)) return ZERO_QUANTITY;
  const wished = valueBy(decimal(equity), decimal(price), sizing, facts);
  const value = wished === null || wished.gt(most) ? most : wished;
  return whole(value.dividedBy(price), sizing);
}

/** How the size of an entry came about. */
export interface EntrySize {
  readonly quantity: Quantity;
  /** What the method wishes, never more than its fixed fraction of equity. */
  readonly wished: Quantity;
  /** The rule that leaves the least room, and the dollars that it leaves. */
  readonly tightest: { readonly rule: string; readonly room: Usd };
  /** Whether that room decided, and not the method. */
  readonly capped: boolean;
}

/**
 * Shares of an entry: what the method wishes, or the most that every limit allows where that is less.
 * Where a limit allows none at all it is the wish, so that the limit refuses it by its name.
 */
export function entrySize(
  facts: RiskFacts,
  book: Book,
  signal: Signal,
  sizing: Sizing,
  limits: RiskLimits,
): EntrySize {
  const { order, equity } = facts;
  const wished = sizeOf(equity, order.referencePrice, sizing, {
    range: averageRange(tickerBook(book, order.ticker).range),
    stop: signal.exits?.stopLoss ?? null,
    results: book.risk.results,
  });
  const { rule, value } = headroomOf(facts, limits);
  const tightest = { rule, room: usd(value) };
  const most = value.dividedBy(reservePriceOf(order));
  if (most.gte(wished)) return { quantity: wished, wished, tightest, capped: false };
  const allowed = most.isPositive() ? whole(most, sizing) : ZERO_QUANTITY;
  const none = decimal(allowed).isZero();
  return { quantity: none ? wished : allowed, wished, tightest, capped: !none };
}

/** Dollars that a method wishes to put in; null: the fixed fraction. */
function valueBy(equity: Decimal, price: Decimal, sizing: Sizing, facts: SizingFacts) {
  switch (sizing.method) {
    case "fixed_fraction":
      return null;
    case "volatility":
      if (facts.range === null || facts.range === 0) return null;
      return equity.times(sizing.rangeFraction).dividedBy(facts.range).times(price);
    case "risk":
      return facts.stop === null ? null : equity.times(sizing.riskFraction).dividedBy(facts.stop);
    case "kelly": {
      const fraction = kellyFraction(facts.results, sizing.kellyTradesMin);
      return fraction === null ? null : equity.times(fraction).times(sizing.kellyPart);
    }
  }
}

/**
 * Kelly's fraction, p − (1 − p) ÷ b: p the share of round trips that won, b what they won on average
 * over what the others lost. Zero where the odds are against us; null where there are too few.
 * J. L. Kelly, A New Interpretation of Information Rate, 1956; in this form E. O. Thorp, 1969.
 */
export function kellyFraction(results: RiskLedger["results"], tradesMin: number): Decimal | null {
  const { wins, losses, won, lost } = results;
  if (wins + losses < tradesMin || losses === 0 || decimal(lost).isZero()) return null;
  if (wins === 0 || decimal(won).isZero()) return decimal(0);
  const p = decimal(wins).dividedBy(wins + losses);
  const b = decimal(won).dividedBy(wins).dividedBy(decimal(lost).abs().dividedBy(losses));
  const fraction = p.minus(decimal(1).minus(p).dividedBy(b));
  return fraction.isNegative() ? decimal(0) : fraction;
}

function whole(shares: Decimal, { fractional }: Sizing): Quantity {
  return quantity(fractional ? shares : shares.floor());
}
