import { z } from "zod";
import { signalRulesSchema } from "./rules.ts";

/** Configuration of the signal generator. */
export const signalGeneratorConfigSchema = z.strictObject({
  rules: signalRulesSchema.prefault({}),
  /** Absolute path of a folder with strategies of the user's own; null: none. */
  ownStrategies: z.string().min(1).nullable().default(null),
});
