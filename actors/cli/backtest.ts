import { z } from "zod";
import project from "../../deno.json" with { type: "json" };
import { accountProfileSchema } from "../backtester/account/profile.ts";
import { adjustForSplits } from "../backtester/market/adjust.ts";
import { readBarSource } from "../backtester/market/bar_source.ts";
import { runPortfolio } from "../backtester/portfolio.ts";
import { terminalReport } from "../backtester/report/terminal.ts";
import { type BacktestRequest, backtestRequestSchema } from "../backtester/request.ts";
import { resultOf } from "../backtester/result.ts";
import { chooseStrategy, UnusableStrategy } from "../backtester/strategies.ts";
import { type Recording, UnusableRecording } from "../recordings/recording.ts";
import { paramsFromText, slippageFromText } from "./backtest/values.ts";
import { defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { option } from "./options.ts";
import { userPath } from "./project.ts";
import { readSettings, SETTINGS_DOCS } from "./settings.ts";

const fraction = (max: number) => z.number().min(0).max(max);

const options = {
  bars: option(z.string().min(1), {
    value: "PATH",
    doc: "CSV file of one ticker's bars, or a folder of TICKER.csv files",
  }),
  strategy: option(z.string().min(1), {
    value: "NAME",
    doc: "strategy to run on its own, for example sma_cross or momentum",
  }),
  params: option(z.array(z.string()).default([]), {
    value: "NAME=VALUE,…",
    doc: "parameters of the strategy",
  }),
  cash: option(z.number().positive().max(1e15).optional(), {
    value: "USD",
    doc: "cash in the beginning; TRADING_STARTING_CASH without it",
  }),
  commission: option(z.number().min(-0.1).max(0.1).default(0), {
    value: "SHARE",
    doc: "share of each fill's value, 0.002 for 0.2 %",
  }),
  commissionPerShare: option(fraction(1_000).default(0), {
    value: "USD",
    doc: "dollars for each share",
  }),
  commissionPerOrder: option(fraction(1_000_000).default(0), {
    value: "USD",
    doc: "dollars for each order",
  }),
  commissionMinimum: option(fraction(1_000_000).default(0), {
    value: "USD",
    doc: "the least that an order costs",
  }),
  slippage: option(z.string().default("none"), {
    value: "MODEL",
    doc: "none, bps:N, half-spread:USD or volume-share[:IMPACT]",
  }),
  borrowRate: option(fraction(10).default(0), {
    value: "SHARE",
    doc: "yearly cost of shares sold short",
  }),
  equityFraction: option(z.number().positive().max(1).default(1), {
    value: "SHARE",
    doc: "share of equity that an order takes",
  }),
  sides: option(z.enum(["both", "long", "short"]).default("both"), {
    value: "SIDES",
    doc: "which side may be held: both, long or short",
  }),
  fractional: option(z.boolean().default(false), { doc: "trade parts of a unit too" }),
  keepOpen: option(z.boolean().default(false), {
    doc: "leave open at the end what is held; otherwise it is closed at the last bar's open",
  }),
  splits: option(z.string().min(1).optional(), {
    value: "FILE",
    doc: "CSV file of share splits: ticker,date,ratio",
  }),
  ticker: option(z.string().min(1).optional(), {
    value: "TICKER",
    doc: "ticker of the one file, where its name does not say it",
  }),
  seed: option(z.int().min(0).max(4_294_967_295).default(1), {
    value: "SEED",
    doc: "seed of whatever is random",
  }),
};

export default defineCommand({
  name: "backtest",
  summary: "Try a strategy on recorded bars and print trades and statistics",
  details:
    `Runs one strategy for itself: every order takes all equity, in whole units, long or short,
and is filled at the next bar's open; what is held at the end is closed at the last bar's open. Each
part of that can be set otherwise. The same command over the same files gives the same result.`,
  options,
  examples: [
    "deno task backtest --bars SPY.csv --strategy sma_cross --params fast=10,slow=20 --json",
    "deno task backtest --bars bars --strategy momentum --commission-per-share 0.005 --slippage bps:2",
  ],
  environment: SETTINGS_DOCS,
  run({ options, env }) {
    const settings = readSettings(env);
    const profile = accountProfileSchema.parse({
      cash: options.cash ?? Number(settings.startingCash),
      equityFraction: options.equityFraction,
      fractional: options.fractional,
      sides: options.sides,
      commission: {
        fraction: options.commission,
        perShare: options.commissionPerShare,
        perOrder: options.commissionPerOrder,
        minimum: options.commissionMinimum,
      },
      slippage: slippageFromText(options.slippage),
      borrowRate: options.borrowRate,
      finalize: !options.keepOpen,
    });
    const strategy = chosen(options.strategy, paramsFromText(options.params));
    const recording = read({
      bars: userPath(options.bars, env),
      splits: options.splits === undefined ? null : userPath(options.splits, env),
      ticker: options.ticker ?? null,
    });
    const bars = recording.bars.map((columns) => adjustForSplits(columns, recording.splits));
    const request: BacktestRequest = backtestRequestSchema.parse({
      strategy: strategy.name,
      params: strategy.params,
      tickers: bars.map(({ ticker }) => ticker),
      profile,
      seed: options.seed,
      dataDigest: recording.digest,
      version: project.version,
    });
    const result = resultOf(runPortfolio(bars, strategy.ordersOf, profile), request);
    const title = `${strategy.name} on ${request.tickers.join(", ")}`;
    return Promise.resolve({ json: result, text: terminalReport(result, title) });
  },
});

function chosen(name: string, params: Readonly<Record<string, unknown>>) {
  try {
    return chooseStrategy(name, params);
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
