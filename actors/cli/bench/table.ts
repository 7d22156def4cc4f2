import type { BenchResult } from "./measure.ts";

/** The figures as a table for people. */
export function benchTable(results: readonly BenchResult[]): string {
  const header = ["", "unit", "median", "min", "max", "runs", ""];
  const rows = results.map(({ name, unit, median, min, max, runs, params }) => [
    name,
    unit,
    figure(median),
    figure(min),
    figure(max),
    String(runs),
    Object.entries(params).map(([key, value]) => `${key}=${value}`).join(" "),
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length))
  );
  return [header, ...rows].map((row) =>
    row.map((cell, column) => {
      const numeric = column >= 2 && column <= 5;
      return numeric ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
    }).join("  ").trimEnd()
  ).join("\n");
}

/** At least three digits that mean something: 1,234,567 / 12.3 / 0.00123. */
function figure(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en-US");
  if (size >= 1) return value.toFixed(2);
  return String(Number(value.toPrecision(3)));
}
