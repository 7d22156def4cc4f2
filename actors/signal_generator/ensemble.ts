import type { Side, Vote } from "../domain/signal.ts";

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

/** Equal weights that sum to one. */
export function equalWeights(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name) => [name, 1 / names.length]));
}
