import type { Randomness } from "../../../runtime/clock/clock.ts";

/** A market in which one strategy is better than the others, until its regime ends. */
export interface SimulatedRegimes {
  readonly strategies: readonly string[];
  /** Index of the best strategy in each session. */
  readonly best: readonly number[];
  /** Profits of the positions that each strategy closes, by session and strategy, as shares of their value. */
  readonly profits: readonly (readonly (readonly number[])[])[];
}

/** How such a market is made. Profits are those of one closed position, as a share of its value. */
export interface RegimeOptions {
  readonly strategies: number;
  readonly sessions: number;
  /** Sessions after which another strategy becomes the best. */
  readonly regimeSessions: number;
  /** Positions that a strategy closes in a session, on average. */
  readonly trips: number;
  readonly bestMean: number;
  readonly otherMean: number;
  readonly deviation: number;
}

/** A plausible market: an edge of a tenth of one position's noise, and three regimes. */
export const REGIMES: RegimeOptions = {
  strategies: 3,
  sessions: 360,
  regimeSessions: 120,
  trips: 4,
  bestMean: 0.0008,
  otherMean: -0.0002,
  deviation: 0.006,
};

/** Makes a market; the same randomness makes the same one. */
export function simulateRegimes(random: Randomness, options = REGIMES): SimulatedRegimes {
  const { sessions, regimeSessions, strategies: count } = options;
  const best: number[] = [];
  const profits: number[][][] = [];
  let leader = Math.floor(random.next() * count);
  for (let session = 0; session < sessions; session++) {
    if (session > 0 && session % regimeSessions === 0) {
      leader = (leader + 1 + Math.floor(random.next() * (count - 1))) % count;
    }
    best.push(leader);
    profits.push(Array.from({ length: count }, (_, strategy) => {
      const mean = strategy === leader ? options.bestMean : options.otherMean;
      const closed = Math.floor(random.next() * (2 * options.trips + 1));
      return Array.from({ length: closed }, () => mean + options.deviation * normal(random));
    }));
  }
  const strategies = Array.from({ length: count }, (_, i) => `strategy_${i + 1}`);
  return { strategies, best, profits };
}

/** A draw of the standard normal distribution, by Box and Muller (1958). */
export function normal(random: Randomness): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}
