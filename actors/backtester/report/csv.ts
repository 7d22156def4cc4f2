import type { BacktestResult } from "../result.ts";

/** Trades as CSV, a header first; the columns of the JSON document. */
export function tradesCsv({ trades }: BacktestResult): string {
  const columns = [
    "ticker",
    "size",
    "entry_bar",
    "exit_bar",
    "entry_time",
    "exit_time",
    "entry_price",
    "exit_price",
    "commission",
    "slippage",
    "borrow",
    "pnl",
    "return_pct",
    "mae_pct",
    "mfe_pct",
    "duration",
  ] as const;
  return [columns.join(","), ...trades.map((trade) => columns.map((name) => trade[name]).join(","))]
    .join("\n") + "\n";
}

/** The equity curve as CSV: when a bar closed, and the equity then. */
export function equityCsv({ equity }: BacktestResult): string {
  return ["at,equity", ...equity.map((point) => `${point.at},${point.equity}`)].join("\n") + "\n";
}
