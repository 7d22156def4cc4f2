import type { Exits, Side, Vote } from "../domain/signal.ts";
import type { Opinion, PreparedStrategy } from "./strategies/strategy.ts";

/** A strategy's opinion as a vote. */
export function voteOf(strategy: PreparedStrategy, weight: number, opinion: Opinion): Vote {
  const { direction, strength, reason } = opinion;
  const exits = opinion.exits ?? strategy.exits;
  return {
    strategy: strategy.name,
    weight,
    direction,
    strength,
    reason,
    ...exits === null || direction === 0 ? {} : { exits },
  };
}

/**
 * What the votes come to: the sum of weight x direction x strength, not normalised, so that a
 * strategy that abstains counts for nothing and never strengthens the others.
 */
export function scoreOf(votes: readonly Vote[]): number {
  let score = 0;
  for (const { weight, direction, strength } of votes) score += weight * direction * strength;
  return score;
}

/** The side that a score asks for; null where it does not reach the threshold. */
export function sideOf(score: number, threshold: number): Side | null {
  if (Math.abs(score) < threshold) return null;
  return score > 0 ? "buy" : "sell";
}

/**
 * How far the votes agree: 1 where all that count are for one side, 0 where they cancel each other
 * out. |sum of weight x direction x strength| over the sum of the same without their signs; 1 where
 * nothing was said.
 */
export function agreementOf(votes: readonly Vote[]): number {
  let net = 0;
  let all = 0;
  for (const { weight, direction, strength } of votes) {
    net += weight * direction * strength;
    all += weight * Math.abs(direction) * strength;
  }
  return all === 0 ? 1 : Math.abs(net) / all;
}

/**
 * The exits of a position on one side: of each kind the tightest that a vote for that side asks for,
 * so that no voter is held longer than it declared. Undefined where nobody declares any.
 */
export function exitsFor(side: Side, votes: readonly Vote[]): Exits | undefined {
  const direction = side === "buy" ? 1 : -1;
  const tightest: { -readonly [Kind in keyof Exits]: Exits[Kind] } = {};
  let found = false;
  for (const vote of votes) {
    if (vote.direction !== direction || vote.weight === 0 || vote.exits === undefined) continue;
    for (const kind of EXIT_KINDS) {
      const asked = vote.exits[kind];
      if (asked === undefined) continue;
      found = true;
      tightest[kind] = Math.min(asked, tightest[kind] ?? Infinity);
    }
  }
  return found ? tightest : undefined;
}

const EXIT_KINDS = ["stopLoss", "takeProfit", "trailingStop", "maxBars"] as const;

/** Weights that are not between 0 and 1, or more than 1 together. Trying again is of no use. */
export class InvalidWeights extends Error {
  override readonly name = "InvalidWeights";
  readonly restartable = false;
}

/** Sums of fractions may stray past 1 by rounding errors. */
const TOLERANCE = 1e-9;

/**
 * A weight for every name: the given ones, and equal shares of what they leave of 1 for the others;
 * with nothing given, equal weights. Weights of names that do not take part are left out. Throws
 * {@link InvalidWeights}.
 */
export function weightsFor(
  names: readonly string[],
  given: ReadonlyMap<string, number> = new Map(),
): ReadonlyMap<string, number> {
  let sum = 0;
  let open = 0;
  for (const name of names) {
    const weight = given.get(name);
    if (weight === undefined) open++;
    else if (weight >= 0 && weight <= 1) sum += weight;
    else {
      throw new InvalidWeights(`a weight is a number from 0 to 1; that of ${name} is ${weight}`);
    }
  }
  if (sum > 1 + TOLERANCE) {
    throw new InvalidWeights(
      `the weights of all strategies come to at most 1; those given for ${
        names.filter((name) => given.has(name)).join(", ")
      } come to ${sum}`,
    );
  }
  const share = open === 0 ? 0 : Math.max(0, 1 - sum) / open;
  return new Map(names.map((name) => [name, given.get(name) ?? share]));
}
