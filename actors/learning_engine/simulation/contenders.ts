import type { Randomness } from "../../../runtime/clock/clock.ts";
import type { StrategyWeight } from "../../domain/learning.ts";
import {
  adjust,
  type AdjusterRules,
  adjusterRulesSchema,
  type Gain,
  newAdjuster,
  towards,
} from "../weight_adjuster.ts";
import { normal } from "./market.ts";

/** A way to deal out weights, told after each session what everybody gained. */
export interface Contender {
  readonly name: string;
  /** In force in the session that comes. */
  weights(): readonly StrategyWeight[];
  learn(gains: ReadonlyMap<string, Gain>): void;
}

/** Makes a contender for a market. */
export type ContenderMaker = (strategies: readonly string[], random: Randomness) => Contender;

const equally = (strategies: readonly string[]) =>
  strategies.map((strategy) => ({ strategy, weight: 1 / strategies.length }));

/** The same weight for everybody, for ever. */
export const equalWeights: ContenderMaker = (strategies) => {
  const weights = equally(strategies);
  return { name: "equal weights", weights: () => weights, learn() {} };
};

/** What the engine does, under these rules. */
export function hedge(name: string, rules: Partial<AdjusterRules> = {}): ContenderMaker {
  const settled = adjusterRulesSchema.parse(rules);
  return (strategies) => {
    let adjuster = newAdjuster(equally(strategies));
    return {
      name,
      weights: () => adjuster.weights,
      learn: (gains) => adjuster = adjust(adjuster, gains, settled),
    };
  };
}

/** Draws of the posterior by which Thompson sampling says how likely each is the best. */
const DRAWS = 200;

/**
 * Discounted Thompson sampling (Raj & Kalyani, 2017) with normal rewards: a weight is how often a
 * draw from what is believed of each member is the largest. Under the same floor and largest shift.
 */
export function discountedThompson(name: string, discount: number): ContenderMaker {
  const rules = adjusterRulesSchema.parse({});
  return (strategies, random) => {
    const believed = strategies.map(() => ({ sum: 0, squares: 0, count: 0 }));
    let weights: readonly StrategyWeight[] = equally(strategies);
    return {
      name,
      weights: () => weights,
      learn(gains) {
        for (const [i, strategy] of strategies.entries()) {
          const { gain = 0 } = gains.get(strategy) ?? {};
          const { sum, squares, count } = believed[i]!;
          believed[i] = {
            sum: discount * sum + gain,
            squares: discount * squares + gain * gain,
            count: discount * count + 1,
          };
        }
        const wins = strategies.map(() => 0);
        for (let draw = 0; draw < DRAWS; draw++) {
          const drawn = believed.map(({ sum, squares, count }) =>
            sum / count + Math.sqrt(squares / count / count) * normal(random)
          );
          wins[drawn.indexOf(Math.max(...drawn))]!++;
        }
        const spare = 1 - rules.floor * strategies.length;
        const target = strategies.map((strategy, i) => ({
          strategy,
          weight: rules.floor + spare * wins[i]! / DRAWS,
        }));
        weights = towards(weights, target, rules);
      },
    };
  };
}
