import { count } from "../count.ts";
import { readSkippedName } from "../../../runtime/testing/skip.ts";

/** A test that did not run. */
export interface Skip {
  readonly test: string;
  /** What was missing, as in `.ci/allowed-skips`; null where the test does not say. */
  readonly id: string | null;
  readonly reason: string;
}

/** What a run of `deno test` came to. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly skips: readonly Skip[];
}

const SUMMARY =
  /^(?:ok|FAILED) \| (\d+) passed(?: \([^)]*\))? \| (\d+) failed(?: \([^)]*\))?(?: \|.*)?$/gm;
/** How tests are told apart when files run side by side. */
const IN_FILE = /^\S+_test\.tsx? => /;
const IGNORED = /^(.+) \.\.\. ignored(?: \(.*\))?$/gm;

/** Reads the output of `deno test`; null where it never came to its summary. */
export function readReport(output: string): TestReport | null {
  const text = withoutColors(output);
  // A test may itself run tests and print their summary: ours is the last.
  const summary = [...text.matchAll(SUMMARY)].at(-1);
  if (summary === undefined) return null;
  const skips = [...text.matchAll(IGNORED)].map((match) =>
    readSkippedName(match[1]!.trim().replace(IN_FILE, ""))
  );
  return { passed: Number(summary[1]), failed: Number(summary[2]), skips };
}

/** The ids in `.ci/allowed-skips`: one a line, anything after `#` is a remark. */
export function readAllowedSkips(text: string): Set<string> {
  const lines = text.split("\n").map((line) => line.replace(/#.*/, "").trim());
  return new Set(lines.filter((line) => line !== ""));
}

/** The skips that the list does not name. */
export function forbiddenSkips(skips: readonly Skip[], allowed: ReadonlySet<string>): Skip[] {
  return skips.filter(({ id }) => id === null || !allowed.has(id));
}

/** Why a finished run does not count as passed; empty when it does. */
export function faultsOf(report: TestReport, forbidden: readonly Skip[]): string[] {
  const faults: string[] = [];
  if (report.failed > 0) faults.push(`${count(report.failed, "test")} failed.`);
  if (report.passed + report.failed === 0) faults.push("No test ran.");
  for (const { test, id, reason } of forbidden) {
    const why = id === null ? "without a reason" : `for want of ${id}: ${reason}`;
    faults.push(`"${test}" was skipped ${why}; .ci/allowed-skips does not name it.`);
  }
  return faults;
}

/** Text without terminal colours. */
export function withoutColors(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\x1b\[[0-9;]*m/g, "");
}
