import type { BacktestResult } from "../result.ts";

/** Statistics of the terminal report, under their headings. */
const SECTIONS: readonly (readonly [string, readonly string[]])[] = [
  ["Time", ["Start", "End", "Duration", "# Bars", "Exposure Time [%]"]],
  ["Return", [
    "Equity Final [$]",
    "Equity Peak [$]",
    "Return [%]",
    "Buy & Hold Return [%]",
    "CAGR [%]",
    "Return (Ann.) [%]",
    "Volatility (Ann.) [%]",
  ]],
  ["Risk", [
    "Sharpe Ratio",
    "Sortino Ratio",
    "Calmar Ratio",
    "Omega Ratio",
    "Alpha [%]",
    "Beta",
    "Max. Drawdown [%]",
    "Avg. Drawdown [%]",
    "Max. Drawdown Duration",
    "Ulcer Index [%]",
    "VaR 95% [%]",
    "CVaR 95% [%]",
    "Probabilistic Sharpe Ratio",
    "Deflated Sharpe Ratio",
  ]],
  ["Trades", [
    "# Trades",
    "Win Rate [%]",
    "Best Trade [%]",
    "Worst Trade [%]",
    "Avg. Trade [%]",
    "Avg. Trade Duration",
    "Profit Factor",
    "Expectancy [%]",
    "SQN",
    "Kelly Criterion",
    "Turnover (Ann.)",
  ]],
  ["Costs", ["Commissions [$]", "Slippage [$]", "Borrow Costs [$]", "Costs [$]"]],
];

const NAME_WIDTH = 28;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The report for a terminal: what matters most, year by year, and every warning. */
export function terminalReport(result: BacktestResult, title: string): string {
  const lines = [title];
  for (const [heading, names] of SECTIONS) {
    lines.push("", heading);
    for (const name of names) {
      if (name in result.stats) lines.push(`  ${name.padEnd(NAME_WIDTH)}${shown(result, name)}`);
    }
  }
  lines.push(...attributionLines(result), "", ...monthlyTable(result));
  for (const warning of result.warnings) lines.push("", `Note: ${warning}`);
  return lines.join("\n");
}

function shown({ stats, reasons }: BacktestResult, name: string): string {
  const value = stats[name];
  if (value === null) return `- (${reasons[name]})`;
  return typeof value === "number" ? numberText(value) : String(value);
}

/** What each strategy's votes earned; nothing where one ran for itself. */
function attributionLines({ attribution = [] }: BacktestResult): string[] {
  if (attribution.length === 0) return [];
  const lines = attribution.map(({ strategy, pnl, trades }) =>
    `  ${strategy.padEnd(NAME_WIDTH)}${numberText(Number(pnl))} in ${trades} closed position${
      trades === 1 ? "" : "s"
    }`
  );
  return ["", "Closed profits by strategy [$]", ...lines];
}

/** A number for people: thousands separated, two decimals, four where it is small. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  const digits = Math.abs(value) < 10 ? 4 : 2;
  return value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** Returns by month, a line for each year, in percent. */
export function monthlyTable({ monthly, yearly }: BacktestResult): string[] {
  const cell = (value: number | null | undefined) =>
    (value === undefined ? "" : value === null ? "-" : value.toFixed(1)).padStart(7);
  const byMonth = new Map(monthly.map(({ period, return_pct }) => [period, return_pct]));
  const lines = [`Returns [%]${MONTHS.map((month) => month.padStart(7)).join("")}   Year`];
  for (const { period, return_pct } of yearly) {
    const cells = MONTHS.map((_, i) =>
      cell(byMonth.get(`${period}-${String(i + 1).padStart(2, "0")}`))
    );
    lines.push(`  ${period.padEnd(9)}${cells.join("")}${cell(return_pct)}`);
  }
  return lines;
}
