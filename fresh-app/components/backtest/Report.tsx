import type { StoredResult } from "../../data/stored_result.ts";
import { numberOf } from "../../data/stored_result.ts";
import { figuresOf, type Reader } from "../../words/reader.ts";
import { spaced } from "../../words/names.ts";
import { Change, Section, Time } from "../parts.tsx";
import { Lines } from "./Lines.tsx";
import { MonthTable } from "./MonthTable.tsx";

/** Statistics under their headings, as the result names them. */
export const STATISTICS: readonly (readonly [string, readonly string[]])[] = [
  ["Return", [
    "Return [%]",
    "Buy & Hold Return [%]",
    "CAGR [%]",
    "Volatility (Ann.) [%]",
    "Exposure Time [%]",
  ]],
  ["Risk", [
    "Max. Drawdown [%]",
    "Max. Drawdown Duration",
    "Ulcer Index [%]",
    "VaR 95% [%]",
    "CVaR 95% [%]",
  ]],
  ["Return for risk", [
    "Sharpe Ratio",
    "Sortino Ratio",
    "Calmar Ratio",
    "Omega Ratio",
    "Alpha [%]",
    "Beta",
    "Probabilistic Sharpe Ratio",
    "Deflated Sharpe Ratio",
  ]],
  ["Trades", [
    "# Trades",
    "Win Rate [%]",
    "Profit Factor",
    "Expectancy [%]",
    "Best Trade [%]",
    "Worst Trade [%]",
    "Avg. Trade Duration",
  ]],
  ["Costs", ["Commissions [$]", "Slippage [$]", "Borrow Costs [$]", "Costs [$]"]],
];

/** Trades that the page lists; the download has all that were stored. */
const TRADES_SHOWN = 100;

/** A finished run: verdict, equity, months, who earned it, statistics and trades. */
export function Report({ result, reader }: { result: StoredResult; reader: Reader }) {
  const { equity, trades, attribution, warnings } = result;
  const shown = trades.slice(-TRADES_SHOWN).toReversed();
  const figures = figuresOf(reader);
  return (
    <>
      <p class="read-text">{verdictOf(result, reader)}</p>
      {warnings.map((warning) => <p key={warning} class="note">{warning}</p>)}
      <div class="two-columns">
        <div>
          <Section id="equity" heading="Equity and drawdown">
            <Lines curves={[{ name: "this run", points: equity }]} reader={reader} />
          </Section>
          <Section id="months" heading="Return by month" note="percent">
            <MonthTable result={result} reader={reader} />
          </Section>
          {attribution.length === 0
            ? null
            : (
              <Section id="credit" heading="Who earned it" note="closed positions">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">Strategy</th>
                      <th scope="col" class="num">Profit</th>
                      <th scope="col" class="num">Positions</th>
                    </tr>
                  </thead>
                  <tbody>
                    {attribution.map(({ strategy, pnl, trades }) => (
                      <tr key={strategy}>
                        <td>{spaced(strategy)}</td>
                        <td class="num">
                          <Change value={pnl} reader={reader} />
                        </td>
                        <td class="num">{trades}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Section>
            )}
        </div>
        <Section id="statistics" heading="Statistics">
          <Statistics results={[{ name: "This run", result }]} reader={reader} />
        </Section>
      </div>
      <Section
        id="trades"
        heading="Round trips"
        note={trades.length > TRADES_SHOWN ? `the last ${TRADES_SHOWN} of ${trades.length}` : ""}
      >
        <div class="wrap">
          <table>
            <thead>
              <tr>
                <th scope="col">Ticker</th>
                <th scope="col" class="num">Size</th>
                <th scope="col">Entered</th>
                <th scope="col" class="num">at</th>
                <th scope="col">Left</th>
                <th scope="col" class="num">at</th>
                <th scope="col" class="num">Profit</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((trade) => (
                <tr key={`${trade.ticker} ${trade.entry_time} ${trade.exit_time} ${trade.size}`}>
                  <td>{trade.ticker}</td>
                  <td class="num">{figures.shares(trade.size)}</td>
                  <td>
                    <Time at={trade.entry_time} reader={reader} />
                  </td>
                  <td class="num">{figures.number(trade.entry_price)}</td>
                  <td>
                    <Time at={trade.exit_time} reader={reader} />
                  </td>
                  <td class="num">{figures.number(trade.exit_price)}</td>
                  <td class="num">
                    <Change value={trade.pnl.toFixed(2)} reader={reader} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
    </>
  );
}

/** Statistics of one run or of several, side by side. */
export function Statistics(
  { results, reader }: {
    results: readonly { readonly name: string; readonly result: StoredResult }[];
    reader: Reader;
  },
) {
  const figures = figuresOf(reader);
  const cell = ({ stats, reasons }: StoredResult, name: string) => {
    const value = stats[name] ?? null;
    if (value === null) return <abbr title={reasons[name] ?? "not known"}>–</abbr>;
    if (typeof value !== "number") return value;
    const text = figures.number(value, Number.isInteger(value) ? 0 : 2);
    return name.endsWith("[%]") ? `${text}%` : name.endsWith("[$]") ? figures.money(value) : text;
  };
  return (
    <div class="wrap">
      <table class="stats">
        <thead>
          <tr>
            <th scope="col">
              <span class="vh">Statistic</span>
            </th>
            {results.map(({ name }) => <th key={name} scope="col" class="num">{name}</th>)}
          </tr>
        </thead>
        {STATISTICS.map(([heading, names]) => (
          <tbody key={heading}>
            <tr>
              <th class="grp" scope="rowgroup" colSpan={results.length + 1}>{heading}</th>
            </tr>
            {names.map((name) => (
              <tr key={name}>
                <td>{name.replace(/ \[[%$]\]$/, "").replace(/^# /, "")}</td>
                {results.map((each) => (
                  <td key={each.name} class="num">{cell(each.result, name)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

/** What came of it, in a sentence or two. */
export function verdictOf(result: StoredResult, reader: Reader): string {
  const { percentChange, percent } = figuresOf(reader);
  const made = numberOf(result, "Return [%]");
  const held = numberOf(result, "Buy & Hold Return [%]");
  const deepest = numberOf(result, "Max. Drawdown [%]");
  const deflated = numberOf(result, "Deflated Sharpe Ratio");
  const trades = numberOf(result, "# Trades") ?? 0;
  if (made === null) return "Nothing can be said of it.";
  const against = held === null
    ? ""
    : `, ${percent(Math.abs(made - held) / 100)} ${made < held ? "less" : "more"} than holding`;
  const drawdown = deepest === null
    ? ""
    : `, with a deepest drawdown of ${percentChange(deepest / 100)}`;
  const proof = deflated !== null && deflated >= 0.95
    ? "Its Sharpe ratio holds against the number of settings that were tried."
    : trades < 30
    ? `With ${trades} round trips nothing is proven.`
    : "The edge is not proven: it was one setting, and how many were tried is not known here.";
  return `It made ${percentChange(made / 100)} after costs${against}${drawdown}. ${proof}`;
}
