import { z } from "zod";
import { defineCommand } from "./command.ts";
import { option } from "./options.ts";
import { runProcess } from "./subprocess.ts";
import { count } from "./count.ts";

interface Step {
  readonly name: string;
  /** Arguments of `deno`. */
  readonly args: readonly string[];
  /** What to do when it fails. */
  readonly mend: string;
}

const STEPS = [
  { name: "fmt", args: ["fmt", "--check"], mend: "run: deno fmt" },
  { name: "lint", args: ["lint", "--quiet"], mend: "mend what it found; some by: deno lint --fix" },
  { name: "check", args: ["check", "--quiet", "."], mend: "mend the types" },
  {
    name: "boundaries",
    args: ["run", "-A", "actors/cli/main.ts", "boundaries"],
    mend: "mend what it found",
  },
  {
    name: "test",
    args: ["run", "-A", "actors/cli/main.ts", "test", "--no-check"],
    mend: "mend the tests that failed, or what they found",
  },
] as const satisfies readonly Step[];

const names = STEPS.map(({ name }) => name);

export default defineCommand({
  name: "ok",
  summary: "The one gate: format, lint, types, boundaries, tests",
  details: "Runs the steps in order and stops at the first that fails.",
  options: {
    only: option(z.array(z.enum(names)).default([...names]), {
      value: "STEPS",
      doc: "some of the steps",
      rule: `a list of steps, separated by commas, each one of ${names.join(", ")}`,
    }),
    quick: option(z.boolean().default(false), { doc: "tests in their short form" }),
  },
  async run({ options, clock, signal, print, note }) {
    const steps: { name: string; ok: boolean | null; seconds: number }[] = [];
    let failed: Step | null = null;
    for (const step of STEPS.filter(({ name }) => options.only.includes(name))) {
      if (failed !== null) {
        steps.push({ name: step.name, ok: null, seconds: 0 });
        continue;
      }
      note(`${step.name} …`);
      const startedAt = clock.monotonic();
      const quick = step.name === "test" && options.quick ? ["--quick"] : [];
      let tail = "";
      const { code } = await runProcess({
        args: [...step.args, ...quick],
        signal,
        onOutput(text) {
          const lines = (tail + text).split("\n");
          tail = lines.pop() ?? "";
          for (const line of lines) print(line);
        },
      });
      if (tail !== "") print(tail);
      const seconds = Math.round((clock.monotonic() - startedAt) / 100) / 10;
      steps.push({ name: step.name, ok: code === 0, seconds });
      if (code !== 0) failed = step;
    }
    const text = steps.map(({ name, ok, seconds }) => {
      const outcome = ok === null ? "not run" : ok ? "ok" : "FAILED";
      return `${name.padEnd(12)}${outcome.padEnd(9)}${ok === null ? "" : `${seconds} s`}`.trimEnd();
    }).join("\n");
    const json = { ok: failed === null, steps };
    if (failed === null) return { json, text };
    const left = steps.filter(({ ok }) => ok === null).length;
    const rest = left === 0 ? "" : ` ${count(left, "step")} after it did not run.`;
    return { json, text, failed: `${failed.name} failed: ${failed.mend}.${rest}` };
  },
});
