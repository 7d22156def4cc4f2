import type { BarView } from "../api/views.ts";
import { figuresOf, type Reader } from "../words/reader.ts";
import { Time } from "./parts.tsx";

/** Bars of the table; all of them are at the API. */
const ROWS = 20;

/** What a chart of bars draws, as a table. */
export function BarTable(
  { ticker, bars, reader }: { ticker: string; bars: readonly BarView[]; reader: Reader },
) {
  const figures = figuresOf(reader);
  return (
    <details class="bars">
      <summary>The last {Math.min(ROWS, bars.length)} bars as a table</summary>
      <div class="wrap" tabIndex={0} role="group" aria-label={`Bars of ${ticker}`}>
        <table>
          <thead>
            <tr>
              <th scope="col">Closed</th>
              {["Open", "High", "Low", "Close"].map((name) => (
                <th key={name} scope="col" class="num">{name}</th>
              ))}
              <th scope="col" class="num p2">Volume</th>
            </tr>
          </thead>
          <tbody>
            {bars.slice(0, ROWS).map((bar) => (
              <tr key={bar.startsAt}>
                <td class="nowrap">
                  <Time at={bar.at} today={bars[0]!.at} reader={reader} />
                </td>
                <td class="num">{figures.number(bar.open)}</td>
                <td class="num">{figures.number(bar.high)}</td>
                <td class="num">{figures.number(bar.low)}</td>
                <td class="num">{figures.number(bar.close)}</td>
                <td class="num p2">{figures.shares(bar.volume)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <a href={`/api/bars?ticker=${ticker}`}>More of them as JSON</a>
    </details>
  );
}
