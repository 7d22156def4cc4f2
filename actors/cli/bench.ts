import { z } from "zod";
import { BENCH_GROUPS } from "./bench/groups.ts";
import { describeMachine } from "./bench/machine.ts";
import type { BenchResult } from "./bench/measure.ts";
import { benchTable } from "./bench/table.ts";
import { defineCommand } from "./command.ts";
import { option } from "./options.ts";
import type { Progress } from "./progress.ts";
import { userPath } from "./project.ts";
import { readSettings, SETTINGS_DOCS } from "./settings.ts";

const names = BENCH_GROUPS.map(({ name }) => name);

export default defineCommand({
  name: "bench",
  summary: "Measure; --only GROUP for some of it",
  details: `What is compared is measured in turns within one run, so that other work on the machine
falls on all alike. Read the ratios rather than the figures.

Groups:
${BENCH_GROUPS.map(({ name, summary }) => `  ${name}: ${summary}`).join("\n")}`,
  options: {
    only: option(z.array(z.enum(names)).default([...names]), {
      value: "GROUPS",
      doc: "some of the groups",
      rule: `a list of groups, separated by commas, each one of ${names.join(", ")}`,
    }),
    runs: option(z.int().min(1).max(100).default(5), {
      value: "N",
      doc: "how often each case is measured",
    }),
    plot: option(z.string().min(1).optional(), {
      value: "FILE",
      doc: "SVG file that the group learning draws its results into",
    }),
  },
  environment: SETTINGS_DOCS,
  examples: ["deno task bench --only mailbox,pipeline --json"],
  async run({ options, env, clock, signal, progress, note }) {
    const settings = readSettings(env);
    const machine = describeMachine(clock.now());
    const results: BenchResult[] = [];
    for (const group of BENCH_GROUPS.filter(({ name }) => options.only.includes(name))) {
      const shown: { progress?: Progress } = {};
      results.push(
        ...await group.run({
          settings,
          clock,
          signal,
          runs: options.runs,
          plot: options.plot === undefined ? null : userPath(options.plot, env),
          onRun(done, total, name) {
            shown.progress ??= progress({ label: group.name, total });
            shown.progress.update(done, name);
          },
          note,
        }),
      );
      shown.progress?.finish("done");
    }
    return { json: { machine, results }, text: benchTable(results) };
  },
});
