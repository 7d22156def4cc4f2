/**
 * Money of a round trip in exact decimals: nine places, as integers of a billionth, which is the
 * ledger's rule of rounding (see domain/money.ts) at the speed of a backtest.
 */

const SCALE = 1_000_000_000;
const BIG_SCALE = 1_000_000_000n;
/** Up to here a float times the scale still has its last place. */
const SAFE = Number.MAX_SAFE_INTEGER / SCALE;

/** A float as billionths; exact to nine places below nine million, to a float's precision above. */
export function billionths(value: number): bigint {
  if (Math.abs(value) <= SAFE) return BigInt(Math.round(value * SCALE));
  const whole = Math.trunc(value);
  return BigInt(whole) * BIG_SCALE + BigInt(Math.round((value - whole) * SCALE));
}

/** Billionths as the nearest float. */
export function fromBillionths(value: bigint): number {
  return Number(value) / SCALE;
}

/**
 * Profit of `units` (negative: short) bought at `entry` and sold at `exit`, less costs; billionths.
 */
export function exactProfit(units: number, entry: number, exit: number, costs: bigint): bigint {
  const change = billionths(exit) - billionths(entry);
  const gross = Number.isInteger(units)
    ? BigInt(units) * change
    : billionths(units) * change / BIG_SCALE;
  return gross - costs;
}
