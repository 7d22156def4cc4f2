import type { Randomness } from "../../../runtime/clock/clock.ts";
import type { Gain } from "../weight_adjuster.ts";
import type { ContenderMaker } from "./contenders.ts";
import type { SimulatedRegimes } from "./market.ts";

/** How a contender did on one market. */
export interface Contest {
  readonly name: string;
  /** What the best strategy of each regime earned more than the weights did, as a share of the stake. */
  readonly regret: number;
  /** Weight of the present best strategy, by session. */
  readonly weightOfBest: readonly number[];
  /** Regret so far, by session. */
  readonly regretBySession: readonly number[];
}

/**
 * Lets a contender deal out the weights on a market. What it hears of each strategy is what the engine
 * hears: its shadow, and its part in what the account earned.
 */
export function contest(
  make: ContenderMaker,
  market: SimulatedRegimes,
  random: Randomness,
): Contest {
  const { strategies, best, profits } = market;
  const contender = make(strategies, random);
  const weightOfBest: number[] = [];
  const regretBySession: number[] = [];
  let regret = 0;
  for (const [session, ofSession] of profits.entries()) {
    const weights = new Map(
      contender.weights().map(({ strategy, weight }) => [strategy, weight]),
    );
    const leader = best[session]!;
    const sums = ofSession.map((trips) => trips.reduce((sum, profit) => sum + profit, 0));
    weightOfBest.push(weights.get(strategies[leader]!)!);
    for (const [i, strategy] of strategies.entries()) {
      regret -= weights.get(strategy)! * sums[i]!;
    }
    regret += sums[leader]!;
    regretBySession.push(regret);
    const gains = new Map(strategies.map((strategy, i): [string, Gain] => [strategy, {
      gain: sums[i]! * (1 + weights.get(strategy)!),
      trips: ofSession[i]!.length,
    }]));
    contender.learn(gains);
  }
  return { name: contender.name, regret, weightOfBest, regretBySession };
}
