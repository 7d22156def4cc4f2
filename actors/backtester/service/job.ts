import { accountProfileSchema } from "../../domain/account_profile.ts";
import type { BacktestOrder } from "../../domain/backtest.ts";
import type { BarColumns } from "../../domain/bar_columns.ts";
import type { Split } from "../../domain/market.ts";
import { decimal } from "../../domain/money.ts";
import { executorConfigSchema } from "../../trade_executor/config.ts";
import { signalGeneratorConfigSchema } from "../../signal_generator/config.ts";
import { shelfWith } from "../../signal_generator/strategies/own_folder.ts";
import { shippedStrategies } from "../../signal_generator/strategies/shelf.ts";
import type { Strategy } from "../../signal_generator/strategies/strategy.ts";
import type { BacktesterConfig } from "../config.ts";
import { ensembleSteps } from "../ensemble/run.ts";
import { pipelineRules } from "../ensemble/settle_rules.ts";
import { NO_CHECKS } from "../honesty/checks.ts";
import { monteCarlo } from "../honesty/monte_carlo.ts";
import { adjustForSplits } from "../market/adjust.ts";
import { tradeReturn } from "../metrics/trades.ts";
import { runPortfolio } from "../portfolio.ts";
import { type BacktestResult, finishedEnsemble, finishedPortfolio, resultOf } from "../result.ts";
import { chooseStrategy } from "../strategies.ts";
import { jumpWarnings } from "./jumps.ts";
import { type MarketPorts, readMarket } from "./market.ts";

/** What a run needs of the world around it. */
export interface JobPorts extends MarketPorts {
  readonly config: BacktesterConfig;
  /** Version of the program. */
  readonly version: string;
  /** The run has gone through so many of its bars, which have this fingerprint. */
  onProgress(done: number, total: number, digest: string): Promise<void>;
}

/** What the run's result depends on beside the order. */
interface Source {
  /** As they were traded, and in the unit of after the last split. */
  readonly bars: readonly BarColumns[];
  readonly adjusted: readonly BarColumns[];
  readonly splits: readonly Split[];
  readonly digest: string;
  readonly total: number;
}

/** Most draws of trades in one piece: nothing else of the actor goes on meanwhile. */
const DRAWS_MAX = 100_000_000;
const NO_NEWS = "No news is part of a run over HTTP: strategies that follow it abstained.";

/** Runs a backtest to its end. Throws what `pause` throws where the run is no longer wanted. */
export async function runJob(order: BacktestOrder, ports: JobPorts): Promise<BacktestResult> {
  const { bars, splits, digest } = await readMarket(order.data, ports);
  const total = bars.reduce((sum, { length }) => sum + length, 0);
  await ports.onProgress(0, total, digest);
  await ports.pause();
  const adjusted = bars.map((columns) => adjustForSplits(columns, splits));
  const source = { bars, adjusted, splits, digest, total };
  const result = order.strategy === "ensemble"
    ? await ensemble(order, source, ports)
    : await alone(order, source, ports);
  return { ...result, warnings: [...result.warnings, ...adjusted.flatMap(jumpWarnings)] };
}

async function alone(
  order: BacktestOrder,
  { adjusted, digest }: Source,
  ports: JobPorts,
): Promise<BacktestResult> {
  const { ownStrategies } = signalGeneratorConfigSchema.parse(ports.config.signalGenerator);
  const shelf = await shelfWith(ownStrategies);
  const strategy = chooseStrategy(order.strategy, order.params ?? {}, shelf);
  const { startingCash } = executorConfigSchema.parse(ports.config.executor);
  const profile = order.profile ?? accountProfileSchema.parse({ cash: Number(startingCash) });
  const run = runPortfolio(adjusted, strategy.ordersOf, profile);
  await ports.pause();
  const { trades } = run.facts;
  const paths = order.monteCarlo ?? 0;
  const tooMany = paths * trades.length > DRAWS_MAX;
  const drawn = paths === 0 || tooMany
    ? null
    : monteCarlo(trades.map(tradeReturn), { paths, seed: order.seed });
  const request = {
    ...order,
    params: strategy.params,
    profile,
    ownStrategies: ownOf(shelf),
    dataDigest: digest,
    version: ports.version,
  };
  const result = resultOf(finishedPortfolio(run), request);
  const warnings = tooMany
    ? [...result.warnings, `${trades.length} trades are too many to be drawn ${paths} times.`]
    : result.warnings;
  return { ...result, warnings, checks: { ...NO_CHECKS, monteCarlo: drawn } };
}

async function ensemble(
  order: BacktestOrder,
  { bars, splits, digest, total }: Source,
  ports: JobPorts,
): Promise<BacktestResult> {
  const { signalGenerator, executor, learning } = settled(order, ports.config);
  const shelf = await shelfWith(signalGenerator.ownStrategies);
  const rules = pipelineRules(signalGenerator, executor, shelf, learning);
  const steps = ensembleSteps({ bars, splits, news: [] }, rules);
  let step = steps.next();
  for (; !step.done; step = steps.next()) {
    await ports.onProgress(step.value, total, digest);
    await ports.pause();
  }
  const run = step.value;
  const request = {
    ...order,
    signalGenerator,
    executor,
    learning,
    ownStrategies: ownOf(shelf),
    dataDigest: digest,
    version: ports.version,
  };
  const result = resultOf(finishedEnsemble(run), request);
  return {
    ...result,
    warnings: [NO_NEWS, ...result.warnings],
    pipeline: run.pipeline.summary(),
  };
}

/** Strategies of the user's own, with the fingerprints of their files. */
function ownOf(shelf: readonly Strategy[]) {
  return shelf.filter((each) => !shippedStrategies.includes(each))
    .map(({ name, version }) => ({ name, version }));
}

/** The actors' own configuration with what was asked for otherwise. */
function settled({ cash, shorting, slippageBps }: BacktestOrder, config: BacktesterConfig) {
  const signalGenerator = signalGeneratorConfigSchema.parse(config.signalGenerator);
  const base = executorConfigSchema.parse(config.executor);
  const { shadows } = signalGenerator;
  const allowShort = shorting ?? base.limits.allowShort;
  const executor = {
    ...base,
    account: "backtest",
    // The broker that the system trades with has no part in it.
    broker: { kind: "simulated" },
    startingCash: cash === undefined ? base.startingCash : decimal(cash).toFixed(),
    limits: { ...base.limits, allowShort },
    exchange: { ...base.exchange, allowShort, ...slippageBps === undefined ? {} : { slippageBps } },
  };
  return {
    signalGenerator: { ...signalGenerator, shadows: shadows && { ...shadows, allowShort } },
    executor,
    learning: config.learning,
  };
}
