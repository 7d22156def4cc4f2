import { Decimal as DefaultDecimal } from "decimal.js";
import type { Side } from "./signal.ts";

/**
 * Decimal arithmetic for everything that is money, a price paid or a quantity held. Values are kept
 * and carried as canonical decimal text (no exponent, no trailing zeros), branded by their unit so
 * that a price cannot be booked as a quantity; a calculation goes through {@link decimal}.
 *
 * One rule of rounding: nine decimal places everywhere, which is what brokers accept for fractional
 * shares. Money rounds half to even, quantities toward zero (never hold what was not bought), the
 * price of a fill against whoever trades.
 */
declare const unit: unique symbol;

/** An amount in US dollars. */
export type Usd = string & { readonly [unit]: "usd" };
/** A number of shares; signed where it is a holding (negative: short). */
export type Quantity = string & { readonly [unit]: "quantity" };
/** US dollars for one share. */
export type Price = string & { readonly [unit]: "price" };

/** Decimal places that every stored value has at most. */
export const DECIMAL_PLACES = 9;

const Exact = DefaultDecimal.clone({
  precision: 60,
  rounding: DefaultDecimal.ROUND_HALF_EVEN,
  defaults: true,
});
/** An exact decimal under way; never stored or sent as such. */
export type Decimal = DefaultDecimal;

/** A decimal to calculate with. Throws a RangeError for what is not a finite number. */
export function decimal(value: DefaultDecimal.Value): Decimal {
  let result: Decimal;
  try {
    result = new Exact(value);
  } catch (cause) {
    throw new RangeError(`expected a decimal number, found ${JSON.stringify(value)}`, { cause });
  }
  if (!result.isFinite()) throw new RangeError(`expected a finite number, found ${String(value)}`);
  return result;
}

function text(value: DefaultDecimal.Value, rounding: DefaultDecimal.Rounding): string {
  const rounded = decimal(value).toDecimalPlaces(DECIMAL_PLACES, rounding);
  return rounded.isZero() ? "0" : rounded.toFixed();
}

/** An amount of money, rounded half to even. */
export function usd(value: DefaultDecimal.Value): Usd {
  return text(value, DefaultDecimal.ROUND_HALF_EVEN) as Usd;
}

/** A number of shares, rounded toward zero. */
export function quantity(value: DefaultDecimal.Value): Quantity {
  return text(value, DefaultDecimal.ROUND_DOWN) as Quantity;
}

/** A price as it was seen, rounded half to even. */
export function price(value: DefaultDecimal.Value): Price {
  return text(value, DefaultDecimal.ROUND_HALF_EVEN) as Price;
}

/** The price of a fill, rounded against the trader: up for a buyer, down for a seller. */
export function fillPrice(value: DefaultDecimal.Value, side: Side): Price {
  return text(
    value,
    side === "buy" ? DefaultDecimal.ROUND_CEIL : DefaultDecimal.ROUND_FLOOR,
  ) as Price;
}

/** The sum of amounts. */
export function sumUsd(...amounts: readonly Usd[]): Usd {
  return usd(amounts.reduce((sum, amount) => sum.plus(amount), decimal(0)));
}

/** What `shares` are worth at `each`; signed like the shares. */
export function notional(shares: Quantity, each: Price | number): Usd {
  return usd(decimal(shares).times(each));
}

/** The amount with its sign turned. */
export function negate(amount: Usd): Usd {
  return usd(decimal(amount).negated());
}

/** Nothing, in dollars. */
export const ZERO_USD = usd(0);
/** No shares. */
export const ZERO_QUANTITY = quantity(0);
