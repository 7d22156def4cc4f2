import { z } from "zod";
import { signalRulesSchema } from "./rules.ts";
import { shadowRulesSchema } from "./shadow.ts";

/** Configuration of the signal generator. */
export const signalGeneratorConfigSchema = z.strictObject({
  rules: signalRulesSchema.prefault({}),
  /** How the strategies' shadows trade, for whoever learns from them; null: nobody does. */
  shadows: shadowRulesSchema.nullable().default(null),
  /** Absolute path of a folder with strategies of the user's own; null: none. */
  ownStrategies: z.string().min(1).nullable().default(null),
});
