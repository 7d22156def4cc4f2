import { type Commission, isFractionOnly } from "./costs.ts";

/** The largest share of equity that the reference engine ever takes: the last float below one. */
const ALMOST_ALL = 1 - Number.EPSILON;

/**
 * How many whole units of `each` fit into `money`: the exact quotient of the two floats, rounded
 * down, which a rounded division could overshoot by one. Zero where nothing fits.
 */
export function wholeUnits(money: number, each: number): number {
  if (!(money > 0) || !(each > 0)) return 0;
  return Math.round((money - money % each) / each);
}

/**
 * Units that `money` buys at `price` for each with its commission. Under a schedule that is a share
 * of the value alone this is the reference engine's rule, rounding included; other schedules pay
 * their fixed part first.
 */
export function affordableUnits(
  money: number,
  price: number,
  share: number,
  commission: Commission,
  fractional: boolean,
): number {
  const part = Math.min(share, ALMOST_ALL);
  if (isFractionOnly(commission)) {
    const feeOfUnit = part * price * commission.fraction / part;
    return units(money * part, price + feeOfUnit, fractional);
  }
  const { perOrder, perShare, fraction, minimum } = commission;
  const budget = money * part;
  const each = price * (1 + fraction) + perShare;
  const size = units(budget - perOrder, each, fractional);
  const variable = perOrder + size * (price * fraction + perShare);
  return variable >= minimum ? size : Math.min(size, units(budget - minimum, price, fractional));
}

function units(money: number, each: number, fractional: boolean): number {
  if (!fractional) return wholeUnits(money, each);
  return money > 0 && each > 0 ? Math.floor(money / each * 1e9) / 1e9 : 0;
}
