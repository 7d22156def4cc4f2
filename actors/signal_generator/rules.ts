import { z } from "zod";
import { type Timeframe, timeframeSchema } from "../domain/market.ts";
import { nearestName } from "../../runtime/nearest.ts";
import type { Json } from "../../runtime/delivery/store.ts";
import { weightsFor } from "./ensemble.ts";
import { shippedStrategies } from "./strategies/shelf.ts";
import {
  InvalidStrategyParams,
  type PreparedStrategy,
  type Strategy,
} from "./strategies/strategy.ts";

/** What may be said of one strategy. */
export const strategyChoiceSchema = z.strictObject({
  /** Whether it takes part; its own default otherwise. */
  enabled: z.boolean().optional(),
  /** Its weight from the start; an equal share of what the others leave otherwise. */
  weight: z.number().min(0).max(1).optional(),
  /** Its parameters; its own defaults for those that are not given. */
  params: z.unknown().optional(),
});

/** By name, what is said of strategies. */
export const strategyChoicesSchema = z.record(z.string(), strategyChoiceSchema);
export type StrategyChoices = z.output<typeof strategyChoicesSchema>;

/** How signals come about: configuration. */
export const signalRulesSchema = z.strictObject({
  /** Score, in absolute terms, from which on there is a signal. */
  threshold: z.number().positive().max(1).default(0.3),
  /**
   * Agreement of the votes, from 0 to 1, below which there is no signal whatever the score: 0 lets
   * votes against each other cancel out and the rest decide, 1 demands that nobody is against it.
   */
  minAgreement: z.number().min(0).max(1).default(0),
  /** Bars after which a signal must not trade any more. */
  expiryBars: z.int().min(1).max(100).default(3),
  /** Bars to be seen before the first signal, where that is more than the strategies themselves need. */
  minBars: z.int().min(0).max(100_000).default(0),
  /** Bars that feed the windows: those that overlap a session, or all. */
  hours: z.enum(["regular", "all"]).default("regular"),
  /** Size of the bars that are judged, put together from smaller ones; null: bars as they come. */
  barSize: timeframeSchema.nullable().default(null),
  strategies: strategyChoicesSchema.default({}),
});
export type SignalRulesConfig = z.output<typeof signalRulesSchema>;

/** Changes whenever a shipped strategy or an indicator remembers something else than before. */
const MEMORY_FORMAT = 2;

/** One strategy's part in the ensemble. */
export interface Member {
  readonly strategy: PreparedStrategy;
  readonly weight: number;
}

/** The rules in force, ready to be applied. */
export interface SignalRules {
  readonly threshold: number;
  readonly minAgreement: number;
  readonly expiryBars: number;
  readonly hours: "regular" | "all";
  readonly barSize: Timeframe | null;
  readonly members: readonly Member[];
  /** Every strategy there is, whether it takes part or not. */
  readonly shelf: readonly Strategy[];
  /** Bars to be seen before the first signal: at least the longest warm-up of a member. */
  readonly warmUp: number;
  /** What the windows' content depends on; windows of other rules are of no use. */
  readonly fingerprint: string;
}

/**
 * Settles the rules: enabled strategies with their parameters and weights. Throws
 * {@link InvalidStrategyParams} for a strategy that does not exist, parameters that do not fit, or
 * where nothing is enabled, and `InvalidWeights` for weights that are none.
 */
export function signalRules(
  config: SignalRulesConfig,
  shelf: readonly Strategy[] = shippedStrategies,
): SignalRules {
  const choices = config.strategies;
  const enabled = enabledOf(choices, shelf);
  const given = enabled.flatMap(({ name }) => {
    const weight = choices[name]?.weight;
    return weight === undefined ? [] : [[name, weight] as const];
  });
  const weights = weightsFor(enabled.map(({ name }) => name), new Map(given));
  const members = enabled.map((strategy) => ({
    strategy: strategy.prepare(choices[strategy.name]?.params ?? {}),
    weight: weights.get(strategy.name)!,
  }));
  const content: Json = members.map(({ strategy: { name, params } }, i) => {
    const { version } = enabled[i]!;
    return version === null ? [name, params] : [name, params, version];
  });
  return {
    threshold: config.threshold,
    minAgreement: config.minAgreement,
    expiryBars: config.expiryBars,
    hours: config.hours,
    barSize: config.barSize,
    members,
    shelf,
    warmUp: Math.max(config.minBars, ...members.map(({ strategy }) => strategy.warmUp)),
    fingerprint: JSON.stringify([MEMORY_FORMAT, config.hours, config.barSize, content]),
  };
}

/**
 * The same rules under other weights, as somebody who learns hands them out: those of names that take
 * part; the others share what is left. What the windows hold stays good. Throws `InvalidWeights`.
 */
export function withWeights(
  rules: SignalRules,
  weights: ReadonlyMap<string, number>,
): SignalRules {
  const settled = weightsFor(rules.members.map(({ strategy }) => strategy.name), weights);
  const members = rules.members.map(({ strategy }) => ({
    strategy,
    weight: settled.get(strategy.name)!,
  }));
  return { ...rules, members };
}

function enabledOf(choices: StrategyChoices, shelf: readonly Strategy[]): readonly Strategy[] {
  const names = shelf.map(({ name }) => name);
  for (const name of Object.keys(choices)) {
    if (names.includes(name)) continue;
    const nearest = nearestName(name, names);
    throw new InvalidStrategyParams(
      `there is no strategy "${name}"; ` +
        (nearest ? `did you mean "${nearest}"?` : `the strategies are ${names.join(", ")}`),
    );
  }
  const enabled = shelf.filter(({ name, enabledByDefault }) =>
    choices[name]?.enabled ?? enabledByDefault
  );
  if (enabled.length === 0) {
    throw new InvalidStrategyParams(
      `at least one strategy must be enabled; enable one of ${names.join(", ")}`,
    );
  }
  const loner = enabled.find(({ alone }) => alone);
  if (loner !== undefined && enabled.length > 1) {
    const others = enabled.filter((each) => each !== loner).map(({ name }) => name);
    throw new InvalidStrategyParams(
      `strategy ${loner.name} is a yardstick and is used alone; disable ${
        others.join(", ")
      }, or it`,
    );
  }
  return enabled;
}

/** Choices under which one strategy alone takes part. */
export function onlyStrategy(
  name: string,
  params: unknown = {},
  shelf: readonly Strategy[] = shippedStrategies,
): StrategyChoices {
  const others = shelf.map((each) => [each.name, { enabled: false }] as const);
  return { ...Object.fromEntries(others), [name]: { enabled: true, params } };
}
