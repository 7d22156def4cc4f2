import {
  decimal,
  negate,
  notional,
  type Price,
  type Quantity,
  quantity,
  sumUsd,
  type Usd,
  usd,
  ZERO_QUANTITY,
  ZERO_USD,
} from "./money.ts";
import type { Side } from "./signal.ts";

/** Shares of one ticker and what they cost. */
export interface Holding {
  /** Negative: short. */
  readonly quantity: Quantity;
  /** Paid for the shares held, without fees; negative for a short: what was received for it. */
  readonly cost: Usd;
}

/** Nothing held. */
export const FLAT: Holding = { quantity: ZERO_QUANTITY, cost: ZERO_USD };

/** One execution. */
export interface Execution {
  readonly side: Side;
  /** Above zero. */
  readonly quantity: Quantity;
  readonly price: Price;
}

/** An execution that would turn a long position short, or the reverse: that takes two orders. */
export class PositionFlip extends Error {
  override readonly name = "PositionFlip";
}

/** What an execution does to a holding. */
export interface Executed {
  readonly holding: Holding;
  /** What cash changes by, fees aside. */
  readonly cash: Usd;
  /** Profit or loss of the shares that were closed, fees aside; zero for an opening execution. */
  readonly realised: Usd;
}

/**
 * Books an execution at weighted average cost: shares that are closed take their share of the cost
 * with them. Throws {@link PositionFlip} where more would be closed than is held.
 */
export function execute(holding: Holding, execution: Execution): Executed {
  const signed = quantity(
    execution.side === "buy" ? execution.quantity : decimal(execution.quantity).negated(),
  );
  const value = notional(signed, execution.price);
  const cash = negate(value);
  const held = decimal(holding.quantity);
  if (held.isZero() || held.isNegative() === decimal(signed).isNegative()) {
    return {
      holding: { quantity: quantity(held.plus(signed)), cost: sumUsd(holding.cost, value) },
      cash,
      realised: ZERO_USD,
    };
  }
  if (decimal(signed).abs().gt(held.abs())) {
    throw new PositionFlip(
      `an order closes at most the ${held.abs()} shares held, found one for ${execution.quantity}`,
    );
  }
  const left = held.plus(signed);
  const released = left.isZero()
    ? holding.cost
    : usd(decimal(holding.cost).times(signed).dividedBy(held).negated());
  return {
    holding: { quantity: quantity(left), cost: sumUsd(holding.cost, negate(released)) },
    cash,
    realised: sumUsd(cash, negate(released)),
  };
}

/** The holding after a split: more or fewer shares at the same cost. */
export function splitHolding(holding: Holding, ratio: number): Holding {
  return { ...holding, quantity: splitQuantity(holding.quantity, ratio) };
}

/** A number of shares after a split of `ratio` new ones for each old. */
export function splitQuantity(shares: Quantity, ratio: number): Quantity {
  return quantity(decimal(shares).times(ratio));
}

/** Average cost of a share; null where nothing is held. */
export function averageCost(holding: Holding): Usd | null {
  const held = decimal(holding.quantity);
  return held.isZero() ? null : usd(decimal(holding.cost).dividedBy(held));
}

/** Profit or loss that is not realised yet, at a price per share. */
export function openProfit(holding: Holding, mark: Price | number): Usd {
  return sumUsd(notional(holding.quantity, mark), negate(holding.cost));
}

/** Whether nothing is held. */
export function isFlat(holding: Holding): boolean {
  // Quantities are canonical text: nothing is written in one way only.
  return holding.quantity === ZERO_QUANTITY;
}
