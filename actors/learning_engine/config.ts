import { z } from "zod";
import { adjusterRulesSchema } from "./weight_adjuster.ts";

/** How weights are learned. */
export const learningRulesSchema = z.strictObject({
  /** Round trips that the account must have closed before any weight moves. */
  closesMin: z.int().min(1).max(100_000).default(20),
  adjuster: adjusterRulesSchema.prefault({}),
});
export type LearningRules = z.output<typeof learningRulesSchema>;

/** Configuration of the learning engine. */
export const learningEngineConfigSchema = z.strictObject({
  /** Name of the account under which commands are recorded. */
  account: z.string().min(1).max(64).default("sim"),
  rules: learningRulesSchema.prefault({}),
});

/** The rules under which so many closed round trips are enough to move weights; half of it for one member. */
export function learningRulesFor(trades: number) {
  return { closesMin: trades, adjuster: { tripsMin: Math.ceil(trades / 2) } };
}
