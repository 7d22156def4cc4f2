import type { BacktestRunRow } from "../../../db/tables/backtests.ts";
import type { BacktestResult } from "../result.ts";

/** Statistics that a list of runs shows. */
const SHOWN = [
  "Return [%]",
  "Buy & Hold Return [%]",
  "Sharpe Ratio",
  "Max. Drawdown [%]",
  "# Trades",
  "Win Rate [%]",
] as const;

/** A result as it is stored: never more than so many trades and points of the equity curve. */
export function storedResult(result: BacktestResult, itemsMax: number): BacktestRunRow["result"] {
  const { trades, equity } = result;
  const every = Math.ceil(equity.length / itemsMax);
  const last = equity.length - 1;
  // Every so many from the end backwards: the last point is what the run came to.
  const points = every <= 1 ? equity : equity.filter((_, i) => (last - i) % every === 0);
  const warnings = [...result.warnings];
  if (points.length < equity.length) {
    warnings.push(
      `The equity curve is stored with every ${every}th of its ${equity.length} points.`,
    );
  }
  if (trades.length > itemsMax) {
    warnings.push(`The last ${itemsMax} of ${trades.length} trades are stored.`);
  }
  const kept = trades.slice(-itemsMax);
  return plain({ ...result, trades: kept, equity: points, warnings });
}

/** The figures that a list of runs shows. */
export function summaryOf({ stats }: BacktestResult): BacktestRunRow["result"] {
  return plain(Object.fromEntries(SHOWN.map((name) => [name, stats[name] ?? null])));
}

/** The value as JSON has it: what is not finite becomes null. */
function plain(value: unknown): BacktestRunRow["result"] {
  return JSON.parse(JSON.stringify(value));
}
