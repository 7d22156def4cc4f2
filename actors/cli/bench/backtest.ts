import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { accountProfileSchema } from "../../backtester/account/profile.ts";
import { runPortfolio } from "../../backtester/portfolio.ts";
import { smaCrossOrders } from "../../backtester/reference/sma_cross.ts";
import { gridOf } from "../../backtester/sweep/grid.ts";
import { sweep } from "../../backtester/sweep/sweep.ts";
import { statisticsOf } from "../../backtester/metrics/statistics.ts";
import { runEnsemble } from "../../backtester/ensemble/run.ts";
import { pipelineRules } from "../../backtester/ensemble/settle_rules.ts";
import { shippedStrategies } from "../../signal_generator/strategies/shelf.ts";
import { type BarColumns, emptyColumns } from "../../domain/bar_columns.ts";
import { nextSession } from "../../domain/calendar.ts";
import type { BenchGroup } from "./group.ts";
import { type BenchCase, measureInterleaved } from "./measure.ts";

const BARS = 100_000;
/** How long a case is run for one figure, at the least. */
const MEASURED_MS = 500;
const FAST = 10;
const SLOW = 20;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * The reference crossover with fills, costs and every statistic, beside the least that a loop in
 * TypeScript must do for the same trades, and the whole pipeline. Bars are in memory: reading files
 * is no part of it.
 */
export const backtestGroup: BenchGroup = {
  name: "backtest",
  summary: "the reference crossover and the whole pipeline over bars in memory, beside a bare loop",
  run(context) {
    const hours = [walk("AAA", "1h", HOUR_MS, 1)];
    const one = [walk("AAA", "1m", MINUTE_MS, 1)];
    const ten = Array.from({ length: 10 }, (_, i) => walk(`T${i}`, "1m", MINUTE_MS, i + 1, 10));
    const profile = accountProfileSchema.parse({
      cash: 1_000_000,
      commission: { fraction: 0.002 },
    });
    const params = { fast: FAST, slow: SLOW };
    const { clock } = context;
    const timed = (
      name: string,
      params: BenchCase["params"],
      bars: number,
      work: () => unknown,
    ) => ({
      name,
      params,
      run() {
        const startedAt = clock.monotonic();
        let times = 0;
        let elapsedMs = 0;
        // What takes a few milliseconds is done again and again, or the figure is one of chance.
        while (elapsedMs < MEASURED_MS) {
          work();
          times++;
          elapsedMs = clock.monotonic() - startedAt;
        }
        return Promise.resolve([
          { name: "", unit: "bars/s", value: bars * times / elapsedMs * 1000 },
        ]);
      },
    });
    const facts = { bars: BARS, fast: FAST, slow: SLOW, cores: 1 };
    const cases: BenchCase[] = [
      timed(
        "reference crossover: fills, costs, all statistics",
        {
          ...facts,
          target: 2_000_000,
        },
        BARS,
        () =>
          statisticsOf(
            runPortfolio(hours, ({ close }) => smaCrossOrders(close, params), profile).facts,
          ),
      ),
      timed(
        "bare loop: the same crossover, fills and fees",
        facts,
        BARS,
        () => bareLoop(hours[0]!),
      ),
      timed(
        "whole pipeline, one ticker",
        {
          bars: BARS,
          tickers: 1,
          strategies: ENSEMBLE.length,
          learning: true,
          cores: 1,
          target: 500_000,
        },
        BARS,
        () => runEnsemble({ bars: one, splits: [], news: [] }, rules()),
      ),
      timed(
        "whole pipeline, ten tickers",
        {
          bars: BARS,
          tickers: 10,
          strategies: ENSEMBLE.length,
          learning: true,
          cores: 1,
        },
        BARS,
        () => runEnsemble({ bars: ten, splits: [], news: [] }, rules()),
      ),
    ];
    const grid = gridOf(["fast=5..20", "slow=30..60:2"]);
    const setup = { strategy: "sma_cross", params: {}, bars: hours, profile };
    for (const workers of [1, 2]) {
      cases.push({
        name: `sweep over ${workers} Worker${workers === 1 ? "" : "s"}`,
        params: { bars: BARS, trials: grid.length, workers },
        async run(signal) {
          const startedAt = clock.monotonic();
          await sweep(setup, grid, { workers, signal, onOutcomes: () => {} });
          const seconds = (clock.monotonic() - startedAt) / 1000;
          return [{ name: "", unit: "trials/s", value: grid.length / seconds }];
        },
      });
    }
    return measureInterleaved(cases, { ...context, warmup: 2 });
  },
};

/** Every strategy that an ensemble can be made of. */
const ENSEMBLE = shippedStrategies.filter(({ alone }) => !alone).map(({ name }) => name);

function rules() {
  const strategies = Object.fromEntries(ENSEMBLE.map((name) => [name, { enabled: true }]));
  return pipelineRules(
    { rules: { strategies }, shadows: {} },
    { account: "bench", startingCash: "100000" },
  );
}

/** What any engine must do at the least: two running sums, crossings, fills, fees, marks. */
function bareLoop({ length, open, close }: BarColumns): number {
  const equity = new Float64Array(length);
  let [fast, slow, before, cash, size, entry, order] = [0, 0, 0, 1e6, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    if (order !== 0) {
      const at = open[i]!;
      cash += size * (at - entry) - Math.abs(size) * at * 0.002;
      size = order * Math.floor(cash / (at * 1.002));
      entry = at;
      cash -= Math.abs(size) * at * 0.002;
      order = 0;
    }
    equity[i] = cash + size * (close[i]! - entry);
    fast += close[i]! - (i >= FAST ? close[i - FAST]! : 0);
    slow += close[i]! - (i >= SLOW ? close[i - SLOW]! : 0);
    const now = fast / FAST - slow / SLOW;
    if (i >= SLOW) {
      if (before < 0 && now > 0) order = 1;
      if (before > 0 && now < 0) order = -1;
    }
    before = now;
  }
  return equity[length - 1]!;
}

/** A random walk through trading sessions; `part` of the usual number of bars. */
function walk(
  ticker: string,
  timeframe: BarColumns["timeframe"],
  stepMs: number,
  seed: number,
  parts = 1,
): BarColumns {
  const columns = emptyColumns(ticker, timeframe, BARS / parts);
  const random = seededRandomness(seed);
  let session = nextSession(Date.UTC(1998, 0, 2));
  let at = session.open;
  let price = 100;
  for (let i = 0; i < columns.length; i++) {
    if (at >= session.close) {
      session = nextSession(session.open);
      at = session.open;
    }
    columns.startsAt[i] = at;
    columns.at[i] = at += stepMs;
    columns.open[i] = price;
    price = Math.max(1, price * (1 + (random.next() - 0.5) * 0.01));
    columns.close[i] = price;
    columns.high[i] = Math.max(columns.open[i]!, price);
    columns.low[i] = Math.min(columns.open[i]!, price);
    columns.volume[i] = 1_000;
  }
  return columns;
}
