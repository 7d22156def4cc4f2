import { defineStream } from "../../runtime/stream.ts";
import { accountSnapshotSchema, bookedMovementSchema, portfolioSnapshotSchema } from "./account.ts";
import { articleSchema } from "./article.ts";
import { backtestProgressSchema, backtestRequestedSchema, backtestRunSchema } from "./backtest.ts";
import { controlSchema } from "./controls.ts";
import { adjustedWeightsSchema, membersSchema, shadowTripSchema } from "./learning.ts";
import { barCorrectionSchema, tradingStatusSchema } from "./live_market.ts";
import { barSchema, splitSchema, tickSchema } from "./market.ts";
import { tradeSchema } from "./order.ts";
import { scoredArticleSchema } from "./sentiment.ts";
import { signalSchema } from "./signal.ts";

/**
 * Every stream of the system. Ranks order messages of the same market time: weights 0, news 1,
 * bars 2, clock 3, signals 4, trades 5, accounts 6, portfolio 7.
 */
export const rawNews = defineStream({
  name: "news:raw",
  rank: 1,
  types: { article: articleSchema },
});

/** What news means for each ticker it speaks of; keyed by ticker. */
export const scoredNews = defineStream({
  name: "news:scored",
  rank: 1,
  types: { score: scoredArticleSchema },
});

/** What the market did. Corrections and trading statuses come from live feeds alone. */
export const bars = defineStream({
  name: "market:bars",
  rank: 2,
  types: {
    bar: barSchema,
    split: splitSchema,
    correction: barCorrectionSchema,
    status: tradingStatusSchema,
  },
});

/** Market time. Its one owner is the market clock. */
export const clock = defineStream({ name: "clock:market", rank: 3, types: { tick: tickSchema } });

/** The ensemble's wishes. */
export const signals = defineStream({
  name: "signals:generated",
  rank: 4,
  types: { signal: signalSchema },
});

/** Execution reports. */
export const trades = defineStream({
  name: "trades:executed",
  rank: 5,
  types: { trade: tradeSchema },
});

/**
 * What strategies would have earned alone, keyed by ticker; who takes part, and the splits of what
 * is traded, so that whoever learns need not read every bar.
 */
export const shadows = defineStream({
  name: "shadows:closed",
  rank: 4,
  types: { shadow: shadowTripSchema, members: membersSchema, split: splitSchema },
});

/** Weights for the ensemble, from the open of a session on. They flow against the pipeline. */
export const weights = defineStream({
  name: "weights:adjusted",
  rank: 0,
  types: { weights: adjustedWeightsSchema },
  feedback: true,
});

/**
 * The executor's book beside the broker's account, once in the beginning and after each close; and money
 * that moved without an order of ours.
 */
export const accounts = defineStream({
  name: "account:snapshots",
  rank: 6,
  types: { snapshot: accountSnapshotSchema, movement: bookedMovementSchema },
});

/** What the account is worth: on a schedule of market time, after fills and after each close. */
export const portfolio = defineStream({
  name: "portfolio:snapshots",
  rank: 7,
  types: { snapshot: portfolioSnapshotSchema },
});

/** Backtests that are asked for, called off, or to be forgotten. Anybody may ask. */
export const backtestRequests = defineStream({
  name: "backtests:requested",
  rank: 6,
  types: {
    requested: backtestRequestedSchema,
    cancelled: backtestRunSchema,
    deleted: backtestRunSchema,
  },
  producers: "many",
});

/** How backtests are doing, keyed by run. Its times are the system's: it is no part of the market. */
export const backtestProgress = defineStream({
  name: "backtests:progress",
  rank: 7,
  types: { progress: backtestProgressSchema },
});

/**
 * What operators, and those who watch for them, ask of the trading. Anybody may ask; commands are
 * carried out as they come, outside the order of market time.
 */
export const controls = defineStream({
  name: "controls:commands",
  rank: 6,
  types: { command: controlSchema },
  producers: "many",
});
