/// <reference lib="deno.worker" />
import type { TrialParams } from "./grid.ts";
import { runTrial, type SweepSetup, type TrialOutcome } from "./trial.ts";

/** What a sweep's Worker is told: first the setup, then trials. */
export type SweepCommand =
  | { readonly kind: "setup"; readonly setup: SweepSetup }
  | { readonly kind: "trials"; readonly trials: readonly TrialParams[] };

/** What it says: it is ready for trials, and what came of the ones before. */
export interface SweepReport {
  readonly outcomes: readonly TrialOutcome[];
}

let setup: SweepSetup | null = null;

self.onmessage = ({ data }: MessageEvent<SweepCommand>) => {
  if (data.kind === "setup") setup = data.setup;
  const trials = data.kind === "trials" ? data.trials : [];
  const report: SweepReport = { outcomes: trials.map((params) => runTrial(setup!, params)) };
  self.postMessage(report);
};
