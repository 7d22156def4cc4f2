import { z } from "zod";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { Members, ShadowTrip, StrategyWeight } from "../domain/learning.ts";
import type { Split } from "../domain/market.ts";
import { decimal } from "../domain/money.ts";
import type { Trade } from "../domain/order.ts";
import type { Signal } from "../domain/signal.ts";
import { type Adjustment, type EvidenceOf, learnedAdjustment } from "./adjustment.ts";
import type { LearningRules } from "./config.ts";
import { type Shares, sharesOf } from "./evaluator.ts";

export { creditsOf } from "./evaluator.ts";
export type { RoundTrip } from "./round_trips.ts";
import { type Lot, pairFill, type RoundTrip, splitLots } from "./round_trips.ts";
import {
  adjust,
  type Adjuster,
  adjusterSchema,
  type Gain,
  newAdjuster,
} from "./weight_adjuster.ts";

/**
 * The learning engine's decisions: what became known goes in, in the order of the system, and round
 * trips and adjustments come out. No clock, no chance: the same closes give the same weights, live, in
 * a replay and in a backtest.
 */

/** What one strategy earned since the last adjustment, as shares of the entries' values. */
export const evidenceSchema = z.strictObject({
  /** Real profit, in proportion to its part in each entry, and the round trips that it had a part in. */
  credit: z.number(),
  creditTrips: z.int().nonnegative(),
  /** Profit of its shadow, and the positions that the shadow closed. */
  shadow: z.number(),
  shadowTrips: z.int().nonnegative(),
});
export type Evidence = z.output<typeof evidenceSchema>;

/** What is remembered beside lots and votes; plain JSON. */
export const ledgerSchema = z.strictObject({
  /** Null until the signal generator has said who takes part. */
  adjuster: adjusterSchema.nullable(),
  /** By name, since the last adjustment. */
  evidence: z.record(z.string(), evidenceSchema),
  /** Round trips that were closed since the beginning, or the last reset. */
  closes: z.int().nonnegative(),
  /** Whether the weights stand still, whatever is learned. */
  frozen: z.boolean(),
});
export type Ledger = z.output<typeof ledgerSchema>;

/** A signal's votes, kept for the fills that may come of it. */
export const heardSignalSchema = z.strictObject({
  signalId: z.string().min(1),
  ticker: z.string().min(1),
  at: z.int(),
  buy: z.array(z.strictObject({ strategy: z.string(), share: z.number() })),
  sell: z.array(z.strictObject({ strategy: z.string(), share: z.number() })),
});
export type HeardSignal = z.output<typeof heardSignalSchema>;

/** Everything that the engine knows. Changed in place. */
export interface Learning {
  readonly rules: LearningRules;
  ledger: Ledger;
  /** Open lots by ticker. */
  readonly lots: Map<string, readonly Lot[]>;
  /** The last signals of each ticker, oldest first. */
  readonly heard: Map<string, HeardSignal[]>;
}

/** Signals that are kept for each ticker: a fill goes back to one of the last. */
export const HEARD_MAX = 64;

/** An engine that has learned nothing. */
export function newLearning(rules: LearningRules): Learning {
  const ledger = { adjuster: null, evidence: {}, closes: 0, frozen: false };
  return { rules, ledger, lots: new Map(), heard: new Map() };
}

/**
 * Takes in who takes part. Others than before, or other starting weights, begin anew at the weights of
 * the configuration; false where nothing has changed.
 */
export function onMembers(learning: Learning, { members }: Members): boolean {
  const fresh = newAdjuster(members);
  const { adjuster } = learning.ledger;
  if (adjuster !== null && sameMembers(adjuster, fresh)) return false;
  learning.ledger = { ...learning.ledger, adjuster: fresh, evidence: {} };
  return true;
}

/** Keeps a signal's votes; returns the kept one and those that are let go of. */
export function onSignal(
  learning: Learning,
  signal: Pick<Signal, "signalId" | "ticker" | "votes">,
  at: Millis,
): { readonly kept: HeardSignal; readonly forgotten: readonly HeardSignal[] } {
  const { signalId, ticker, votes } = signal;
  const kept = {
    signalId,
    ticker,
    at,
    buy: [...sharesOf("buy", votes)],
    sell: [...sharesOf("sell", votes)],
  };
  const heard = learning.heard.get(ticker) ?? [];
  heard.push(kept);
  learning.heard.set(ticker, heard);
  return { kept, forgotten: heard.splice(0, Math.max(0, heard.length - HEARD_MAX)) };
}

/** Books a fill; returns the round trips that it closed, each credited to those who voted for it. */
export function onTrade(learning: Learning, trade: Trade, at: Millis): readonly RoundTrip[] {
  const before = learning.lots.get(trade.ticker) ?? [];
  const { lots, trips } = pairFill(before, trade, at, sharesFor(learning, before, trade));
  learning.lots.set(trade.ticker, lots);
  if (trips.length === 0) return trips;
  const evidence = { ...learning.ledger.evidence };
  for (const { pnl, entryValue, shares } of trips) {
    const profit = decimal(pnl).dividedBy(entryValue).toNumber();
    for (const { strategy, share } of shares) {
      const found = evidence[strategy] ?? NO_EVIDENCE;
      evidence[strategy] = {
        ...found,
        credit: found.credit + share * profit,
        creditTrips: found.creditTrips + 1,
      };
    }
  }
  const { ledger } = learning;
  learning.ledger = { ...ledger, evidence, closes: ledger.closes + trips.length };
  return trips;
}

/** Takes in what a strategy would have earned alone. */
export function onShadow(learning: Learning, { strategy, profit }: ShadowTrip): void {
  const { evidence } = learning.ledger;
  const found = evidence[strategy] ?? NO_EVIDENCE;
  const changed = {
    ...found,
    shadow: found.shadow + profit,
    shadowTrips: found.shadowTrips + 1,
  };
  learning.ledger = { ...learning.ledger, evidence: { ...evidence, [strategy]: changed } };
}

/** Brings the open lots of a ticker to the new unit. */
export function onSplit(learning: Learning, { ticker, ratio }: Split): void {
  learning.lots.set(ticker, splitLots(learning.lots.get(ticker) ?? [], ratio));
}

/**
 * A session is over: what it showed is weighed, and weights may move. Null before anybody is known to
 * take part.
 * @param at market time of the decision, after the close
 * @param effectiveAt the open from which on new weights apply
 */
export function onSessionClosed(
  learning: Learning,
  at: Millis,
  effectiveAt: Millis,
): Adjustment | null {
  const { ledger, rules } = learning;
  const { adjuster, evidence, closes, frozen } = ledger;
  if (adjuster === null) return null;
  const enough = closes >= rules.closesMin;
  const moved = enough ? adjust(adjuster, gainsOf(evidence), rules.adjuster) : adjuster;
  const after = frozen ? { ...moved, weights: adjuster.weights } : moved;
  if (enough) learning.ledger = { ...ledger, adjuster: after, evidence: {} };
  return learnedAdjustment({
    at,
    effectiveAt,
    before: adjuster,
    after,
    evidence: evidenceFor(adjuster, evidence),
    closes,
    closesMin: rules.closesMin,
    outcome: enough ? frozen ? "frozen" : "learned" : "not_enough_trades",
  });
}

/** The weights in force, or about to be; null before anybody is known to take part. */
export function weightsOf({ ledger }: Learning): readonly StrategyWeight[] | null {
  return ledger.adjuster?.weights ?? null;
}

const NO_EVIDENCE: Evidence = { credit: 0, creditTrips: 0, shadow: 0, shadowTrips: 0 };

function gainsOf(evidence: Ledger["evidence"]): Map<string, Gain> {
  return new Map(
    Object.entries(evidence).map(([strategy, { credit, creditTrips, shadow, shadowTrips }]) => [
      strategy,
      { gain: credit + shadow, trips: creditTrips + shadowTrips },
    ]),
  );
}

function evidenceFor({ standings }: Adjuster, evidence: Ledger["evidence"]): EvidenceOf[] {
  return standings.map(({ strategy }) => ({
    strategy,
    ...evidence[strategy] ?? NO_EVIDENCE,
  }));
}

/** Of the signal that was traded; where it is forgotten, of the lot that it opened before. */
function sharesFor({ heard }: Learning, lots: readonly Lot[], trade: Trade): Shares {
  const signal = heard.get(trade.ticker)?.find(({ signalId }) => signalId === trade.signalId);
  if (signal !== undefined) return signal[trade.side];
  return lots.find(({ signalId, side }) => signalId === trade.signalId && side === trade.side)
    ?.shares ?? [];
}

function sameMembers(one: Adjuster, other: Adjuster): boolean {
  const text = ({ standings }: Adjuster) =>
    JSON.stringify(standings.map(({ strategy, prior }) => [strategy, prior]).sort());
  return text(one) === text(other);
}
