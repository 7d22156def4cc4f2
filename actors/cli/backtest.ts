import { createHash } from "node:crypto";
import project from "../../deno.json" with { type: "json" };
import { findLookAhead, type LookAheadReport } from "../backtester/honesty/look_ahead.ts";
import { pipelineDecider, strategyDecider } from "../backtester/honesty/deciders.ts";
import { type HonestyChecks, NO_CHECKS } from "../backtester/honesty/checks.ts";
import { monteCarlo } from "../backtester/honesty/monte_carlo.ts";
import { randomEntry } from "../backtester/honesty/random_entry.ts";
import { adjustForSplits } from "../backtester/market/adjust.ts";
import { readBarSource } from "../backtester/market/bar_source.ts";
import { tradeReturn } from "../backtester/metrics/trades.ts";
import { runPortfolio } from "../backtester/portfolio.ts";
import { honestyReport } from "../backtester/report/honesty.ts";
import { terminalReport } from "../backtester/report/terminal.ts";
import { type BacktestRequest, backtestRequestSchema } from "../backtester/request.ts";
import {
  type BacktestResult,
  finishedEnsemble,
  finishedPortfolio,
  resultOf,
} from "../backtester/result.ts";
import { chooseStrategy, strategyNamed, UnusableStrategy } from "../backtester/strategies.ts";
import type { BarColumns } from "../domain/bar_columns.ts";
import { type Recording, UnusableRecording } from "../recordings/recording.ts";
import { planEnsemble, runPlan } from "./backtest/ensemble_run.ts";
import { scoredNews } from "./backtest/scored_news.ts";
import { checkStrategies } from "./strategy_choices.ts";
import { createSink } from "../../runtime/telemetry/sinks.ts";
import type { LogSink } from "../../runtime/telemetry/log.ts";
import { backtestOptions } from "./backtest/options.ts";
import { writeOutput } from "./backtest/output.ts";
import { profileOf } from "./backtest/profile.ts";
import { runSweep, runWalkForward, sweepGrid } from "./backtest/sweep_run.ts";
import { paramsFromText } from "./backtest/values.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { modelProgress } from "./model_progress.ts";
import { userPath } from "./project.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";

type Context = CommandContext<typeof backtestOptions>;

interface Outcome {
  readonly result: BacktestResult;
  readonly bars: readonly BarColumns[];
}

export default defineCommand({
  name: "backtest",
  summary: "Try a strategy on recorded bars and print trades and statistics",
  details:
    `With --strategy NAME one strategy is run for itself: every order takes all equity, in whole
units, long or short, and is filled at the next bar's open; what is held at the end is closed at the
last bar's open. Each part of that can be set otherwise.

With --strategy ensemble the whole pipeline decides, with its own risk, sizing and simulated exchange,
exactly as in "replay". The same command over the same files gives the same result.`,
  options: backtestOptions,
  examples: [
    "deno task backtest --bars SPY.csv --strategy sma_cross --params fast=10,slow=20 --json",
    "deno task backtest --bars bars --strategy momentum --slippage bps:2 --out results",
    "deno task backtest --bars SPY.csv --strategy sma_cross --sweep fast=5..50:5,slow=20..200:20",
  ],
  environment: SETTINGS_DOCS,
  async run(context) {
    const { options, env } = context;
    const settings = readSettings(env);
    const recording = read({
      bars: userPath(options.bars, env),
      splits: options.splits === undefined ? null : userPath(options.splits, env),
      ticker: options.ticker ?? null,
    });
    const { result, bars } = options.strategy === "ensemble"
      ? await ensemble(recording, settings, context)
      : await alone(recording, settings, context);
    const title = `${options.strategy} on ${recording.bars.map(({ ticker }) => ticker).join(", ")}`;
    context.signal.throwIfAborted();
    if (options.out !== undefined) {
      await writeOutput(userPath(options.out, env), result, bars, title);
    }
    const text = [terminalReport(result, title), ...honestyReport(result.checks)].join("\n");
    const peeked = (result.checks.lookAhead?.found.length ?? 0) > 0;
    return {
      json: result,
      text,
      ...peeked ? { failed: "Decisions depend on the future: see look-ahead." } : {},
    };
  },
});

async function alone(
  recording: Recording,
  settings: Settings,
  context: Context,
): Promise<Outcome> {
  const { options, env, signal, clock, progress } = context;
  const profile = profileOf(options, settings);
  const given = paramsFromText(options.params);
  const bars = recording.bars.map((columns) => adjustForSplits(columns, recording.splits));
  const grid = sweepGrid(options.sweep);
  if (options.walkForward !== undefined && (grid.length < 2 || bars.length > 1)) {
    throw new UserError("--walk-forward needs a --sweep to choose from, and one ticker.");
  }
  const setup = { strategy: options.strategy, params: given, bars, profile };
  const around = {
    workers: options.workers ?? navigator.hardwareConcurrency,
    signal,
    clock,
    resume: options.resume === undefined ? null : userPath(options.resume, env),
    identity: [options.strategy, given, profile, recording.digest, project.version],
    progress,
  };
  // A name that does not exist is told before anything long begins.
  usable(() => strategyNamed(options.strategy));
  const swept = options.sweep.length === 0 ? null : await runSweep(setup, grid, around);
  const strategy = usable(() =>
    chooseStrategy(options.strategy, { ...given, ...swept?.best.params })
  );
  const trials = swept?.ranking.map(({ sharpe }) => sharpe!) ?? [];
  const run = runPortfolio(bars, strategy.ordersOf, profile, trials);
  const { facts } = run;
  const totalReturn = facts.equity.at(-1)! / facts.equity[0]! - 1;
  const { seed } = options;
  const checks: HonestyChecks = {
    lookAhead: options.lookAhead === undefined ? null : findLookAhead(
      strategyDecider(strategy.ordersOf),
      { bars, splits: [], news: [] },
      { cuts: options.lookAhead, seed },
    ),
    monteCarlo: options.monteCarlo === undefined
      ? null
      : monteCarlo(facts.trades.map(tradeReturn), { paths: options.monteCarlo, seed }),
    randomEntry: options.randomEntry === undefined || bars.length > 1 ? null : randomEntry(
      bars[0]!,
      facts.trades,
      profile,
      totalReturn,
      { trials: options.randomEntry, seed },
    ),
    sweep: swept,
    walkForward: options.walkForward === undefined
      ? null
      : await runWalkForward(setup, grid, options.walkForward, around),
  };
  const request: BacktestRequest = backtestRequestSchema.parse({
    strategy: strategy.name,
    params: strategy.params,
    tickers: bars.map(({ ticker }) => ticker),
    profile,
    seed,
    dataDigest: recording.digest,
    version: project.version,
  });
  return { result: { ...resultOf(finishedPortfolio(run), request), checks }, bars };
}

async function ensemble(
  recording: Recording,
  settings: Settings,
  context: Context,
): Promise<Outcome> {
  const { options } = context;
  checkStrategies(settings);
  const newsFile = options.news === undefined ? null : userPath(options.news, context.env);
  const news = newsFile === null ? [] : await scoredNews(
    newsFile,
    settings,
    logTo(context, settings),
    context.signal,
    modelProgress(context.progress),
  );
  const plan = await planEnsemble(recording, options, settings, news);
  const run = await runPlan(plan, context);
  const lookAhead: LookAheadReport | null = options.lookAhead === undefined
    ? null
    : findLookAhead(pipelineDecider(plan.rules), plan.inputs, {
      cuts: options.lookAhead,
      seed: options.seed,
    });
  const request = {
    strategy: "ensemble",
    tickers: recording.bars.map(({ ticker }) => ticker),
    ...plan.config,
    seed: options.seed,
    dataDigest: digestOf(recording, newsFile),
    version: project.version,
  };
  const result: BacktestResult = {
    ...resultOf(finishedEnsemble(run), request),
    checks: { ...NO_CHECKS, lookAhead },
    pipeline: run.pipeline.summary(),
  };
  return { result, bars: recording.bars };
}

/** Fingerprint of everything that was read. */
function digestOf(recording: Recording, newsFile: string | null): string {
  if (newsFile === null) return recording.digest;
  const hash = createHash("sha256").update(recording.digest);
  return hash.update(Deno.readFileSync(newsFile)).digest("hex");
}

function logTo({ terminal, color, note }: Context, { logFormat, logLevel }: Settings): LogSink {
  const level = logLevel === "info" ? "warn" : logLevel;
  return createSink({ format: logFormat, level, terminal, noColor: !color, write: note });
}

function usable<T>(choose: () => T): T {
  try {
    return choose();
  } catch (error) {
    if (error instanceof UnusableStrategy) throw new UserError(error.message, { cause: error });
    throw error;
  }
}

function read(source: Parameters<typeof readBarSource>[0]): Recording {
  try {
    return readBarSource(source);
  } catch (error) {
    if (error instanceof UnusableRecording) throw new UserError(error.message, { cause: error });
    throw error;
  }
}
