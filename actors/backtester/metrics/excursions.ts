import type { BarColumns } from "../../domain/bar_columns.ts";
import type { RoundTrip } from "../account/round_trip.ts";

/** How far a round trip went against and for its holder, as shares of its entry price, 0 or more. */
export interface Excursion {
  /** Maximum adverse excursion. */
  readonly adverse: number;
  /** Maximum favourable excursion. */
  readonly favourable: number;
}

/**
 * Excursions of a round trip by the highs and lows of the bars in which it was held: from the bar of
 * its entry, wholly, up to its exit, of whose bar only the exit price counts (it is filled at the
 * open). (J. Sweeney, "Maximum Adverse Excursion", 1997.)
 */
export function excursionOf(
  { size, entryBar, exitBar, entryPrice, exitPrice }: RoundTrip,
  { high, low }: Pick<BarColumns, "high" | "low">,
): Excursion {
  let [top, bottom] = [Math.max(entryPrice, exitPrice), Math.min(entryPrice, exitPrice)];
  for (let i = entryBar; i < exitBar; i++) {
    if (high[i]! > top) top = high[i]!;
    if (low[i]! < bottom) bottom = low[i]!;
  }
  const up = top / entryPrice - 1;
  const down = 1 - bottom / entryPrice;
  return size > 0 ? { adverse: down, favourable: up } : { adverse: up, favourable: down };
}
