import type { Command } from "./command.ts";
import { COMMON_OPTIONS, optionHelp, type OptionSchemas } from "./options.ts";

/** What `--help` prints. */
export function helpText<O extends OptionSchemas>(command: Command<O>): string {
  const { name, summary, details, positionals, examples, environment } = command;
  const common = COMMON_OPTIONS.map(({ flag, doc }): [string, string] => [flag, doc]);
  const options = [...optionHelp(command.options), ...common];
  const usage = ["deno task", name, "[options]", ...positionals ? [usageOf(positionals)] : []];
  const sections = [
    `${summary}\n`,
    `Usage: ${usage.join(" ")}\n`,
    details === undefined ? "" : `${details.trim()}\n`,
    positionals === undefined ? "" : `${positionals.value}  ${positionals.doc}\n`,
    `Options:\n${table(options)}`,
    examples === undefined ? "" : `Examples:\n${examples.map((line) => `  ${line}\n`).join("")}`,
    environment === undefined ? "" : `Environment:\n${table(environment.map(variableRow))}`,
  ];
  return sections.filter((section) => section !== "").join("\n");
}

function usageOf({ value, min, max }: { value: string; min: number; max: number }): string {
  const shown = max > 1 ? `${value}...` : value;
  return min > 0 ? shown : `[${shown}]`;
}

function variableRow(
  doc: {
    variable: string;
    meaning: string;
    unit: string | null;
    rule: string;
    default: string | null;
  },
): [string, string] {
  const unit = doc.unit === null ? "" : `, ${doc.unit}`;
  const fallback = doc.default === null ? "" : ` (default ${doc.default})`;
  return [doc.variable, `${doc.meaning}: ${doc.rule}${unit}${fallback}`];
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join("");
}
