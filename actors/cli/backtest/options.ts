import { z } from "zod";
import { option } from "../options.ts";

const upTo = (max: number) => z.number().min(0).max(max);

/** Options of `deno task backtest`. */
export const backtestOptions = {
  bars: option(z.string().min(1), {
    value: "PATH",
    doc: "CSV file of one ticker's bars, or a folder of TICKER.csv files",
  }),
  strategy: option(z.string().min(1).default("ensemble"), {
    value: "NAME",
    doc: "one strategy for itself, or ensemble for the whole pipeline",
  }),
  params: option(z.array(z.string()).default([]), {
    value: "NAME=VALUE,…",
    doc: "parameters of the strategy",
  }),
  cash: option(z.number().positive().max(1e15).optional(), {
    value: "USD",
    doc: "cash in the beginning; TRADING_STARTING_CASH without it",
  }),
  commission: option(z.number().min(-0.1).max(0.1).optional(), {
    value: "SHARE",
    doc: "share of each fill's value, 0.002 for 0.2 %",
  }),
  commissionPerShare: option(upTo(1_000).optional(), {
    value: "USD",
    doc: "dollars for each share",
  }),
  commissionPerOrder: option(upTo(1_000_000).optional(), {
    value: "USD",
    doc: "dollars for each order",
  }),
  commissionMinimum: option(upTo(1_000_000).optional(), {
    value: "USD",
    doc: "the least that an order costs",
  }),
  slippage: option(z.string().optional(), {
    value: "MODEL",
    doc: "none, bps:N, half-spread:USD or volume-share[:IMPACT]",
  }),
  borrowRate: option(upTo(10).optional(), {
    value: "SHARE",
    doc: "yearly cost of shares sold short",
  }),
  equityFraction: option(z.number().positive().max(1).optional(), {
    value: "SHARE",
    doc: "share of equity that an order takes",
  }),
  sides: option(z.enum(["both", "long", "short"]).optional(), {
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
  news: option(z.string().min(1).optional(), {
    value: "FILE",
    doc: "JSON Lines file of news, for the ensemble: title and publishedAt at least",
  }),
  ticker: option(z.string().min(1).optional(), {
    value: "TICKER",
    doc: "ticker of the one file, where its name does not say it",
  }),
  seed: option(z.int().min(0).max(4_294_967_295).default(1), {
    value: "SEED",
    doc: "seed of whatever is random",
  }),
  out: option(z.string().min(1).optional(), {
    value: "DIR",
    doc: "folder for report.html, trades.csv, equity.csv and result.json; made anew",
  }),
  lookAhead: option(z.int().min(1).max(10_000).optional(), {
    value: "CUTS",
    doc: "take the future away at so many moments and demand the same decisions",
  }),
  monteCarlo: option(z.int().min(100).max(1_000_000).optional(), {
    value: "PATHS",
    doc: "draw the trades again so often",
  }),
  randomEntry: option(z.int().min(10).max(100_000).optional(), {
    value: "TRIALS",
    doc: "compare with so many runs that enter at random",
  }),
  sweep: option(z.array(z.string()).default([]), {
    value: "NAME=FROM..TO:STEP,…",
    doc: "try every combination of parameters, or NAME=A|B|C; the best is run and deflated",
  }),
  walkForward: option(z.int().min(1).max(100).optional(), {
    value: "FOLDS",
    doc: "choose from --sweep on one stretch, try it on the next, so often",
  }),
  workers: option(z.int().min(1).max(64).optional(), {
    value: "N",
    doc: "Workers of a sweep; as many as the machine has cores without it",
  }),
  resume: option(z.string().min(1).optional(), {
    value: "FILE",
    doc: "keep a sweep's trials in this file, and do not run again those that it has",
  }),
};
