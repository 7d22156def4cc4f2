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
  rules: learningRulesSchema.prefault({}),
});
