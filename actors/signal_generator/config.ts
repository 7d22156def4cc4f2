import { z } from "zod";
import { signalRulesSchema } from "./rules.ts";

/** Configuration of the signal generator. */
export const signalGeneratorConfigSchema = z.strictObject({
  rules: signalRulesSchema.prefault({}),
});
