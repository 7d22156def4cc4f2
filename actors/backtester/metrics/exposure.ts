import type { RoundTrip } from "../account/round_trip.ts";

/** Bars in which something was held, as shares of all bars. */
export interface Exposure {
  readonly any: number;
  readonly long: number;
  readonly short: number;
}

/** From the bar of the entry through that of the exit, both counted, over `bars` bars. */
export function exposureOf(
  positions: readonly Pick<RoundTrip, "size" | "entryBar" | "exitBar">[],
  bars: number,
): Exposure {
  const held = new Uint8Array(bars);
  for (const { size, entryBar, exitBar } of positions) {
    const side = size > 0 ? 1 : 2;
    for (let i = entryBar; i <= exitBar; i++) held[i]! |= side;
  }
  let [any, long, short] = [0, 0, 0];
  for (let i = 0; i < bars; i++) {
    const side = held[i]!;
    if (side !== 0) any++;
    if ((side & 1) !== 0) long++;
    if ((side & 2) !== 0) short++;
  }
  return { any: any / bars, long: long / bars, short: short / bars };
}

/**
 * Turnover: value of all fills over the mean equity, for a year; 1 is what it takes to buy or sell
 * everything once.
 */
export function annualTurnover(tradedValue: number, meanEquity: number, years: number): number {
  return tradedValue / meanEquity / years;
}
