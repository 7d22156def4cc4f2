import type { Candle } from "./candle.ts";
import {
  createRollingMaximum,
  type RollingMaximum,
  splitRollingMaximum,
  updateRollingMaximum,
} from "./rolling_maximum.ts";

/** Donchian's channel under way. Plain JSON; floats survive being saved and read back. */
export interface Donchian {
  readonly highs: RollingMaximum;
  /** Of the negated lows: their greatest is the lowest low. */
  readonly lows: RollingMaximum;
  /** Highest high of the window. */
  upper: number;
  /** Lowest low of the window. */
  lower: number;
}

/** Nothing seen yet. `period` is a whole number of bars, 1 or more. */
export function createDonchian(period = 20): Donchian {
  return {
    highs: createRollingMaximum(period),
    lows: createRollingMaximum(period),
    upper: 0,
    lower: 0,
  };
}

/**
 * Takes in a bar, in place and in constant time on average over a window; says whether `upper` and
 * `lower` (highest high and lowest low of the last `period` bars, the present one among them) can be
 * read: after a warm-up of `period - 1` bars. (R. D. Donchian, "High Finance in Copper", Financial
 * Analysts Journal, 1960.)
 */
export function updateDonchian(channel: Donchian, { high, low }: Candle): boolean {
  channel.upper = updateRollingMaximum(channel.highs, high);
  channel.lower = -updateRollingMaximum(channel.lows, -low);
  return channel.highs.seen >= channel.highs.period;
}

/** Brings everything seen so far to the unit after a split of `ratio` new shares for one, in place. */
export function splitDonchian(channel: Donchian, ratio: number): void {
  splitRollingMaximum(channel.highs, ratio);
  splitRollingMaximum(channel.lows, ratio);
  channel.upper /= ratio;
  channel.lower /= ratio;
}
