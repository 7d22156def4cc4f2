import type { SignalWithVotes } from "../../../db/repositories/signals.ts";
import type { SignalEvidenceRow } from "../../../db/tables/lineage.ts";
import { barSchema } from "../../../actors/domain/market.ts";
import type { Vote } from "../../../actors/domain/signal.ts";
import {
  type Counterfactual,
  counterfactuals,
  type Evidence,
} from "../../../actors/signal_generator/core.ts";
import type { CounterfactualView } from "../lineage_views.ts";

/** What the signal would have been otherwise, judged again by the core that judged it. */
export function counterfactualViews(
  signal: SignalWithVotes,
  row: SignalEvidenceRow,
): readonly CounterfactualView[] {
  return counterfactuals(evidenceOf(signal, row)).map((each) => viewOf(signal, each));
}

function evidenceOf(signal: SignalWithVotes, row: SignalEvidenceRow): Evidence {
  // The order of the sum is the members'.
  const place = new Map(row.members.map(({ strategy }, i) => [strategy, i]));
  const votes = signal.votes.map(
    ({ strategy, direction, strength, weight, reason_code, reason }): Vote => ({
      strategy,
      direction,
      strength,
      weight,
      reason: { code: reason_code, numbers: reason },
    }),
  ).sort((a, b) => (place.get(a.strategy) ?? 0) - (place.get(b.strategy) ?? 0));
  return {
    bar: barSchema.parse(row.bar),
    threshold: signal.threshold,
    minAgreement: row.min_agreement,
    votes,
    members: row.members,
    stories: row.stories,
  };
}

function viewOf(signal: SignalWithVotes, what: Counterfactual): CounterfactualView {
  const { without } = what;
  if (!what.known) {
    return { without, outcome: "unknown", score: null, side: null, sentence: what.why };
  }
  const { score, side } = what;
  const outcome = outcomeOf(signal, score, side);
  return { without, outcome, score, side, sentence: sentenceOf(signal, outcome, score) };
}

function outcomeOf(
  signal: SignalWithVotes,
  score: number,
  side: CounterfactualView["side"],
): CounterfactualView["outcome"] {
  if (side === null) return "no_signal";
  if (side !== signal.side) return "opposite";
  const change = Math.abs(score) - Math.abs(signal.score);
  if (change === 0) return "same";
  return change < 0 ? "weaker" : "stronger";
}

function sentenceOf(
  { score: was, side, threshold }: SignalWithVotes,
  outcome: CounterfactualView["outcome"],
  score: number,
): string {
  const [is, before] = toldApart(score, was);
  switch (outcome) {
    case "no_signal":
      return Math.abs(score) >= threshold
        ? `no signal: ${is}, but the votes would have agreed too little`
        : `no signal: ${is} instead of ${before}, and it takes ${
          told(side === "buy" ? threshold : -threshold, 2)
        }`;
    case "opposite":
      return `the other side: ${is} instead of ${before}`;
    case "same":
      return `the same: ${told(was, 2)}`;
    default:
      return `${outcome}: ${is} instead of ${before}`;
  }
}

/** Both scores with as many places as it takes to tell them apart, at least two. */
function toldApart(score: number, was: number): [string, string] {
  for (let places = 2; places < 6; places++) {
    const both: [string, string] = [told(score, places), told(was, places)];
    if (both[0] !== both[1]) return both;
  }
  return [told(score, 6), told(was, 6)];
}

function told(score: number, places: number): string {
  const text = Math.abs(score).toFixed(places);
  return Number(text) === 0 ? text : `${score > 0 ? "+" : "\u2212"}${text}`;
}
