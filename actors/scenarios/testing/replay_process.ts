import assert from "node:assert/strict";
import { PROJECT_ROOT } from "../../cli/project.ts";
import type { ReplaySummary } from "../../cli/replay/summary.ts";
import type { Randomness } from "../../../runtime/clock/clock.ts";
import { systemClock } from "../../../runtime/clock/system.ts";
import type { TestRecording } from "./recording.ts";
import { NO_SERVERS, type ServerEnvironment } from "./servers.ts";

/** How to run `replay` as a process of its own. */
export interface ReplayOptions {
  readonly home: string;
  readonly recording: {
    readonly bars: string;
    readonly splits: TestRecording["splits"] | null;
    /** JSON Lines file of news; none without it. */
    readonly news?: string | null;
  };
  /** Default: nothing but files. */
  readonly servers?: ServerEnvironment;
  readonly args?: readonly string[];
  /** Further settings, by variable. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Actors that run in processes of their own. */
  readonly processes?: readonly string[];
  /** What is done to the running replay, whose process id is given. */
  readonly meanwhile?: (pid: number) => Promise<void>;
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
  const { recording: { bars, splits, news = null }, servers = NO_SERVERS, args = [] } = options;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "--no-prompt", "actors/cli/main.ts", "replay", "--bars", bars],
      ...splits === null ? [] : ["--splits", splits],
      ...news === null ? [] : ["--news", news],
      ...["--speed", "max", "--json", ...args],
    ],
    cwd: PROJECT_ROOT,
    env: {
      ...servers,
      ...options.settings,
      TRADING_HOME: options.home,
      TRADING_PROCESSES: (options.processes ?? []).join(","),
      NO_COLOR: "1",
    },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const cancel = options.killAfterMs === undefined
    ? () => {}
    : systemClock.after(options.killAfterMs, () => child.kill("SIGKILL"));
  const [{ code, signal, stdout, stderr }] = await Promise.all([
    child.output(),
    options.meanwhile?.(child.pid),
  ]);
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

/**
 * Kills a replay (SIGKILL) at random moments, each time going on from where it was cut, then lets it
 * come to its end.
 * @param undisturbedMs how long the whole takes
 */
export async function replayThroughKills(
  options: ReplayOptions,
  { kills, undisturbedMs, random }: { kills: number; undisturbedMs: number; random: Randomness },
): Promise<ReplaySummary> {
  let killed = 0;
  for (let tries = 0; killed < kills; tries++) {
    assert.ok(tries < 3 * kills + 20, "the replay was too fast to be killed");
    // The first tenth only starts the process.
    const killAfterMs = undisturbedMs * (0.1 + 0.8 * random.next());
    const outcome = await replayProcess({ ...options, killAfterMs });
    assert.notEqual(outcome.kind, "failed", outcome.kind === "failed" ? outcome.stderr : "");
    if (outcome.kind === "killed") killed++;
  }
  return (await replayToEnd(options)).summary;
}

/** What must be the same in every run of the same inputs, whichever version of the code is at work. */
export function decided({ run: _run, ...summary }: ReplaySummary): Omit<ReplaySummary, "run"> {
  return summary;
}
