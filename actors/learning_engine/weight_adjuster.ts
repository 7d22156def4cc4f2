import { z } from "zod";
import { type StrategyWeight, strategyWeightSchema } from "../domain/learning.ts";

/**
 * Weights by discounted Hedge. Every member keeps a score; at each step old scores fade by `discount`
 * and what the member gained since is added, in units of what gains usually are. Its share is its
 * starting weight times exp(rate x score), made to come to one.
 *
 * Sources: Freund & Schapire, "A decision-theoretic generalization of on-line learning" (1997), for
 * Hedge; Chernov & Zhdanov, "Prediction with expert advice under discounted loss" (2010), for the
 * discounting, which lets the leader change with the market. Gains of all members are seen at every
 * step (real credit and shadows), so there is nothing to explore and no need of chance; that it does
 * better here than equal weights, Hedge without discount and discounted Thompson sampling (Raj &
 * Kalyani, 2017) is measured by `deno task bench --only learning`.
 */
export const adjusterRulesSchema = z.strictObject({
  /** What is left of a score after one step. 1: nothing is ever forgotten. */
  discount: z.number().positive().max(1).default(0.97),
  /** How far one usual gain moves a share: its factor is exp(rate). */
  rate: z.number().positive().max(10).default(0.6),
  /** The largest gain that counts, in usual ones: no single session decides. */
  gainMax: z.number().positive().max(100).default(3),
  /** The least weight of a member: whoever has fallen behind is still heard. */
  floor: z.number().min(0).max(0.5).default(0.05),
  /** The most that a weight moves in one step. */
  shiftMax: z.number().positive().max(1).default(0.1),
  /** Closed positions, real or shadow, of a member before its gains count. */
  tripsMin: z.int().min(1).max(10_000).default(10),
});
export type AdjusterRules = z.output<typeof adjusterRulesSchema>;

/** What is remembered of one member. */
export const standingSchema = z.strictObject({
  strategy: z.string().min(1).max(64),
  /** The weight that the configuration starts from. */
  prior: z.number().min(0).max(1),
  score: z.number(),
  /** Closed positions that it was judged by, real and shadow. */
  trips: z.int().nonnegative(),
});
export type Standing = z.output<typeof standingSchema>;

/** Everything that the adjuster remembers; plain JSON. */
export const adjusterSchema = z.strictObject({
  standings: z.array(standingSchema).max(64),
  /** Mean square of gains, faded like the scores; null before the first. */
  scale: z.number().nonnegative().nullable(),
  /** In force, or about to be. */
  weights: z.array(strategyWeightSchema).max(64),
});
export type Adjuster = z.output<typeof adjusterSchema>;

/** What a member did since the last step. */
export interface Gain {
  /** Sum of profits as shares of the entries' values. */
  readonly gain: number;
  /** Closed positions behind it. */
  readonly trips: number;
}

/**
 * The adjuster before the first step. Weights of the configuration that come to less than one are
 * scaled: whoever learns deals out all there is.
 */
export function newAdjuster(members: readonly StrategyWeight[]): Adjuster {
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  const weights = members.map(({ strategy, weight }) => ({
    strategy,
    weight: total > 0 ? weight / total : 1 / members.length,
  }));
  return {
    standings: weights.map(({ strategy, weight }) => ({
      strategy,
      prior: weight,
      score: 0,
      trips: 0,
    })),
    scale: null,
    weights,
  };
}

/** One step: the scores with the gains in them, and the weights that follow. */
export function adjust(
  before: Adjuster,
  gains: ReadonlyMap<string, Gain>,
  rules: AdjusterRules,
): Adjuster {
  const gainOf = (strategy: string): Gain => gains.get(strategy) ?? { gain: 0, trips: 0 };
  const counted = before.standings.map((standing) => ({
    ...standing,
    trips: standing.trips + gainOf(standing.strategy).trips,
  }));
  const judged = counted.filter(({ trips }) => trips >= rules.tripsMin);
  const squares = judged.map(({ strategy }) => gainOf(strategy).gain ** 2);
  const scale = faded(before.scale, squares, rules.discount);
  const unit = scale === null || scale === 0 ? null : Math.sqrt(scale);
  const gained = new Map(judged.map(({ strategy }) => [
    strategy,
    unit === null ? 0 : clamp(gainOf(strategy).gain / unit, rules.gainMax),
  ]));
  // Whoever cannot be judged yet is taken to do as the judged do on average: it neither gains nor loses.
  const mean = gained.size === 0
    ? 0
    : [...gained.values()].reduce((sum, gain) => sum + gain, 0) / gained.size;
  const standings = counted.map((standing) => ({
    ...standing,
    score: rules.discount * standing.score + (gained.get(standing.strategy) ?? mean),
  }));
  return { standings, scale, weights: towards(before.weights, targetOf(standings, rules), rules) };
}

/** The weights that the scores ask for, floor included. */
export function targetOf(
  standings: readonly Standing[],
  { rate, floor }: Pick<AdjusterRules, "rate" | "floor">,
): StrategyWeight[] {
  const least = Math.min(floor, 1 / standings.length);
  const top = Math.max(...standings.map(({ score }) => score));
  const forces = standings.map(({ prior, score }) => prior * Math.exp(rate * (score - top)));
  const total = forces.reduce((sum, force) => sum + force, 0);
  return standings.map(({ strategy }, i) => {
    const share = total > 0 ? forces[i]! / total : 1 / standings.length;
    return { strategy, weight: least + (1 - least * standings.length) * share };
  });
}

/** As far towards the target as one step may go; the weights come to one. */
export function towards(
  from: readonly StrategyWeight[],
  target: readonly StrategyWeight[],
  { shiftMax }: Pick<AdjusterRules, "shiftMax">,
): StrategyWeight[] {
  const now = new Map(from.map(({ strategy, weight }) => [strategy, weight]));
  const shifts = target.map(({ strategy, weight }) => weight - (now.get(strategy) ?? 0));
  const widest = Math.max(...shifts.map(Math.abs));
  const part = widest <= shiftMax ? 1 : shiftMax / widest;
  return target.map(({ strategy }, i) => ({
    strategy,
    weight: clamp((now.get(strategy) ?? 0) + part * shifts[i]!, 1, 0),
  }));
}

function faded(before: number | null, squares: readonly number[], discount: number): number | null {
  if (squares.length === 0) return before;
  const mean = squares.reduce((sum, square) => sum + square, 0) / squares.length;
  return before === null ? mean : discount * before + (1 - discount) * mean;
}

function clamp(value: number, most: number, least = -most): number {
  return Math.min(most, Math.max(least, value));
}
