import { z } from "zod";
import { millisSchema } from "./market.ts";
import type { ScoredArticle } from "./sentiment.ts";

/** Stories that are kept per ticker. */
export const STORIES_KEPT = 50;
/** Ids of stories that have left, kept so that a late copy is not taken for news. */
const PAST_KEPT = 200;

const share = z.number().min(0).max(1);

const storyVoteSchema = z.strictObject({
  storyId: z.string(),
  /** The article that votes for the story: the first that was knowable. */
  articleId: z.string(),
  at: millisSchema,
  score: z.number().min(-1).max(1),
  confidence: share,
  sourceWeight: share,
});

/** What is remembered of the news about one ticker: plain JSON, bounded. For reading back. */
export const tickerSentimentStateSchema = z.strictObject({
  /** One per story, from the oldest to the newest. */
  votes: z.array(storyVoteSchema).max(STORIES_KEPT),
  /** Stories that had their vote and were pushed out by newer ones, oldest first. */
  past: z.array(z.string()).max(PAST_KEPT),
});
/** See {@link tickerSentimentStateSchema}. A type alias, so that it can be remembered as JSON. */
export type TickerSentimentState = z.output<typeof tickerSentimentStateSchema>;
type StoryVote = z.output<typeof storyVoteSchema>;

/** How votes are counted. */
export const tickerSentimentParamsSchema = z.strictObject({
  /** Market time in which a vote loses half its weight, in ms. */
  halfLifeMs: z.int().positive().default(6 * 3_600_000),
  /** Age from which on a vote counts for nothing, in ms of market time. */
  maxAgeMs: z.int().positive().default(3 * 86_400_000),
  /** Fewer stories than this are thin. */
  minStories: z.int().min(1).max(STORIES_KEPT).default(2),
  /** Less weight than this, over all stories, is thin; one fresh, certain story of full weight is 1. */
  minEvidence: z.number().min(0).default(0.5),
});
export type TickerSentimentParams = z.output<typeof tickerSentimentParamsSchema>;

/** What the news says about a ticker at a moment. */
export interface TickerSentiment {
  /** Mean of the stories' scores, weighted by how much each says: from -1 to 1; 0 where there are none. */
  readonly score: number;
  /** From 0 to 1, and never above that of the weightiest single story: see {@link sentimentAt}. */
  readonly confidence: number;
  /** Stories that count. */
  readonly stories: number;
  /** Whether that is too little to go by. */
  readonly thin: boolean;
}

/** Before the first story. */
export function emptyTickerSentiment(): TickerSentimentState {
  return { votes: [], past: [] };
}

/**
 * Takes in how an article bears on the ticker; `at` is when that became knowable (its message's).
 * A story has one vote, that of its first article: copies change nothing, in whatever order they
 * come. What must not be traded on, and what a source of no weight says, is left out.
 */
export function addScore(
  state: TickerSentimentState,
  article: ScoredArticle,
  at: number,
): TickerSentimentState {
  const { storyId, articleId, tradable, sourceWeight, sentiment: { score, confidence } } = article;
  if (!tradable || sourceWeight === 0 || state.past.includes(storyId)) return state;
  const vote = { storyId, articleId, at, score, confidence, sourceWeight };
  const told = state.votes.find((other) => other.storyId === storyId);
  if (told !== undefined && byTime(told, vote) <= 0) return state;
  const votes = [...state.votes.filter((other) => other !== told), vote].sort(byTime);
  const leaving = votes.splice(0, votes.length - STORIES_KEPT);
  const past = [...state.past, ...leaving.map((left) => left.storyId)].slice(-PAST_KEPT);
  return { votes, past };
}

/**
 * What the stories that are known at `now` (market time) amount to.
 *
 * A story counts for `w = 2^(-age / halfLife) × confidence × sourceWeight`, and in the means below
 * for `v = w·|s|`: one that takes no side has no say in which side the others take. The score is
 * `Σ v·s / Σ v`. The confidence is `Σ v·w / Σ v` times `|Σ v·s| / Σ v·|s|` (1 where all agree on the
 * direction, 0 where they cancel out). So it fades with time, falls with contradiction, and however
 * many say the same, it never exceeds the weight of the best of them.
 */
export function sentimentAt(
  state: TickerSentimentState,
  now: number,
  params: TickerSentimentParams,
): TickerSentiment {
  let stories = 0, evidence = 0, weight = 0, trust = 0, sum = 0, size = 0;
  for (const { at, score, confidence, sourceWeight } of state.votes) {
    const age = now - at;
    if (age < 0 || age >= params.maxAgeMs) continue;
    const w = 2 ** (-age / params.halfLifeMs) * confidence * sourceWeight;
    if (w === 0) continue;
    stories++;
    evidence += w;
    const v = w * Math.abs(score);
    weight += v;
    trust += v * w;
    sum += v * score;
    size += v * Math.abs(score);
  }
  if (stories === 0) return { score: 0, confidence: 0, stories: 0, thin: true };
  const thin = stories < params.minStories || evidence < params.minEvidence;
  // Nobody takes a side.
  if (weight === 0 || size === 0) return { score: 0, confidence: 0, stories, thin };
  return {
    score: within(sum / weight, -1, 1),
    confidence: within(trust / weight * Math.abs(sum) / size, 0, 1),
    stories,
    thin,
  };
}

function byTime(a: StoryVote, b: StoryVote): number {
  return a.at - b.at || (a.articleId < b.articleId ? -1 : a.articleId > b.articleId ? 1 : 0);
}

/** Sums of fractions may stray past a bound by a rounding error. */
function within(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
