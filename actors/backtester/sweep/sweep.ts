import type { TrialParams } from "./grid.ts";
import type { SweepSetup, TrialOutcome } from "./trial.ts";
import type { SweepCommand, SweepReport } from "./worker.ts";

/** How a sweep goes about it. */
export interface SweepOptions {
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Called with each batch of outcomes as it comes; the order is not that of the grid. */
  onOutcomes(outcomes: readonly TrialOutcome[]): void;
}

/** A Worker of a sweep has failed: a defect of a strategy, usually. */
export class SweepFailed extends Error {
  override readonly name = "SweepFailed";
}

/** Trials that a Worker is given at once, at most: few enough to stop soon and to share evenly. */
const BATCH_MAX = 16;

/**
 * Runs all trials over some Workers, which need no permissions and get the bars once. Rejects with
 * {@link SweepFailed}, or with the signal's reason when it aborts; either way every Worker is ended.
 */
export function sweep(
  setup: SweepSetup,
  trials: readonly TrialParams[],
  { workers, signal, onOutcomes }: SweepOptions,
): Promise<void> {
  if (trials.length === 0) return Promise.resolve();
  const count = Math.max(1, Math.min(workers, trials.length));
  const batch = Math.max(1, Math.min(BATCH_MAX, Math.floor(trials.length / (count * 4))));
  const pool: Worker[] = [];
  let next = 0;
  let left = trials.length;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(signal.reason);
  const tell = (worker: Worker, command: SweepCommand) => worker.postMessage(command);
  for (let i = 0; i < count; i++) {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      type: "module",
      deno: { permissions: "none" },
    });
    pool.push(worker);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new SweepFailed(`a trial failed: ${event.message}`));
    };
    worker.onmessage = ({ data }: MessageEvent<SweepReport>) => {
      if (data.outcomes.length > 0) onOutcomes(data.outcomes);
      left -= data.outcomes.length;
      if (left === 0) return resolve();
      const mine = trials.slice(next, next + batch);
      next += mine.length;
      if (mine.length > 0) tell(worker, { kind: "trials", trials: mine });
    };
    tell(worker, { kind: "setup", setup });
  }
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return promise.finally(() => {
    signal.removeEventListener("abort", abort);
    for (const worker of pool) worker.terminate();
  });
}
