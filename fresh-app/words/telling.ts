import type { ActorState } from "../../actors/domain/system_status.ts";
import { wordReason } from "../../actors/domain/reason_words.ts";
import type { Reason, Side } from "../../actors/domain/signal.ts";
import type { SignalView, TradeView, VoteView } from "../api/views.ts";
import { figure, money, score, shares } from "./format.ts";
import { sentenceCase, spaced } from "./names.ts";

/** What happened, in one sentence: `Bought 12 AAPL at $231.45, the whole order; the fee was $0.35.` */
export function tellTrade(trade: TradeView): string {
  const { side, lastQuantity, ticker, lastPrice, cumulativeQuantity, quantity, fee } = trade;
  const part = cumulativeQuantity === quantity
    ? lastQuantity === quantity ? "the whole order" : "the rest of the order"
    : `so far ${shares(cumulativeQuantity)} of ${shares(quantity)}`;
  const verb = side === "buy" ? "Bought" : "Sold";
  return `${verb} ${shares(lastQuantity)} ${ticker} at ${money(lastPrice)}, ${part}; the fee was ` +
    `${money(fee)}.`;
}

/** Why it was wanted: the score against its threshold, then every vote. */
export function tellSignal(signal: SignalView): string {
  const { side, score: total, threshold, votes } = signal;
  const verdict = `The votes came to ${score(total)}, and ${side}ing takes ` +
    `${score(side === "buy" ? threshold : -threshold)}.`;
  return [verdict, ...[...votes].sort(byWeightOfOpinion).map(tellVote)].join(" ");
}

/** `Momentum voted buy with +0.312 (strength 0.62 × weight 0.50): the fast average …` */
export function tellVote(
  { strategy, direction, strength, weight, contribution, reason }: VoteView,
): string {
  const name = sentenceCase(strategy);
  if (direction === 0) return `${name} had no opinion: ${tellReason(reason)}.`;
  return `${name} voted ${sideOf(direction)} with ${score(contribution)} (strength ${
    figure2(strength)
  } × ` +
    `weight ${figure2(weight)}): ${tellReason(reason)}.`;
}

/** Words for the reasons that are known; any other by its code and numbers. */
export function tellReason(reason: Reason): string {
  return wordReason(reason, figure);
}

/** A short form for a table: `momentum +0.312, mean reversion −0.100`. */
export function votesInShort(votes: readonly VoteView[]): string {
  return votes.map(({ strategy, contribution }) => `${spaced(strategy)} ${score(contribution)}`)
    .join(", ");
}

/** How an actor is, as four kinds that a reader tells apart at a glance. */
export type Wellness = "well" | "restarting" | "stopped" | "failed";

/** See {@link Wellness}. */
export function wellness(state: ActorState): Wellness {
  switch (state) {
    case "ready":
      return "well";
    case "waiting":
    case "starting":
      return "restarting";
    case "failed":
      return "failed";
    default:
      return "stopped";
  }
}

/** An actor's state in a word that follows "is". */
export function stateWord(state: ActorState): string {
  return STATE_WORDS[state];
}

const STATE_WORDS: Readonly<Record<ActorState, string>> = {
  down: "not started",
  waiting: "waiting to restart",
  starting: "starting",
  ready: "running",
  draining: "finishing its work",
  stopping: "stopping",
  finished: "finished",
  failed: "failed and not restarted",
  stopped: "stopped",
};

function sideOf(direction: 1 | -1): Side {
  return direction === 1 ? "buy" : "sell";
}

function figure2(value: number): string {
  return value.toFixed(2);
}

function byWeightOfOpinion(a: VoteView, b: VoteView): number {
  return Math.abs(b.contribution) - Math.abs(a.contribution);
}
