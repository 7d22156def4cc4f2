import { dirname, join, relative, resolve } from "node:path";
import { z } from "zod";
import { nearestName } from "../../runtime/nearest.ts";
import { BINARIES, compileArguments, planOf } from "./binaries/plan.ts";
import { misplaced, readEmbedded } from "./binaries/embedded.ts";
import { defineCommand } from "./command.ts";
import { buildAhead } from "./dashboard.ts";
import { UserError, WorkFailed } from "./failures.ts";
import { option } from "./options.ts";
import { PROJECT_ROOT, userPath } from "./project.ts";
import { runProcess } from "./subprocess.ts";

const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
] as const;

/** One binary, made. */
interface Made {
  readonly name: string;
  readonly path: string;
  /** Of the file. */
  readonly bytes: number;
  /** Of what is embedded in it, beside Deno's runtime. */
  readonly embeddedBytes: number;
}

export default defineCommand({
  name: "compile",
  summary: "Make standalone binaries: one of an actor, or pitboss with everything",
  details:
    `Each is one file that needs neither Deno nor packages. A binary of an actor runs that actor alone,
as deno task actor does; pitboss has every subcommand that runs, and none that builds or tests. What
they may do at most is part of them; none may start programs, so FinBERT and TRADING_PROCESSES are
not for them.

The runtime in them, denort, is DENORT_BIN, or lies beside deno, or is fetched by Deno. Where it cannot
be had, --check-only packs everything into what is no runnable binary, and checks what is in it.

Binaries: ${BINARIES.join(", ")}`,
  options: {
    out: option(z.string().min(1).default("dist"), {
      value: "DIR",
      doc: "folder that they are put into",
      rule: "the path of a folder",
    }),
    target: option(z.enum(TARGETS).optional(), {
      value: "TRIPLE",
      doc: "machine that they are for",
    }),
    checkOnly: option(z.boolean().default(false), {
      doc: "pack and check, without denort: what comes of it does not run, and is removed",
    }),
  },
  positionals: { value: "[NAME...]", doc: "binaries; all by default", min: 0, max: 64 },
  examples: [
    "deno task compile pitboss",
    "deno task compile trade_executor --target aarch64-apple-darwin",
  ],
  async run({ args, options, env, signal, print, note }) {
    const names = args.length === 0 ? BINARIES : args.map(knownBinary);
    const folder = userPath(options.out, env);
    await Deno.mkdir(folder, { recursive: true });
    const dashboard = relative(PROJECT_ROOT, dirname(await buildAhead(signal)));
    if (options.checkOnly) {
      note(
        "Only checked: these are not runnable binaries. Without --check-only they are made with denort.",
      );
    }
    const made: Made[] = [];
    for (const name of names) {
      const binary = await make(name, dashboard, folder, {
        target: options.target ?? null,
        checkOnly: options.checkOnly,
        signal,
      });
      made.push(binary);
      const { path, bytes, embeddedBytes } = binary;
      const what = options.checkOnly ? "checked, not made" : path;
      const size = options.checkOnly ? "" : `${megabytes(bytes)}, of which `;
      print(`${name.padEnd(20)} ${size}${megabytes(embeddedBytes)} are ours  ${what}`);
    }
    return { json: { checkOnly: options.checkOnly, binaries: made }, text: "" };
  },
});

function knownBinary(name: string): string {
  if (BINARIES.includes(name)) return name;
  const near = nearestName(name, BINARIES);
  const guess = near === null ? "" : ` Did you mean ${near}?`;
  throw new UserError(
    `There is no binary ${JSON.stringify(name)}.${guess} There are ${BINARIES.join(", ")}.`,
  );
}

async function make(
  name: string,
  dashboard: string,
  folder: string,
  how: {
    readonly target: string | null;
    readonly checkOnly: boolean;
    readonly signal: AbortSignal;
  },
): Promise<Made> {
  const { target, checkOnly, signal } = how;
  const isWindows = target?.includes("windows") ?? Deno.build.os === "windows";
  const path = resolve(join(folder, isWindows ? `${name}.exe` : name));
  const { code, stdout, stderr } = await runProcess({
    args: compileArguments(planOf(name, dashboard), path, target),
    // Deno itself in the place of denort packs the same, and does not run it.
    env: checkOnly ? { DENORT_BIN: Deno.execPath() } : {},
    signal,
  });
  const said = stdout + stderr;
  if (code !== 0) {
    const tail = said.trim().split("\n").slice(-3).join(" ");
    const mend = /denort|dl\.deno\.land|error sending request/i.test(said)
      ? " Deno's runtime for binaries cannot be had: set DENORT_BIN to a denort of this version, or " +
        "use --check-only."
      : "";
    throw new WorkFailed(`The binary ${name} could not be made: ${tail}.${mend}`);
  }
  const { size } = await Deno.stat(path);
  if (checkOnly) await Deno.remove(path);
  const embedded = readEmbedded(said);
  const faults = misplaced(embedded);
  if (embedded.paths.length === 0) throw new WorkFailed(`Deno did not say what is in ${name}.`);
  if (faults.length > 0) {
    throw new WorkFailed(`The binary ${name} has what it must not: ${faults.join("; ")}.`);
  }
  return { name, path, bytes: size, embeddedBytes: embedded.bytes };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
