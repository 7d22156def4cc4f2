import { z } from "zod";
import { decimalSchema, orderStatusSchema } from "../../actors/domain/order.ts";
import {
  backtestOrderSchema,
  runProgressSchema,
  runStatusSchema,
} from "../../actors/domain/backtest.ts";
import { tickerSchema, timeframeSchema } from "../../actors/domain/market.ts";
import { sourceConfigSchema } from "../../actors/domain/news_source.ts";
import { reasonSchema, sideSchema } from "../../actors/domain/signal.ts";
import { timingSchema } from "../../actors/domain/article.ts";
import { sentimentLabelSchema } from "../../actors/domain/sentiment.ts";
import { actorStateSchema, modeSchema } from "../../actors/domain/system_status.ts";

export * from "./control_views.ts";
export * from "./learning_views.ts";

/**
 * What the API answers, as schemas. Moments are ISO 8601 in UTC with a Z; `at` is market time.
 * Money, prices and quantities are decimal strings; scores, strengths and weights are numbers.
 */

const moment = z.iso.datetime();
const id = z.string().min(1);

/** One strategy's vote, with what it adds to the score: weight x direction x strength. */
export const voteView = z.object({
  strategy: z.string(),
  direction: z.union([z.literal(1), z.literal(-1), z.literal(0)]),
  strength: z.number(),
  weight: z.number(),
  contribution: z.number(),
  reason: reasonSchema,
});
export type VoteView = z.output<typeof voteView>;

/** The side that the ensemble wanted to hold, with every vote. */
export const signalView = z.object({
  signalId: id,
  at: moment,
  ticker: tickerSchema,
  timeframe: timeframeSchema,
  side: sideSchema,
  score: z.number(),
  threshold: z.number(),
  /** Close of the bar that decided. */
  price: decimalSchema,
  expiresAt: moment,
  votes: z.array(voteView),
  /** Why it was not traded; null where risk did not refuse it. */
  rejection: z.object({ rule: z.string(), message: z.string() }).nullable(),
});
export type SignalView = z.output<typeof signalView>;

/** One execution of an order of ours, with the signal that it goes back to. */
export const tradeView = z.object({
  tradeId: id,
  /** When it became knowable. */
  at: moment,
  /** When the venue did it. */
  executedAt: moment,
  orderId: id,
  clientOrderId: id,
  /** Null: an operator's order. */
  signalId: id.nullable(),
  ticker: tickerSchema,
  side: sideSchema,
  /** Of the order, with this execution. */
  status: z.enum(["partially_filled", "filled"]),
  lastQuantity: decimalSchema,
  lastPrice: decimalSchema,
  fee: decimalSchema,
  cumulativeQuantity: decimalSchema,
  /** Units ordered. */
  quantity: decimalSchema,
  signal: signalView.nullable(),
});
export type TradeView = z.output<typeof tradeView>;

/** Another article that told the same story. */
export const copyView = z.object({
  articleId: id,
  source: z.string(),
  title: z.string(),
  url: z.string().nullable(),
  at: moment,
});

/** What was made of an article. */
export const judgementView = z.object({
  label: sentimentLabelSchema,
  /** From -1 to 1. */
  score: z.number(),
  /** How likely the label is right, from 0 to 1. */
  confidence: z.number(),
  analyzer: z.string(),
  model: z.object({ id: z.string(), digest: z.string() }),
  /** Why that analyser was used. */
  why: z.string(),
  scoredAt: moment,
  /** Whether it came with the article, from a recording. */
  recorded: z.boolean(),
});
export type JudgementView = z.output<typeof judgementView>;

/** A story: the article that told it first, with its copies folded in. */
export const newsView = z.object({
  articleId: id,
  /** When decisions may know of it. */
  at: moment,
  source: z.string(),
  title: z.string(),
  summary: z.string(),
  url: z.string().nullable(),
  /** Null: the source states no date with a zone. */
  publishedAt: moment.nullable(),
  firstSeenAt: moment,
  timing: timingSchema,
  tickers: z.array(tickerSchema),
  /** Null: not judged yet. */
  sentiment: judgementView.nullable(),
  copies: z.array(copyView),
  /** Why it moves no decision; null where it may. */
  ignored: z.string().nullable(),
});
export type NewsView = z.output<typeof newsView>;

/** A source of news and how it does. */
export const sourceView = z.object({
  source: z.string(),
  enabled: z.boolean(),
  /** How much it counts beside others, from 0 to 1. */
  weight: z.number(),
  /** Its description, as a POST takes it; null where it is none. */
  config: sourceConfigSchema.nullable(),
  /** Why the description is none, as a sentence: the source is left out; null where it is one. */
  problem: z.string().nullable(),
  /** Why nobody asks it now, as a sentence; null where it is asked when it is due. */
  waits: z.string().nullable(),
  /** When it was last changed, in system time. With quotes around it this is its ETag. */
  updatedAt: moment,
  /** Null: never polled. */
  health: z.object({
    polls: z.int(),
    items: z.int(),
    newItems: z.int(),
    /** Entries that were left out because they could not be used. */
    skipped: z.int(),
    errors: z.int(),
    failuresInRow: z.int(),
    lastPollAt: moment.nullable(),
    lastSuccessAt: moment.nullable(),
    /** When something was new last: a source may answer for weeks and tell nothing. */
    lastNewAt: moment.nullable(),
    lastFailure: z.object({ code: z.string(), message: z.string(), at: moment.nullable() })
      .nullable(),
    nextPollAt: moment.nullable(),
  }).nullable(),
});
export type SourceView = z.output<typeof sourceView>;

/** An analyser of news, and how it does. */
export const analyzerView = z.object({
  analyzer: z.string(),
  state: z.enum(["ready", "fetching", "restarting", "left alone", "unavailable"]),
  /** Why it cannot be had; null where it can. */
  reason: z.string().nullable(),
  /** Since when it is in this state, in system time. */
  since: moment,
  /** Articles that it judged: its word stood. */
  judged: z.int(),
  latency: z.object({
    /** How long its judgements took in all. */
    seconds: z.number(),
    /** How many took at most so many seconds; `le` null: all of them. */
    buckets: z.array(z.object({ le: z.number().nullable(), count: z.int() })),
  }),
});
export type AnalyzerView = z.output<typeof analyzerView>;

/** An order of ours. */
export const orderView = z.object({
  orderId: id,
  /** The idempotency key towards the broker. */
  clientOrderId: id,
  /** Null until the broker has told one. */
  brokerOrderId: id.nullable(),
  /** Null: an operator's order. */
  signalId: id.nullable(),
  /** Which attempt at the signal's wish it is, from 1. */
  attempt: z.int(),
  /** When it was decided. */
  at: moment,
  updatedAt: moment,
  ticker: tickerSchema,
  side: sideSchema,
  type: z.enum(["market", "limit", "stop", "stop_limit", "trailing_stop"]),
  timeInForce: z.enum(["day", "gtc"]),
  status: orderStatusSchema,
  /** Whether it reduces a position. */
  closing: z.boolean(),
  quantity: decimalSchema,
  filledQuantity: decimalSchema,
  /** Of its fills; null before the first. */
  averagePrice: decimalSchema.nullable(),
  /** The last price known when it was decided. */
  referencePrice: decimalSchema,
  /** Why it was rejected or ended, where the broker says. */
  reason: z.string().nullable(),
});
export type OrderView = z.output<typeof orderView>;

/** A signal that risk refused, and the rule that it broke. */
export const rejectionView = z.object({
  rejectionId: id,
  signalId: id,
  at: moment,
  ticker: tickerSchema,
  side: sideSchema,
  /** What would have been ordered. */
  quantity: decimalSchema,
  rule: z.string(),
  /** What the rule allows and what was found, in words. */
  limit: z.string(),
  value: z.string(),
  /** One sentence. */
  message: z.string(),
});
export type RejectionView = z.output<typeof rejectionView>;

/** What is held of one ticker, valued at its last price. Profit is before fees. */
export const positionView = z.object({
  ticker: tickerSchema,
  /** Negative: short. */
  quantity: decimalSchema,
  /** Average cost of a share. */
  averagePrice: decimalSchema.nullable(),
  /** The last price known; null before the first: the position then counts at its cost. */
  marketPrice: decimalSchema.nullable(),
  marketValue: decimalSchema,
  unrealisedPnl: decimalSchema,
  realisedPnl: decimalSchema,
  fees: decimalSchema,
  openedAt: moment.nullable(),
  updatedAt: moment,
});
export type PositionView = z.output<typeof positionView>;

/** The account as the ledger has it; the amounts are null before the executor's first entry. */
export const portfolioView = z.object({
  /** When the ledger changed last. */
  at: moment.nullable(),
  currency: z.literal("USD"),
  startingCash: decimalSchema.nullable(),
  cash: decimalSchema.nullable(),
  /** Cash and the market value of every position. */
  equity: decimalSchema.nullable(),
  /** Equity less what there was in the beginning. */
  pnl: decimalSchema.nullable(),
  /** Of everything closed, and every fee taken off. */
  realisedPnl: decimalSchema.nullable(),
  /** Of everything held, before fees. */
  unrealisedPnl: decimalSchema.nullable(),
});
export type PortfolioView = z.output<typeof portfolioView>;

/** What the account was worth at a moment. */
export const equityView = z.object({ at: moment, equity: decimalSchema });
export type EquityView = z.output<typeof equityView>;

/** One bar, as traded. */
export const barView = z.object({
  ticker: tickerSchema,
  timeframe: timeframeSchema,
  startsAt: moment,
  at: moment,
  open: decimalSchema,
  high: decimalSchema,
  low: decimalSchema,
  close: decimalSchema,
  volume: decimalSchema,
});
export type BarView = z.output<typeof barView>;

/** How far behind an actor is on one stream. */
export const depthView = z.object({
  stream: z.string(),
  /** Messages not yet acknowledged, pending and parked ones included. */
  depth: z.int(),
  pending: z.int(),
  parked: z.int(),
  /** Market time of the oldest message that waits. */
  oldestAt: moment.nullable(),
  /** How long market time has gone on since, in milliseconds. */
  ageMs: z.int().nullable(),
});
export type DepthView = z.output<typeof depthView>;

/** One actor. `since` and `lastFailure.at` are system time. */
export const actorView = z.object({
  name: z.string(),
  state: actorStateSchema,
  since: moment,
  restarts: z.int(),
  epoch: z.int().nullable(),
  lastFailure: z.object({ name: z.string(), message: z.string(), at: moment.nullable() })
    .nullable(),
  progress: z.object({ consumed: z.int(), marketTime: moment.nullable(), outbox: z.int() }),
  mailbox: z.array(depthView),
});
export type ActorView = z.output<typeof actorView>;

/** The actors, and when the supervisor said so (system time). */
export const actorsView = z.object({
  at: moment.nullable(),
  mode: modeSchema.nullable(),
  marketTime: moment.nullable(),
  items: z.array(actorView),
  nextCursor: z.string().nullable(),
});
export type ActorsView = z.output<typeof actorsView>;

/** A message that could not be handled. `deadAt` is system time. */
export const deadLetterView = z.object({
  id,
  stream: z.string(),
  group: z.string(),
  seq: z.int(),
  key: z.string(),
  reason: z.string(),
  attempts: z.int(),
  deadAt: moment,
  bodyBytes: z.int(),
  /** The beginning of the message's bytes, read as UTF-8. */
  body: z.string(),
  bodyComplete: z.boolean(),
});
export type DeadLetterView = z.output<typeof deadLetterView>;

/** A backtest that was asked for. Its times are system time. */
export const backtestView = z.object({
  runId: id,
  status: runStatusSchema,
  requestedAt: moment,
  startedAt: moment.nullable(),
  finishedAt: moment.nullable(),
  /** What was asked for, defaults filled in. */
  request: backtestOrderSchema,
  /** Version of the program that ran it: with request and digest, all that the result depends on. */
  version: z.string(),
  /** SHA-256 of the bars; null before they are read. */
  dataDigest: z.string().nullable(),
  progress: runProgressSchema,
  /** Why it failed; null where it did not. */
  reason: z.string().nullable(),
  /** Some statistics of the result; null before there is one. */
  summary: z.record(z.string(), z.union([z.number(), z.string()]).nullable()).nullable(),
});
export type BacktestView = z.output<typeof backtestView>;
