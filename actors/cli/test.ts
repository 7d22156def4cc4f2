import { z } from "zod";
import { type CommandResult, defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { option } from "./options.ts";
import { PROJECT_ROOT, userPath } from "./project.ts";
import { runProcess } from "./subprocess.ts";
import { count } from "./count.ts";
import {
  faultsOf,
  forbiddenSkips,
  readAllowedSkips,
  readReport,
  type Skip,
} from "./tests/report.ts";
import { findNeeds } from "./tests/servers.ts";

/** A run that prints nothing for so long hangs, and is stopped. */
const SILENCE_MAX_MS = 10 * 60_000;

export default defineCommand({
  name: "test",
  summary: "Run the tests; --quick for the everyday subset",
  details: `Runs every *_test.ts of the project, or those in the given files and folders. Tests that
need Redis or PostgreSQL use REDIS_URL and DATABASE_URL, or start a server of their own where its
program is installed; where neither is there they are skipped, loudly. With CI=true a skip fails
unless .ci/allowed-skips names it. The last line is "N passed, N failed".`,
  options: {
    quick: option(z.boolean().default(false), { doc: "long trials take fewer rounds" }),
    filter: option(z.string().optional(), {
      value: "TEXT",
      doc: "only tests whose name holds TEXT, or matches it where it is /a pattern/",
    }),
    noCheck: option(z.boolean().default(false), { doc: "do not check types first" }),
  },
  positionals: { value: "PATH", doc: "files or folders of tests", min: 0, max: 1000 },
  examples: ["deno task test --quick", "deno task test runtime/mailbox"],
  async run({ options, args, env, clock, signal, print }) {
    const paths = args.map((path) => userPath(path, env));
    await refuseMissing(paths);
    for (const { name, found, mend } of await findNeeds(env)) {
      print(found === null ? `${name}: MISSING; ${mend}` : `${name}: ${found}`);
    }
    const silence = new AbortController();
    let cancel = () => {};
    const heard = () => {
      cancel();
      cancel = clock.after(SILENCE_MAX_MS, () => silence.abort());
    };
    heard();
    const lines = lineSplitter(print);
    const result = await runProcess({
      args: [
        "test",
        "-A",
        "--no-prompt",
        // A file per core at a time: tests share nothing but the machine.
        "--parallel",
        ...options.noCheck ? ["--no-check"] : [],
        ...options.filter === undefined ? [] : [`--filter=${options.filter}`],
        ...paths,
      ],
      env: options.quick ? { TRADING_TEST_QUICK: "1" } : {},
      signal: AbortSignal.any([signal, silence.signal]),
      onOutput(text) {
        heard();
        lines.write(text);
      },
    }).catch((error) => {
      if (silence.signal.aborted) return null;
      throw error;
    }).finally(cancel);
    lines.end();
    const ended = result === null
      ? `said nothing for ${SILENCE_MAX_MS / 60_000} minutes`
      : `ended with ${result.code} before its summary`;
    const report = result === null ? null : readReport(result.stdout);
    if (report === null || result === null) return unfinished(`deno test ${ended}.`, options.quick);
    const forbidden = env.CI === "true" ? forbiddenSkips(report.skips, await allowedSkips()) : [];
    const faults = faultsOf(report, forbidden);
    if (result.code !== 0 && faults.length === 0) {
      faults.push(`deno test ended with ${result.code}.`);
    }
    const { passed, failed, skips } = report;
    const json = { passed, failed, skipped: skips, quick: options.quick, faults };
    const text = [...skipLines(skips), ...faults, `${passed} passed, ${failed} failed`].join("\n");
    if (faults.length === 0) return { json, text };
    return { json, text, failed: "" };
  },
});

/** A run that broke off counts as one failure, so that the last line never says that all is well. */
function unfinished(fault: string, quick: boolean): CommandResult {
  const json = { passed: 0, failed: 1, skipped: [], quick, faults: [fault] };
  return { json, text: `${fault}\n0 passed, 1 failed`, failed: "" };
}

async function refuseMissing(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const there = await Deno.stat(path).then(() => true, () => false);
    if (!there) throw new UserError(`There is no ${path}; name files or folders of tests.`);
  }
}

async function allowedSkips(): Promise<Set<string>> {
  return readAllowedSkips(await Deno.readTextFile(`${PROJECT_ROOT}.ci/allowed-skips`));
}

function skipLines(skips: readonly Skip[]): string[] {
  if (skips.length === 0) return [];
  const lines = skips.map(({ test, id, reason }) =>
    `  ${test}: ${id === null ? "no reason given" : `${id}: ${reason}`}`
  );
  return ["", `SKIPPED: ${count(skips.length, "test")} did not run`, ...lines, ""];
}

function lineSplitter(print: (line: string) => void) {
  let rest = "";
  return {
    write(text: string) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) print(line);
    },
    end() {
      if (rest !== "") print(rest);
    },
  };
}
