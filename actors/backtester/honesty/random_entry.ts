import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import type { BarColumns } from "../../domain/bar_columns.ts";
import { runAccount } from "../account/engine.ts";
import { BUY, CLOSE, SELL } from "../account/orders.ts";
import type { AccountProfile } from "../account/profile.ts";
import type { RoundTrip } from "../account/round_trip.ts";
import { type Spread, spreadOf } from "./monte_carlo.ts";

/** A run beside others that entered at random. */
export interface RandomEntry {
  readonly trials: number;
  /** Return of the whole, as a share, of the trials. */
  readonly totalReturn: Spread;
  /** Share of the trials that did at least as well: small where entries mattered. */
  readonly pValue: number;
}

/**
 * Enters at random, with the same positions (side and number of bars each) in another order and other
 * gaps between them, under the same costs. Null below ten trades. The p-value counts the run itself
 * among the trials. (P. Good, "Permutation, Parametric, and Bootstrap Tests", 3rd ed. 2005.)
 */
export function randomEntry(
  columns: BarColumns,
  trades: readonly RoundTrip[],
  profile: AccountProfile,
  totalReturn: number,
  { trials, seed }: { readonly trials: number; readonly seed: number },
): RandomEntry | null {
  if (trades.length < 10) return null;
  const random = seededRandomness(seed);
  const positions = trades.map(({ size, entryBar, exitBar }) => ({
    side: size > 0 ? BUY : SELL,
    bars: Math.max(1, exitBar - entryBar),
  }));
  const busy = positions.reduce((sum, { bars }) => sum + bars, 0);
  const idle = Math.max(0, columns.length - 2 - busy);
  const returns = new Float64Array(trials);
  let better = 0;
  for (let trial = 0; trial < trials; trial++) {
    const orders = new Int8Array(columns.length);
    const order = shuffled(positions, random.next);
    // The idle bars are cut into gaps at random places.
    const cuts = Float64Array.from(order, () => Math.floor(random.next() * (idle + 1))).sort();
    let at = 0;
    for (const [i, { side, bars }] of order.entries()) {
      at += cuts[i]! - (i === 0 ? 0 : cuts[i - 1]!);
      orders[at] = side;
      at += bars;
      if (at < orders.length) orders[at] = CLOSE;
    }
    const { equity } = runAccount(columns, { orders, warmUp: 0 }, profile);
    returns[trial] = equity[equity.length - 1]! / profile.cash - 1;
    if (returns[trial]! >= totalReturn) better++;
  }
  return { trials, totalReturn: spreadOf(returns), pValue: (better + 1) / (trials + 1) };
}

function shuffled<T>(values: readonly T[], next: () => number): T[] {
  const mixed = [...values];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}
