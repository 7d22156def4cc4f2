import type { Usd } from "../../domain/money.ts";
import { executorConfigSchema } from "../../trade_executor/config.ts";
import { signalGeneratorConfigSchema } from "../../signal_generator/config.ts";
import { signalRules } from "../../signal_generator/rules.ts";
import { shippedStrategies } from "../../signal_generator/strategies/shelf.ts";
import type { Strategy } from "../../signal_generator/strategies/strategy.ts";
import { learningRulesSchema } from "../../learning_engine/config.ts";
import type { PipelineRules } from "./pipeline.ts";

/**
 * The rules of a run from the very configuration that the actors would be started with. Throws where
 * it does not fit, as they would. A run learns where the signal generator's shadows are followed.
 */
export function pipelineRules(
  signalGenerator: unknown,
  executor: unknown,
  shelf: readonly Strategy[] = shippedStrategies,
  learning: unknown = {},
): PipelineRules {
  const { rules, shadows } = signalGeneratorConfigSchema.parse(signalGenerator);
  const { startingCash, limits, sizing, exchange } = executorConfigSchema.parse(executor);
  return {
    signals: signalRules(rules, shelf),
    execution: { limits, sizing },
    exchange,
    startingCash: startingCash as Usd,
    learning: shadows === null ? null : { rules: learningRulesSchema.parse(learning), shadows },
  };
}
