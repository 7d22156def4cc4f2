import { z } from "zod";
import { nearestName } from "../../runtime/nearest.ts";
import type { Json } from "../../runtime/delivery/store.ts";
import { equalWeights } from "./ensemble.ts";
import { shippedStrategies } from "./strategies/shelf.ts";
import {
  InvalidStrategyParams,
  type PreparedStrategy,
  type Strategy,
} from "./strategies/strategy.ts";

/** How signals come about: configuration. */
export const signalRulesSchema = z.strictObject({
  /** Score, in absolute terms, from which on there is a signal. */
  threshold: z.number().positive().max(1).default(0.3),
  /** Bars after which a signal must not trade any more. */
  expiryBars: z.int().min(1).max(100).default(3),
  /** Bars that feed the windows: those that overlap a session, or all. */
  hours: z.enum(["regular", "all"]).default("regular"),
  /** By strategy: whether it takes part (its own default otherwise) and its parameters. */
  strategies: z.record(
    z.string(),
    z.strictObject({ enabled: z.boolean().optional(), params: z.unknown().optional() }),
  ).default({}),
});
export type SignalRulesConfig = z.output<typeof signalRulesSchema>;

/** The rules in force, ready to be applied. */
export interface SignalRules {
  readonly threshold: number;
  readonly expiryBars: number;
  readonly hours: "regular" | "all";
  readonly members: readonly { readonly strategy: PreparedStrategy; readonly weight: number }[];
  /** Bars to be seen before the first signal: the longest warm-up of a member. */
  readonly warmUp: number;
  /** What the windows' content depends on; windows of other rules are of no use. */
  readonly fingerprint: string;
}

/**
 * Settles the rules: enabled strategies with their parameters, under equal weights. Throws
 * {@link InvalidStrategyParams} for a strategy that does not exist, parameters that do not fit, or
 * where nothing is enabled.
 */
export function signalRules(
  config: SignalRulesConfig,
  shelf: readonly Strategy[] = shippedStrategies,
): SignalRules {
  const names = shelf.map(({ name }) => name);
  for (const name of Object.keys(config.strategies)) {
    if (names.includes(name)) continue;
    const nearest = nearestName(name, names);
    throw new InvalidStrategyParams(
      `there is no strategy "${name}"; ` +
        (nearest ? `did you mean "${nearest}"?` : `the strategies are ${names.join(", ")}`),
    );
  }
  const enabled = shelf.filter(({ name, enabledByDefault }) =>
    config.strategies[name]?.enabled ?? enabledByDefault
  );
  if (enabled.length === 0) {
    throw new InvalidStrategyParams(
      `at least one strategy must be enabled; enable one of ${names.join(", ")}`,
    );
  }
  const weights = equalWeights(enabled.map(({ name }) => name));
  const members = enabled.map((strategy) => ({
    strategy: strategy.prepare(config.strategies[strategy.name]?.params ?? {}),
    weight: weights.get(strategy.name)!,
  }));
  const content: Json = members.map(({ strategy }) => [strategy.name, strategy.params]);
  return {
    threshold: config.threshold,
    expiryBars: config.expiryBars,
    hours: config.hours,
    members,
    warmUp: Math.max(...members.map(({ strategy }) => strategy.warmUp)),
    fingerprint: JSON.stringify([config.hours, content]),
  };
}
