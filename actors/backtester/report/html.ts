import type { BarColumns } from "../../domain/bar_columns.ts";
import type { BacktestResult, ShownTrade } from "../result.ts";
import { chartSvg, escape, type Mark } from "./chart.ts";
import { numberText } from "./terminal.ts";

/** Trades that the report lists; the CSV has all. */
const TRADES_SHOWN = 500;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--paper:#fff;--faint:#8894a5;--rule:#e2e7ee;--line:#1f6feb;
--up:#1a7f37;--down:#cf222e}
@media(prefers-color-scheme:dark){:root{--ink:#dfe6ee;--paper:#11161d;--faint:#8894a5;--rule:#2a323d;
--line:#58a6ff;--up:#3fb950;--down:#f85149}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1100px;
margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
svg{width:100%;height:auto}svg text{font-size:11px;fill:var(--faint)}
.grid{stroke:var(--rule)}path{fill:none;stroke-width:1.3}
.line{stroke:var(--line)}.other{stroke:var(--faint)}.down{stroke:var(--down)}
.buy{fill:var(--up)}.sell{fill:var(--down)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.86rem}
td,th{padding:.15rem .6rem;text-align:right;border-bottom:1px solid var(--rule)}
td:first-child,th:first-child{text-align:left}
.gain{color:var(--up)}.loss{color:var(--down)}
.wide{overflow-x:auto}.stats{columns:2 420px}.note{color:var(--faint)}`;

/**
 * The report as one HTML file that needs nothing from outside: price and trades of each ticker,
 * equity, drawdown, the monthly table, all statistics and the trades.
 */
export function htmlReport(
  result: BacktestResult,
  bars: readonly BarColumns[],
  title: string,
): string {
  const span = { from: result.equity[0]!.at, to: result.equity.at(-1)!.at };
  const equity = Float64Array.from(result.equity, (point) => point.equity);
  const sections = [
    ...result.warnings.map((warning) => `<p class="note">${escape(warning)}</p>`),
    ...bars.map((columns) => priceSection(columns, result.trades)),
    section(
      "Equity",
      chartSvg({
        title: "Equity",
        lines: [{ values: equity, className: "line" }],
        marks: [],
        ...span,
        format: numberText,
      }),
    ),
    section(
      "Drawdown",
      chartSvg({
        title: "Drawdown",
        lines: [{ values: drawdown(equity), className: "down" }],
        marks: [],
        ...span,
        format: (value) => `${value.toFixed(1)} %`,
      }),
    ),
    section("Returns by month [%]", monthTable(result)),
    ...creditSection(result),
    section("Statistics", statsTable(result)),
    section("Trades", tradeTable(result.trades)),
    section("Request", `<pre>${escape(JSON.stringify(result.request, null, 2))}</pre>`),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title><style>${STYLE}</style></head>
<body><h1>${escape(title)}</h1>${sections.join("\n")}</body></html>
`;
}

function section(heading: string, content: string): string {
  return `<section><h2>${escape(heading)}</h2><div class="wide">${content}</div></section>`;
}

function priceSection(columns: BarColumns, trades: readonly ShownTrade[]): string {
  const { ticker, close, length, at } = columns;
  const marks = trades.filter((trade) => trade.ticker === ticker).flatMap((trade): Mark[] => [
    mark(trade.entry_bar, trade.entry_price, trade.size, `${trade.entry_time}`),
    mark(
      trade.exit_bar,
      trade.exit_price,
      -trade.size,
      `${trade.exit_time}, ${numberText(trade.pnl)} $`,
    ),
  ]);
  return section(
    `${ticker}: price and trades`,
    chartSvg({
      title: `Price of ${ticker} with its trades`,
      lines: [{ values: close, className: "other" }],
      marks,
      from: new Date(at[0]!).toISOString(),
      to: new Date(at[length - 1]!).toISOString(),
      format: numberText,
    }),
  );
}

function mark(index: number, value: number, size: number, when: string): Mark {
  const side = size > 0 ? "buy" : "sell";
  return { index, value, className: side, title: `${side} ${Math.abs(size)} at ${value}, ${when}` };
}

function drawdown(equity: Float64Array): Float64Array {
  let peak = -Infinity;
  return equity.map((value) => {
    if (value > peak) peak = value;
    return (value / peak - 1) * 100;
  });
}

function cell(value: number | null | undefined): string {
  if (value === undefined) return "<td></td>";
  if (value === null) return "<td>-</td>";
  return `<td class="${value < 0 ? "loss" : "gain"}">${value.toFixed(1)}</td>`;
}

function monthTable({ monthly, yearly }: BacktestResult): string {
  const byMonth = new Map(monthly.map(({ period, return_pct }) => [period, return_pct]));
  const rows = yearly.map(({ period, return_pct }) => {
    const months = MONTHS.map((_, i) =>
      cell(byMonth.get(`${period}-${String(i + 1).padStart(2, "0")}`))
    );
    return `<tr><th>${period}</th>${months.join("")}${cell(return_pct)}</tr>`;
  });
  const head = ["", ...MONTHS, "Year"].map((name) => `<th>${name}</th>`).join("");
  return `<table><tr>${head}</tr>${rows.join("")}</table>`;
}

function creditSection({ attribution = [] }: BacktestResult): string[] {
  if (attribution.length === 0) return [];
  const rows = attribution.map(({ strategy, pnl, trades }) =>
    `<tr><td>${escape(strategy)}</td><td class="${pnl.startsWith("-") ? "loss" : "gain"}">${
      numberText(Number(pnl))
    }</td><td>${trades}</td></tr>`
  );
  const head = ["strategy", "profit [$]", "closed positions"]
    .map((name) => `<th>${name}</th>`).join("");
  return [
    section("Closed profits by strategy", `<table><tr>${head}</tr>${rows.join("")}</table>`),
  ];
}

function statsTable({ stats, reasons }: BacktestResult): string {
  const rows = Object.entries(stats).map(([name, value]) => {
    const shown = value === null
      ? `<span class="note">${escape(reasons[name] ?? "")}</span>`
      : escape(typeof value === "number" ? numberText(value) : value);
    return `<tr><td>${escape(name)}</td><td>${shown}</td></tr>`;
  });
  return `<div class="stats"><table>${rows.join("")}</table></div>`;
}

function tradeTable(trades: readonly ShownTrade[]): string {
  const rows = trades.slice(0, TRADES_SHOWN).map((trade) =>
    `<tr><td>${escape(trade.ticker)}</td><td>${trade.size}</td><td>${trade.entry_time}</td><td>${
      numberText(trade.entry_price)
    }</td><td>${trade.exit_time}</td><td>${numberText(trade.exit_price)}</td><td class="${
      trade.pnl < 0 ? "loss" : "gain"
    }">${numberText(trade.pnl)}</td></tr>`
  );
  const head = ["ticker", "size", "entry", "price", "exit", "price", "profit [$]"]
    .map((name) => `<th>${name}</th>`).join("");
  const more = trades.length > TRADES_SHOWN
    ? `<p class="note">The first ${TRADES_SHOWN} of ${trades.length}.</p>`
    : "";
  return `<table><tr>${head}</tr>${rows.join("")}</table>${more}`;
}
