import { z } from "zod";
import { decimalSchema, orderStatusSchema } from "../../actors/domain/order.ts";
import { tickerSchema } from "../../actors/domain/market.ts";
import { sideSchema } from "../../actors/domain/signal.ts";
import { adjustmentView, roundTripView } from "./learning_views.ts";
import { copyView, judgementView, orderView, signalView } from "./views.ts";

/** What explains one decision, from the headlines to the weights, as schemas; see `views.ts`. */

const moment = z.iso.datetime();
const id = z.string().min(1);

/** What a signal would have been without something: judged again, not estimated. */
export const counterfactualView = z.object({
  without: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("story"), articleId: id }),
    z.object({ kind: z.literal("all_stories") }),
    z.object({ kind: z.literal("strategy"), strategy: id }),
  ]),
  /** `unknown`: it cannot be told, and the sentence says why. */
  outcome: z.enum(["no_signal", "opposite", "weaker", "stronger", "same", "unknown"]),
  /** What the votes would have come to. */
  score: z.number().nullable(),
  /** The side of the signal that would have been; null: none, or unknown. */
  side: sideSchema.nullable(),
  /** For people, without a subject: `no signal: +0.12, and it takes +0.30`. */
  sentence: z.string(),
});
export type CounterfactualView = z.output<typeof counterfactualView>;

/** A story behind a decision. */
export const headlineView = z.object({
  /** The article that told it first. */
  articleId: id,
  storyId: id,
  /** Null, like what follows: the article is no longer stored. */
  title: z.string().nullable(),
  source: z.string().nullable(),
  url: z.string().nullable(),
  publishedAt: moment.nullable(),
  firstSeenAt: moment.nullable(),
  /** When decisions could know of it. */
  at: moment.nullable(),
  copies: z.array(copyView),
  /** Null: not judged yet, or no longer stored. */
  sentiment: judgementView.extend({
    probabilities: z.object({ positive: z.number(), neutral: z.number(), negative: z.number() }),
    tickers: z.array(tickerSchema),
  }).nullable(),
  /** As it stood in the ticker's buffer at the decision; null: it did not. */
  stood: z.object({
    at: moment,
    ageMs: z.number(),
    score: z.number(),
    confidence: z.number(),
    sourceWeight: z.number(),
  }).nullable(),
  /** What the signal would have been without it; null: it did not stand behind it. */
  without: counterfactualView.nullable(),
});
export type HeadlineView = z.output<typeof headlineView>;

/** What risk and sizing made of a signal. */
export const decisionView = z.object({
  at: moment,
  /** The time that risk judged by. */
  judgedAt: moment,
  outcome: z.enum(["placed", "refused", "nothing"]),
  /** Why nothing was to be done: a code; null otherwise. */
  reason: z.string().nullable(),
  /** What every rule found that was asked, in order. */
  checks: z.array(z.object({
    rule: z.string(),
    passed: z.boolean(),
    limit: z.string(),
    value: z.string(),
    /** Share of the limit that is used, where both are amounts. */
    used: z.number().nullable(),
  })),
  /** Null: an exit closes what is held. */
  sizing: z.object({
    method: z.string(),
    equity: decimalSchema,
    price: decimalSchema,
    /** What the method wished, and what it came to. */
    wished: decimalSchema,
    quantity: decimalSchema,
    /** The limit that left the least room, in dollars, and whether it decided. */
    tightest: z.object({ rule: z.string(), room: decimalSchema }),
    capped: z.boolean(),
  }).nullable(),
});
export type DecisionView = z.output<typeof decisionView>;

/** One execution within a lineage. */
export const lineageFillView = z.object({
  tradeId: id,
  at: moment,
  executedAt: moment,
  side: sideSchema,
  quantity: decimalSchema,
  price: decimalSchema,
  fee: decimalSchema,
  cumulativeQuantity: decimalSchema,
  signalId: id.nullable(),
});
export type LineageFillView = z.output<typeof lineageFillView>;

/** An order with the states that it went through and its executions. */
export const lineageOrderView = orderView.extend({
  states: z.array(z.object({
    status: orderStatusSchema,
    filledQuantity: decimalSchema,
    at: moment,
    /** System time at which we knew it, and how long after the intent that was. */
    knownAt: moment,
    afterMs: z.number(),
    reason: z.string().nullable(),
  })),
  fills: z.array(lineageFillView),
  /** Dollars that the fills cost more than the price of the decision; negative: less. */
  slippage: decimalSchema.nullable(),
});
export type LineageOrderView = z.output<typeof lineageOrderView>;

/** A round trip with both of its ends. */
export const lineageTripView = roundTripView.extend({
  /** Profit as a share of the entry's value. */
  return: z.number(),
  /** Whether the decision that is explained opened it, or closed it. */
  role: z.enum(["opened", "closed"]),
  /** The other end: its executions, and its signal. */
  other: z.object({
    fill: lineageFillView.nullable(),
    signal: signalView.nullable(),
  }),
});
export type LineageTripView = z.output<typeof lineageTripView>;

/** Something that a lineage lacks. */
export const missingView = z.object({
  part: z.enum([
    "headline",
    "score",
    "evidence",
    "signal",
    "decision",
    "order",
    "order_states",
    "fill",
    "round_trip",
    "weights",
  ]),
  /** `pending`: it has not happened yet. `lost`: it happened, and is not stored. */
  state: z.enum(["pending", "lost"]),
  /** One sentence. */
  why: z.string(),
});
export type MissingView = z.output<typeof missingView>;

/** Everything about one decision: from the headlines to the weights. */
export const lineageView = z.object({
  /** What was asked for. */
  id,
  kind: z.enum(["trade", "order", "signal", "article", "round_trip"]),
  ticker: tickerSchema.nullable(),
  /** How far it came. */
  stage: z.enum([
    "told",
    "signalled",
    "refused",
    "nothing_to_do",
    "ordered",
    "unfilled",
    "holding",
    "closed",
  ]),
  /** Whether nothing is missing that has happened. */
  complete: z.boolean(),
  missing: z.array(missingView),
  /** Those that mattered most first. */
  headlines: z.array(headlineView),
  /** Null: nothing was decided on it yet, or an operator did. */
  signal: signalView.nullable(),
  /** Strategies that took part and said nothing. */
  silent: z.array(z.object({ strategy: id, weight: z.number(), warm: z.boolean() })),
  /** What the signal would have been without each strategy that voted, and without any news. */
  counterfactuals: z.array(counterfactualView),
  decision: decisionView.nullable(),
  orders: z.array(lineageOrderView),
  roundTrips: z.array(lineageTripView),
  /** What the decision's round trips earned so far, costs taken off; null: none is closed. */
  result: z.object({
    pnl: decimalSchema,
    fees: decimalSchema,
    return: z.number(),
    /** Whether some of what was bought is still held. */
    open: z.boolean(),
  }).nullable(),
  /** The decision about the weights that followed the last exit; null: none yet. */
  adjustment: adjustmentView.nullable(),
  /** Where the time went, in order. */
  stages: z.array(z.object({
    stage: z.enum(["published", "scored", "waited_for_bar", "decided", "accepted", "filled"]),
    ms: z.number(),
    clock: z.enum(["market", "system"]),
  })),
  /** Of an article: the signals that its story stood behind, the first of them. */
  alsoBehind: z.array(z.object({ signalId: id, outcome: decisionView.shape.outcome.nullable() })),
});
export type LineageView = z.output<typeof lineageView>;
