import type { StoredResult } from "../../data/stored_result.ts";
import { figuresOf, type Reader } from "../../words/reader.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Returns by month, a row for each year. */
export function MonthTable(
  { result: { monthly, yearly }, reader }: {
    result: Pick<StoredResult, "monthly" | "yearly">;
    reader: Reader;
  },
) {
  const byMonth = new Map(monthly.map(({ period, return_pct }) => [period, return_pct]));
  const { signed } = figuresOf(reader);
  const cell = (value: number | null | undefined, label: string, isTotal = false) => (
    <td key={label} data-m={label} class={`num ${isTotal ? "tot" : heatOf(value)}`}>
      {value === undefined ? "" : value === null ? "–" : signed(value, 1)}
    </td>
  );
  return (
    <div class="wrap">
      <table class="heat">
        <thead>
          <tr>
            <th scope="col">Year</th>
            {MONTHS.map((month) => <th key={month} scope="col">{month}</th>)}
            <th scope="col">All</th>
          </tr>
        </thead>
        <tbody>
          {yearly.map(({ period, return_pct }) => (
            <tr key={period}>
              <th scope="row">{period}</th>
              {MONTHS.map((month, i) =>
                cell(byMonth.get(`${period}-${String(i + 1).padStart(2, "0")}`), month)
              )}
              {cell(return_pct, "All", true)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** How strongly a month is tinted; the sign is written too. */
function heatOf(value: number | null | undefined): string {
  if (value === undefined || value === null) return "";
  const size = Math.abs(value);
  const step = size < 0.05 ? 0 : size < 2 ? 1 : size < 5 ? 2 : 3;
  return step === 0 ? "h0" : `${value > 0 ? "gain" : "loss"}${step}`;
}
