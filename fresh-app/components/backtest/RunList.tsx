import type { BacktestView } from "../../api/views.ts";
import { figuresOf, type Reader } from "../../words/reader.ts";
import { spaced } from "../../words/names.ts";
import { Empty, Time } from "../parts.tsx";
import type { TableProps } from "../tables.tsx";

/** Figures of a run's summary that the list shows, in percent where the name says so. */
const SHOWN = [
  ["Return [%]", "Return"],
  ["Max. Drawdown [%]", "Deepest drawdown"],
  ["Sharpe Ratio", "Sharpe"],
  ["# Trades", "Trades"],
] as const;

/** Runs, the one asked for last first; each can be chosen for a comparison. */
export function RunList({ items, reader, today }: TableProps<BacktestView>) {
  if (items.length === 0) {
    return <Empty>No backtest was asked for yet. Fill in the form above, or use the API.</Empty>;
  }
  const figures = figuresOf(reader);
  return (
    <form method="get" action="/backtests/compare">
      <div class="wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span class="vh">Compare</span>
              </th>
              <th scope="col">Asked for</th>
              <th scope="col">Run</th>
              <th scope="col">State</th>
              {SHOWN.map(([, label]) => <th key={label} scope="col" class="num">{label}</th>)}
            </tr>
          </thead>
          <tbody>
            {items.map((run) => (
              <tr key={run.runId}>
                <td>
                  {run.status !== "succeeded" ? null : (
                    <input
                      type="checkbox"
                      name="run"
                      value={run.runId}
                      aria-label={`Compare ${titleOf(run)}`}
                    />
                  )}
                </td>
                <td>
                  <Time at={run.requestedAt} today={today} reader={reader} />
                </td>
                <td>
                  <a href={`/backtests/${run.runId}`}>{titleOf(run)}</a>
                </td>
                <td>{stateOf(run, reader)}</td>
                {SHOWN.map(([name, label]) => {
                  const value = run.summary?.[name] ?? null;
                  const places = name === "# Trades" ? 0 : 2;
                  const text = typeof value === "number" ? figures.number(value, places) : "–";
                  return (
                    <td key={label} class="num">{name.endsWith("[%]") ? `${text}%` : text}</td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="pager">
        <button type="submit">Compare the chosen runs</button>
      </p>
    </form>
  );
}

/** What was run, in a few words. */
export function titleOf({ request: { strategy, data } }: BacktestView): string {
  const { tickers } = data;
  const [first] = tickers;
  const what = tickers.length <= 3 ? tickers.join(", ") : `${first} and ${tickers.length - 1} more`;
  return `${spaced(strategy)} on ${what}`;
}

/** How a run is doing, in a few words. */
export function stateOf({ status, progress }: BacktestView, reader: Reader): string {
  if (status !== "running" || progress.total === 0) return status;
  const { percent, number } = figuresOf(reader);
  const left = progress.etaMs === null ? "" : `, ${number(progress.etaMs / 1000, 0)} s left`;
  return `${percent(progress.done / progress.total, 0)}${left}`;
}
