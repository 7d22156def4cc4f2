import type { BarColumns } from "../domain/bar_columns.ts";
import { nearestName } from "../../runtime/nearest.ts";
import { shippedStrategies } from "../signal_generator/strategies/shelf.ts";
import type { Strategy } from "../signal_generator/strategies/strategy.ts";
import type { OrderColumn } from "./account/orders.ts";
import { smaCrossOrders, smaCrossParamsSchema } from "./reference/sma_cross.ts";
import { strategyOrders } from "./strategy_orders.ts";

/** Name of the reference strategy, which has a path of its own: whole columns at once. */
export const REFERENCE_STRATEGY = "sma_cross";

/** A strategy that is asked for by name, its parameters settled. */
export interface ChosenStrategy {
  readonly name: string;
  /** Defaults filled in. */
  readonly params: Readonly<Record<string, unknown>>;
  ordersOf(columns: BarColumns): OrderColumn;
}

/** A strategy or parameters that cannot be used; the message is for people. */
export class UnusableStrategy extends Error {
  override readonly name = "UnusableStrategy";
}

/** Settles a strategy. Throws {@link UnusableStrategy}. */
export function chooseStrategy(
  name: string,
  params: Readonly<Record<string, unknown>>,
  shelf: readonly Strategy[] = shippedStrategies,
): ChosenStrategy {
  const strategy = strategyNamed(name, shelf);
  if (strategy === null) return reference(params);
  try {
    const prepared = strategy.prepare(params);
    return {
      name,
      params: prepared.params,
      ordersOf: (columns) => strategyOrders(columns, prepared),
    };
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "InvalidStrategyParams") throw error;
    throw new UnusableStrategy(`${error.message}.`, { cause: error });
  }
}

/** The strategy of a name; null for the reference one. Throws {@link UnusableStrategy}. */
export function strategyNamed(
  name: string,
  shelf: readonly Strategy[] = shippedStrategies,
): Strategy | null {
  if (name === REFERENCE_STRATEGY) return null;
  const strategy = shelf.find((candidate) => candidate.name === name);
  if (strategy === undefined) {
    const names = [...new Set([...shelf.map((each) => each.name), REFERENCE_STRATEGY])].sort();
    const near = nearestName(name, [...names, "ensemble"]);
    throw new UnusableStrategy(
      `There is no strategy "${name}".${near === null ? "" : ` Did you mean ${near}?`} ` +
        `There are ${names.join(", ")}, and ensemble for the whole pipeline.`,
    );
  }
  return strategy;
}

function reference(given: Readonly<Record<string, unknown>>): ChosenStrategy {
  const parsed = smaCrossParamsSchema.safeParse(given);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const where = path.length === 0 ? "set" : path.join(".");
    throw new UnusableStrategy(
      `strategy ${REFERENCE_STRATEGY}, parameter ${where}: ${message}; found ${
        JSON.stringify(given)
      }.`,
    );
  }
  const params = parsed.data;
  return {
    name: REFERENCE_STRATEGY,
    params,
    ordersOf: ({ close }) => smaCrossOrders(close, params),
  };
}
