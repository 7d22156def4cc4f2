import { resolve } from "node:path";
import type { CommandContext } from "../command.ts";
import { UserError } from "../failures.ts";
import type { Settings } from "../settings.ts";
import type { Recording } from "../../recordings/recording.ts";
import { type EnsembleRun, ensembleSteps } from "../../backtester/ensemble/run.ts";
import type { KnownScore, MarketInputs } from "../../backtester/ensemble/inputs.ts";
import { pipelineRules } from "../../backtester/ensemble/settle_rules.ts";
import type { PipelineRules } from "../../backtester/ensemble/pipeline.ts";
import type { backtestOptions } from "./options.ts";
import { learningRulesFor } from "../../learning_engine/config.ts";
import { shelfWith } from "../../signal_generator/strategies/own_folder.ts";
import { shippedStrategies } from "../../signal_generator/strategies/shelf.ts";
import { executorConfig } from "./profile.ts";

/** What goes into a run of the pipeline. */
export interface EnsemblePlan {
  readonly inputs: MarketInputs;
  readonly rules: PipelineRules;
  /** What the rules were made of, for the request. */
  readonly config: {
    readonly signalGenerator: unknown;
    readonly executor: unknown;
    /** Strategies of the user's own, with the fingerprints of their files. */
    readonly ownStrategies: readonly { readonly name: string; readonly version: string | null }[];
  };
}

/** Settles the rules. Throws a {@link UserError}. */
export async function planEnsemble(
  recording: Recording,
  options: CommandContext<typeof backtestOptions>["options"],
  settings: Settings,
  news: readonly KnownScore[],
): Promise<EnsemblePlan> {
  const executor = executorConfig(options, settings);
  const { ownStrategies: own } = settings;
  const signalGenerator = {
    rules: {
      threshold: settings.signalThreshold,
      barSize: settings.barSize ?? null,
      strategies: settings.strategies ?? {},
    },
    shadows: settings.learning ? { allowShort: executor.limits.allowShort } : null,
  };
  try {
    const learning = learningRulesFor(settings.learningTrades);
    const shelf = await shelfWith(own === undefined ? null : resolve(own));
    const rules = pipelineRules(signalGenerator, executor, shelf, learning);
    const inputs = { bars: recording.bars, splits: recording.splits, news };
    const ownStrategies = shelf.filter((each) => !shippedStrategies.includes(each))
      .map(({ name, version }) => ({ name, version }));
    return { inputs, rules, config: { signalGenerator, executor, ownStrategies } };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UserError(`The ensemble cannot be run like that: ${error.message}`, { cause: error });
  }
}

/** Runs the pipeline with progress; between slices of bars it can be interrupted. */
export async function runPlan(
  { inputs, rules }: EnsemblePlan,
  { signal, clock, progress }: CommandContext<typeof backtestOptions>,
): Promise<EnsembleRun> {
  const total = inputs.bars.reduce((sum, { length }) => sum + length, 0);
  const bar = progress({ label: "backtest", total });
  const steps = ensembleSteps(inputs, rules);
  for (;;) {
    const step = steps.next();
    if (step.done) {
      if (total > 100_000) bar.finish("done");
      return step.value;
    }
    bar.update(step.value);
    await clock.sleep(0, signal);
  }
}
