import type { BacktestResult } from "../result.ts";
import { htmlReport } from "./html.ts";

/** The report of a stored result as one HTML file: without prices, which are not stored with it. */
export function storedReport(stored: unknown, title: string): string {
  // Nobody but the backtester writes results.
  return htmlReport(stored as BacktestResult, [], title);
}
