import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import project from "../../deno.json" with { type: "json" };
import { importMapFaults, moduleGraphSchema, reachedTools } from "./boundaries/packages.ts";
import { defineCommand } from "./command.ts";
import { WorkFailed } from "./failures.ts";
import { PROJECT_ROOT } from "./project.ts";
import { runProcess } from "./subprocess.ts";

/** One breach of the project's own rules. */
export interface Violation {
  /** Relative to the project. */
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly found: string;
  readonly mend: string;
}

/** Entry files of what runs in production, as far as they exist. */
const SERVER_ENTRIES = [
  "actors/topology.ts",
  "actors/cli/dev.ts",
  "actors/cli/start.ts",
  "actors/cli/replay.ts",
  "fresh-app/main.ts",
  "runtime/mod.ts",
];

/** Checks the whole project; a {@link WorkFailed} means that it could not be checked. */
export async function checkBoundaries(signal?: AbortSignal): Promise<Violation[]> {
  const stop = signal === undefined ? {} : { signal };
  const [lint, tools] = await Promise.all([lintViolations(stop), toolViolations(stop)]);
  const pins = importMapFaults(project.imports).map((found) => ({
    file: "deno.json",
    line: 1,
    rule: "packages",
    found,
    mend: "Write npm:NAME@MAJOR.MINOR.PATCH.",
  }));
  return [...lint, ...tools, ...pins];
}

const lintOutputSchema = z.object({
  diagnostics: z.array(z.object({
    filename: z.string(),
    range: z.object({ start: z.object({ line: z.number() }) }),
    message: z.string(),
    code: z.string(),
    hint: z.string().nullish(),
  })),
  errors: z.array(z.object({ file_path: z.string(), message: z.string() })),
});

async function lintViolations(stop: { signal?: AbortSignal }): Promise<Violation[]> {
  const { stdout, stderr } = await runProcess({ args: ["lint", "--json"], ...stop });
  const output = lintOutputSchema.safeParse(parseJson(stdout));
  if (!output.success) {
    const reason = stderr.trim() || `unknown output: ${z.prettifyError(output.error)}`;
    throw new WorkFailed(`deno lint gave no result: ${reason}`);
  }
  const unreadable = output.data.errors.map((error) => ({
    file: projectPath(error.file_path),
    line: 1,
    rule: "readable",
    found: error.message.split("\n")[0] ?? "",
    mend: "The file must be valid TypeScript.",
  }));
  return unreadable.concat(
    output.data.diagnostics.filter(({ code }) => code.startsWith("pitboss/")).map((each) => ({
      file: projectPath(each.filename),
      line: each.range.start.line,
      rule: each.code.slice("pitboss/".length),
      found: each.message,
      mend: each.hint ?? "",
    })),
  );
}

async function toolViolations(stop: { signal?: AbortSignal }): Promise<Violation[]> {
  const violations = new Map<string, Violation>();
  for (const entry of await serverEntries()) {
    const { stdout, stderr } = await runProcess({ args: ["info", "--json", entry], ...stop });
    const graph = moduleGraphSchema.safeParse(parseJson(stdout));
    if (!graph.success) throw new WorkFailed(`deno info ${entry} gave no result: ${stderr}`);
    for (const { tool, importedBy } of reachedTools(graph.data)) {
      const file = projectPath(importedBy);
      violations.set(`${file} ${tool}`, {
        file,
        line: 1,
        rule: "packages",
        found: `brings ${tool} into ${entry}, but a server must not load build and test tools.`,
        mend: "Import it only from tests and build tasks.",
      });
    }
  }
  return [...violations.values()];
}

async function serverEntries(): Promise<string[]> {
  const entries = [...SERVER_ENTRIES];
  for await (const folder of Deno.readDir(`${PROJECT_ROOT}actors`)) {
    if (folder.isDirectory) entries.push(`actors/${folder.name}/main.ts`);
  }
  const exists = (entry: string) =>
    Deno.stat(`${PROJECT_ROOT}${entry}`).then(() => true, () => false);
  const there = await Promise.all(entries.map(exists));
  return entries.filter((_, index) => there[index]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function projectPath(name: string): string {
  const path = name.startsWith("file:") ? fileURLToPath(name) : name;
  return relative(PROJECT_ROOT, path).replaceAll("\\", "/");
}

/** A violation on one line: where, which rule, what was found, how to mend it. */
export function violationLine({ file, line, rule, found, mend }: Violation): string {
  return `${file}:${line}  [${rule}] ${found} ${mend}`.trimEnd();
}

export default defineCommand({
  name: "boundaries",
  summary: "Check who imports whom, ambient time, docstrings and file sizes",
  details: "The rules are in actors/cli/boundaries; editors show them too, as lint rules.",
  options: {},
  async run({ signal }) {
    const violations = await checkBoundaries(signal);
    const text = violations.map(violationLine).join("\n");
    if (violations.length === 0) return { json: { violations }, text: "No boundary is broken." };
    const failed = `${violations.length} boundar${
      violations.length === 1 ? "y is" : "ies are"
    } broken.`;
    return { json: { violations }, text, failed };
  },
});
