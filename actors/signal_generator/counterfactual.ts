import type { Json } from "../../runtime/delivery/store.ts";
import type { Bar } from "../domain/market.ts";
import type { Side, Vote } from "../domain/signal.ts";
import type { TickerSentimentState } from "../domain/ticker_sentiment.ts";
import { agreementOf, scoreOf, sideOf, voteOf } from "./ensemble.ts";
import { shippedStrategies } from "./strategies/shelf.ts";
import type { Strategy, StrategyMemory } from "./strategies/strategy.ts";

/** What the ensemble had before it when it made a signal, as it was recorded. */
export interface Evidence {
  readonly bar: Bar;
  readonly threshold: number;
  readonly minAgreement: number;
  readonly votes: readonly Vote[];
  readonly members: readonly {
    readonly strategy: string;
    readonly weight: number;
    readonly warm: boolean;
    readonly readNews: boolean;
    readonly params: Readonly<Record<string, Json>> | null;
    readonly memory: Readonly<Record<string, Json>> | null;
  }[];
  readonly stories: TickerSentimentState["votes"];
}

/** What the votes would have come to without one of the things that led to them. */
export type Counterfactual =
  & {
    readonly without:
      | { readonly kind: "story"; readonly articleId: string }
      | { readonly kind: "all_stories" }
      | { readonly kind: "strategy"; readonly strategy: string };
  }
  & (
    | {
      readonly known: true;
      readonly score: number;
      /** The side of the signal that would have been; null: none. */
      readonly side: Side | null;
      /** Each vote as it would have been. */
      readonly votes: readonly Vote[];
    }
    /** It cannot be told, and why. */
    | { readonly known: false; readonly why: string }
  );

/**
 * What the signal would have been without each story, without all of them, and without each strategy that voted: judged
 * again by the ensemble and the strategies that judged it, from what was recorded. Where the recorded
 * inputs do not even give the recorded votes, nothing is concluded from them.
 * @param shelf strategies by which to judge again
 */
export function counterfactuals(
  evidence: Evidence,
  shelf: readonly Strategy[] = shippedStrategies,
): readonly Counterfactual[] {
  const { stories, votes } = evidence;
  const withoutStrategies = votes.filter(({ direction }) => direction !== 0).map((
    { strategy },
  ) => ({
    without: { kind: "strategy", strategy } as const,
    ...outcomeOf(evidence, votes.filter((vote) => vote.strategy !== strategy)),
  }));
  const same = votesWith(evidence, stories, shelf);
  const fault = same.known ? faultOf(votes, same.votes) : same.why;
  const judge = (without: Counterfactual["without"], left: typeof stories): Counterfactual => {
    if (fault !== null) return { without, known: false, why: fault };
    const judged = votesWith(evidence, left, shelf);
    return judged.known
      ? { without, ...outcomeOf(evidence, judged.votes) }
      : { without, known: false, why: judged.why };
  };
  const withoutStories = stories.map(({ articleId }) =>
    judge({ kind: "story", articleId }, stories.filter((each) => each.articleId !== articleId))
  );
  const withoutAll = stories.length < 2 ? [] : [judge({ kind: "all_stories" }, [])];
  return [...withoutStories, ...withoutAll, ...withoutStrategies];
}

function outcomeOf({ threshold, minAgreement }: Evidence, votes: readonly Vote[]) {
  const score = scoreOf(votes);
  const agrees = agreementOf(votes) >= minAgreement;
  return { known: true, score, side: agrees ? sideOf(score, threshold) : null, votes } as const;
}

type Judged =
  | { readonly known: true; readonly votes: readonly Vote[] }
  | { readonly known: false; readonly why: string };

/** The votes as they are with these stories: only who looked at the stories is asked again. */
function votesWith(
  { bar, members, votes }: Evidence,
  stories: Evidence["stories"],
  shelf: readonly Strategy[],
): Judged {
  const judged: Vote[] = [];
  for (const { strategy: name, weight, warm, readNews, params, memory } of members) {
    const vote = votes.find(({ strategy }) => strategy === name);
    if (!readNews) {
      if (vote !== undefined) judged.push(vote);
      continue;
    }
    const found = shelf.find((each) => each.name === name);
    if (found === undefined || found.version !== null) {
      return { known: false, why: `${name} is a strategy of your own, which is not at hand here` };
    }
    if (params === null || memory === null) {
      return { known: false, why: `what ${name} remembered before the bar was not kept` };
    }
    const strategy = found.prepare(params);
    // Only a memory of this very strategy is ever recorded under its name.
    const own = structuredClone(memory) as StrategyMemory;
    const opinion = strategy.evaluate(own, { bar, news: { votes: stories, past: [] } });
    if (opinion !== null && warm) judged.push(voteOf(strategy, weight, opinion));
  }
  return { known: true, votes: judged };
}

/** Why votes that were judged again are not those that were recorded; null: they are. */
function faultOf(recorded: readonly Vote[], again: readonly Vote[]): string | null {
  const text = (votes: readonly Vote[]) =>
    JSON.stringify(
      votes.map(({ strategy, direction, strength }) => [strategy, direction, strength]).sort(),
    );
  return text(recorded) === text(again)
    ? null
    : "this version of the strategies judges the recorded inputs otherwise than the one that decided";
}
