import { z } from "zod";
import type { Json } from "../../runtime/delivery/store.ts";
import { type Members, type StrategyWeight, strategyWeightSchema } from "../domain/learning.ts";
import { type SignalRules, withWeights } from "./rules.ts";
import { type Shadows, shadowsSchema } from "./shadow.ts";

/** The members of the ensemble with the weights in force. */
export function membersOf({ members }: SignalRules): Members {
  return { members: members.map(({ strategy: { name }, weight }) => ({ strategy: name, weight })) };
}

/**
 * The rules under weights that were learned. Weights of other members than there are now (the
 * configuration has changed meanwhile) say nothing: the rules stay as they are.
 */
export function adjusted(rules: SignalRules, weights: readonly StrategyWeight[]): SignalRules {
  const names = weights.map(({ strategy }) => strategy).sort();
  const members = rules.members.map(({ strategy }) => strategy.name).sort();
  if (JSON.stringify(names) !== JSON.stringify(members)) return rules;
  return withWeights(rules, new Map(weights.map(({ strategy, weight }) => [strategy, weight])));
}

/** The rules of the configuration under the weights that were remembered, where they fit. */
export function withLearned(rules: SignalRules, saved: Json | undefined): SignalRules {
  if (saved === undefined) return rules;
  return adjusted(rules, z.array(strategyWeightSchema).parse(saved));
}

/** Shadows as they were saved, of the strategies that still take part. */
export function restoreShadows(saved: Json, { members }: SignalRules): Shadows {
  const names = new Set(members.map(({ strategy }) => strategy.name));
  return Object.fromEntries(
    Object.entries(shadowsSchema.parse(saved)).filter(([name]) => names.has(name)),
  );
}
