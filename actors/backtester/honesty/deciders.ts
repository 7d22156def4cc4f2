import type { BarColumns } from "../../domain/bar_columns.ts";
import { NONE, type OrderColumn } from "../account/orders.ts";
import type { PipelineRules } from "../ensemble/pipeline.ts";
import { runEnsemble } from "../ensemble/run.ts";
import type { Decider, Decision } from "./look_ahead.ts";

/** Decisions of a strategy on its own: its orders. */
export function strategyDecider(ordersOf: (columns: BarColumns) => OrderColumn): Decider {
  return ({ bars }) =>
    bars.flatMap((columns) => {
      const { orders } = ordersOf(columns);
      return Array.from(orders.keys()).filter((i) => orders[i] !== NONE).map((i) => ({
        at: columns.at[i]!,
        ticker: columns.ticker,
        what: `order ${orders[i]}`,
      }));
    }).sort((a, b) => a.at - b.at);
}

/** Decisions of the pipeline: every signal with each of its votes. */
export function pipelineDecider(rules: PipelineRules): Decider {
  return (inputs) => {
    const decisions: Decision[] = [];
    runEnsemble(inputs, rules, ({ ticker, side, score, votes }, at) => {
      decisions.push({ at, ticker, what: JSON.stringify([side, score, votes]) });
    });
    return decisions;
  };
}
