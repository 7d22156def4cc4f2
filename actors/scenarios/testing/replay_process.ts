import { PROJECT_ROOT } from "../../cli/project.ts";
import type { ReplaySummary } from "../../cli/replay/summary.ts";
import { systemClock } from "../../../runtime/clock/system.ts";
import type { TestRecording } from "./recording.ts";

/** How to run `replay` as a process of its own. */
export interface ReplayOptions {
  readonly home: string;
  readonly recording: Pick<TestRecording, "bars" | "splits">;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Kills it with SIGKILL after this long. */
  readonly killAfterMs?: number;
}

/** What became of it. */
export type ReplayOutcome =
  | { readonly kind: "finished"; readonly summary: ReplaySummary; readonly elapsedMs: number }
  | { readonly kind: "killed" }
  | { readonly kind: "failed"; readonly code: number; readonly stderr: string };

/** Runs the replay task as a person would, in a process that can be killed. */
export async function replayProcess(options: ReplayOptions): Promise<ReplayOutcome> {
  const startedAt = systemClock.monotonic();
  const { recording: { bars, splits }, args = [] } = options;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "actors/cli/main.ts",
      "replay",
      "--bars",
      bars,
      "--splits",
      splits,
      "--json",
      ...args,
    ],
    cwd: PROJECT_ROOT,
    env: { ...options.env, TRADING_HOME: options.home, NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const cancel = options.killAfterMs === undefined
    ? () => {}
    : systemClock.after(options.killAfterMs, () => child.kill("SIGKILL"));
  const { code, signal, stdout, stderr } = await child.output();
  cancel();
  if (signal === "SIGKILL") return { kind: "killed" };
  if (code !== 0) return { kind: "failed", code, stderr: new TextDecoder().decode(stderr) };
  const summary = JSON.parse(new TextDecoder().decode(stdout));
  return { kind: "finished", summary, elapsedMs: systemClock.monotonic() - startedAt };
}

/** Runs it to its end; throws what it said where it fails. */
export async function replayToEnd(
  options: ReplayOptions,
): Promise<{ readonly summary: ReplaySummary; readonly elapsedMs: number }> {
  const outcome = await replayProcess(options);
  if (outcome.kind === "finished") return outcome;
  throw new Error(outcome.kind === "killed" ? "the replay was killed" : outcome.stderr);
}
