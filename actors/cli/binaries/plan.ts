import { PLACES } from "../../topology.ts";
import { TASKS, WORKSHOP_TASKS } from "../tasks.ts";

/** The binary with every subcommand. */
export const EVERYTHING = "pitboss";

/** What a binary is made of. */
export interface BinaryPlan {
  readonly name: string;
  /** Arguments that it begins with, before those of its user. */
  readonly args: readonly string[];
  /** `deno compile`'s permission flags: the most that anything in it may do. */
  readonly permissions: readonly string[];
  /** Modules and files that are not imported by a name that can be seen, relative to the project. */
  readonly include: readonly string[];
}

/** Names of all binaries: one of every actor, and {@link EVERYTHING}. */
export const BINARIES: readonly string[] = [...PLACES.map(({ name }) => name), EVERYTHING];

/**
 * What a binary is made of. No binary may run programs or load native libraries; each Worker in it has
 * no more than its actor declares, as ever.
 * @param dashboard folder of the built dashboard, relative to the project
 */
export function planOf(name: string, dashboard: string): BinaryPlan {
  const isWhole = name === EVERYTHING;
  const actors = isWhole ? PLACES.map((place) => place.name) : [name];
  const tasks = isWhole
    ? TASKS.map((task) => task.name).filter((task) => !WORKSHOP_TASKS.includes(task))
    : ["actor", "health"];
  return {
    name,
    args: isWhole ? [] : ["actor", name],
    permissions: [
      // Hosts are settings, which nobody knows here; folders and files likewise.
      ...["--allow-net", "--allow-read", "--allow-write", "--allow-env"],
      // The machine's name and processors: ioredis and the pool of the backtester ask for them.
      "--allow-sys",
    ],
    include: [
      "actors/cli/launch.ts",
      ...tasks.map((task) => `actors/cli/${task}.ts`),
      ...actors.map((actor) => `actors/${actor}/main.ts`),
      "db/migrations",
      ...isWhole ? ["db/embedded/host_worker.ts"] : [],
      ...actors.includes("backtester") ? ["actors/backtester/sweep/worker.ts"] : [],
      ...actors.includes("api_gateway") ? [`${dashboard}/server.js`, dashboard] : [],
    ],
  };
}

/** The arguments of `deno compile` for a plan. */
export function compileArguments(
  { args, permissions, include }: BinaryPlan,
  output: string,
  target: string | null,
): string[] {
  return [
    ...["compile", "--no-check", "--frozen", "--no-prompt", "--exclude-unused-npm"],
    ...permissions,
    ...include.flatMap((path) => ["--include", path]),
    ...target === null ? [] : ["--target", target],
    ...["--output", output, "actors/cli/main.ts", ...args],
  ];
}
