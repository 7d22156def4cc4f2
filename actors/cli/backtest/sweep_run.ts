import { createHash } from "node:crypto";
import { z } from "zod";
import type { SystemClock } from "../../../runtime/clock/clock.ts";
import { bestOf, type WalkForward, walkForward } from "../../backtester/honesty/walk_forward.ts";
import type { SweepSummary } from "../../backtester/honesty/checks.ts";
import { gridOf, type TrialParams, UnusableGrid } from "../../backtester/sweep/grid.ts";
import { sweep, SweepFailed } from "../../backtester/sweep/sweep.ts";
import type { SweepSetup, TrialOutcome } from "../../backtester/sweep/trial.ts";
import { fileFault, UserError, WorkFailed } from "../failures.ts";
import type { Progress, ProgressOptions } from "../progress.ts";

/** Around a sweep. */
export interface SweepSurroundings {
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly clock: SystemClock;
  /** File of earlier trials, or null. */
  readonly resume: string | null;
  /** Whatever decides, beside the parameters: trials of another are not resumed. */
  readonly identity: unknown;
  progress(options: ProgressOptions): Progress;
}

const outcomeSchema = z.strictObject({
  params: z.record(z.string(), z.number()),
  refused: z.string().nullable(),
  totalReturn: z.number(),
  sharpe: z.number().nullable(),
  maxDrawdown: z.number(),
  trades: z.number(),
});
const lineSchema = z.strictObject({ sweep: z.string(), outcome: outcomeSchema });

/** The grid of `--sweep`. Throws a {@link UserError}. */
export function sweepGrid(texts: readonly string[]): readonly TrialParams[] {
  try {
    return gridOf(texts);
  } catch (error) {
    if (error instanceof UnusableGrid) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

/** Runs all trials that are not in the file yet. Throws a {@link WorkFailed} where none has a result. */
export async function runSweep(
  setup: SweepSetup,
  grid: readonly TrialParams[],
  { workers, signal, resume, identity, progress }: SweepSurroundings,
): Promise<SweepSummary> {
  const sweepId = createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 16);
  const known = resume === null ? new Map<string, TrialOutcome>() : readTrials(resume, sweepId);
  const outcomes = grid.flatMap((params) => known.get(JSON.stringify(params)) ?? []);
  const left = grid.filter((params) => !known.has(JSON.stringify(params)));
  const bar = progress({ label: "sweep", total: grid.length });
  const file = resume === null ? null : openTrials(resume);
  try {
    await sweep(setup, left, {
      workers,
      signal,
      onOutcomes(more) {
        outcomes.push(...more);
        // One write for a batch: what is cut off by a crash is one line, which is skipped.
        file?.writeSync(new TextEncoder().encode(
          more.map((outcome) => `${JSON.stringify({ sweep: sweepId, outcome })}\n`).join(""),
        ));
        bar.update(outcomes.length);
      },
    });
  } catch (error) {
    if (error instanceof SweepFailed) throw new WorkFailed(`${error.message}.`, { cause: error });
    throw error;
  } finally {
    file?.close();
  }
  bar.finish("done");
  const best = bestOf(outcomes);
  if (best === null) {
    const why = outcomes.find(({ refused }) => refused !== null)?.refused ??
      "no trial has a Sharpe ratio, for none of them traded";
    throw new WorkFailed(`The sweep found nothing to choose from: ${why}`);
  }
  return {
    trials: outcomes.length,
    refused: outcomes.filter(({ refused }) => refused !== null).length,
    best,
    ranking: outcomes.filter(({ sharpe }) => sharpe !== null)
      .sort((a, b) => b.sharpe! - a.sharpe! || (text(a) < text(b) ? -1 : 1)),
  };
}

const text = ({ params }: TrialOutcome) => JSON.stringify(params);

/** Walks forward with progress; between trials it can be interrupted. */
export async function runWalkForward(
  setup: SweepSetup,
  grid: readonly TrialParams[],
  folds: number,
  { signal, clock, progress }: Pick<SweepSurroundings, "signal" | "clock" | "progress">,
): Promise<WalkForward> {
  const bar = progress({ label: "walk-forward", total: folds * grid.length });
  const steps = walkForward(setup, grid, folds);
  for (let breath = clock.monotonic();;) {
    const step = steps.next();
    if (step.done) {
      bar.finish("done");
      return step.value;
    }
    bar.update(step.value);
    if (clock.monotonic() - breath < 50) continue;
    await clock.sleep(0, signal);
    breath = clock.monotonic();
  }
}

function readTrials(path: string, sweepId: string): Map<string, TrialOutcome> {
  const known = new Map<string, TrialOutcome>();
  for (const line of textOf(path).split("\n")) {
    const parsed = lineSchema.safeParse(jsonOf(line));
    if (!parsed.success || parsed.data.sweep !== sweepId) continue;
    known.set(JSON.stringify(parsed.data.outcome.params), parsed.data.outcome);
  }
  return known;
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw fileFault(error, "read the trials", path);
  }
}

function openTrials(path: string): Deno.FsFile {
  try {
    const file = Deno.openSync(path, { create: true, append: true });
    // A line that a crash has cut off must not swallow the next one.
    const existing = textOf(path);
    if (existing !== "" && !existing.endsWith("\n")) file.writeSync(new TextEncoder().encode("\n"));
    return file;
  } catch (error) {
    throw fileFault(error, "write the trials", path);
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
