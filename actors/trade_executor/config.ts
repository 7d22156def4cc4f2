import { z } from "zod";
import { usdSchema } from "../domain/order.ts";
import { exchangeRulesSchema } from "./brokers/exchange/rules.ts";
import { brokerConfigSchema } from "./brokers/broker_config.ts";
import { riskLimitsSchema } from "./risk/limits.ts";
import { sizingSchema } from "./sizing/sizing.ts";

/** Configuration of the trade executor. */
export const executorConfigSchema = z.strictObject({
  /** Name of the account that everything is booked under. */
  account: z.string().min(1).max(64),
  /** Cash of a new simulated account, in US dollars. */
  startingCash: usdSchema,
  limits: riskLimitsSchema.prefault({}),
  sizing: sizingSchema.prefault({}),
  exchange: exchangeRulesSchema.prefault({}),
  broker: brokerConfigSchema.prefault({ kind: "simulated" }),
  /** Whether the account is halted by itself when it reaches a loss limit with something at stake. */
  haltsOnLoss: z.boolean().default(false),
  /** Whether signals are judged by the later of market and system time: paper and live. */
  usesSystemTime: z.boolean().default(false),
});
export type ExecutorConfig = z.output<typeof executorConfigSchema>;
