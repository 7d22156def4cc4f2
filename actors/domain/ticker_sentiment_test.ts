import assert from "node:assert/strict";
import fc from "fast-check";
import type { ScoredArticle } from "./sentiment.ts";
import {
  addScore,
  emptyTickerSentiment,
  sentimentAt,
  STORIES_KEPT,
  tickerSentimentParamsSchema,
  type TickerSentimentState,
  tickerSentimentStateSchema,
} from "./ticker_sentiment.ts";

const HOUR = 3_600_000;
const params = tickerSentimentParamsSchema.parse({});

interface Told {
  readonly id: string;
  readonly story?: string;
  readonly at: number;
  readonly score: number;
  readonly confidence?: number;
  readonly sourceWeight?: number;
  readonly tradable?: boolean;
}

function article(told: Told): ScoredArticle {
  const { id, story = id, at, score, confidence = 0.9, sourceWeight = 1, tradable = true } = told;
  return {
    articleId: id,
    storyId: story,
    ticker: "AAPL",
    source: "wire",
    sourceWeight,
    title: `headline ${id}`,
    publishedAt: at,
    firstSeenAt: at,
    scoredAt: at,
    tradable,
    sentiment: {
      label: score > 0 ? "positive" : score < 0 ? "negative" : "neutral",
      score,
      probabilities: { positive: Math.max(0, score), negative: Math.max(0, -score), neutral: 0 },
      confidence,
      analyzer: "offline",
      model: { id: "test", digest: "0" },
      why: "a test says so",
    },
  };
}

const after = (told: readonly Told[], state = emptyTickerSentiment()): TickerSentimentState =>
  told.reduce((known, one) => addScore(known, article(one), one.at), state);

Deno.test("without news there is no sentiment, and that is thin", () => {
  assert.deepEqual(sentimentAt(emptyTickerSentiment(), 0, params), {
    score: 0,
    confidence: 0,
    stories: 0,
    thin: true,
  });
});

Deno.test("one fresh story speaks with its own score and confidence, and is thin", () => {
  const state = after([{ id: "a", at: HOUR, score: 0.6 }]);
  assert.deepEqual(sentimentAt(state, HOUR, params), {
    score: 0.6,
    confidence: 0.9,
    stories: 1,
    thin: true,
  });
});

Deno.test("a story counts half as much after the half-life, and nothing past its age", () => {
  const state = after([{ id: "a", at: 0, score: 0.6 }]);
  assert.equal(sentimentAt(state, params.halfLifeMs, params).confidence, 0.45);
  assert.equal(sentimentAt(state, params.maxAgeMs, params).stories, 0);
});

Deno.test("what is not yet known at a moment does not count at it", () => {
  const state = after([{ id: "a", at: 2 * HOUR, score: 0.6 }]);
  assert.equal(sentimentAt(state, HOUR, params).stories, 0);
});

Deno.test("stories that contradict each other leave no confidence", () => {
  const state = after([{ id: "a", at: 0, score: 0.8 }, { id: "b", at: 0, score: -0.8 }]);
  assert.deepEqual(sentimentAt(state, 0, params), {
    score: 0,
    confidence: 0,
    stories: 2,
    thin: false,
  });
});

Deno.test("a trusted source pulls harder than a doubtful one", () => {
  const state = after([
    { id: "a", at: 0, score: 0.8, sourceWeight: 1 },
    { id: "b", at: 0, score: -0.8, sourceWeight: 0.25 },
  ]);
  assert.ok(Math.abs(sentimentAt(state, 0, params).score - 0.48) < 1e-12);
});

Deno.test("what must not be traded on, or comes from a source of no weight, changes nothing", () => {
  const state = after([
    { id: "a", at: 0, score: 0.8, tradable: false },
    { id: "b", at: 0, score: 0.8, sourceWeight: 0 },
  ]);
  assert.deepEqual(state, emptyTickerSentiment());
});

Deno.test("a copy that may be traded on speaks for a story whose first article may not", () => {
  const state = after([
    { id: "a", at: 0, score: 0.8, tradable: false },
    { id: "b", story: "a", at: 1, score: 0.7 },
  ]);
  assert.equal(sentimentAt(state, 1, params).score, 0.7);
});

Deno.test("only the newest stories are kept, and a late copy of one that left is no news", () => {
  const told = Array.from(
    { length: STORIES_KEPT + 10 },
    (_, index) => ({ id: `s${index}`, at: index, score: 0.5 }),
  );
  const state = after(told);
  assert.equal(state.votes.length, STORIES_KEPT);
  assert.equal(state.votes[0]?.storyId, "s10");
  assert.equal(after([{ id: "copy", story: "s3", at: 1_000, score: 0.5 }], state), state);
});

Deno.test("the state survives JSON, and stays bounded however much comes", () => {
  const told = Array.from({ length: 1_000 }, (_, i) => ({ id: `s${i}`, at: i, score: 0.1 }));
  const state = after(told);
  assert.deepEqual(tickerSentimentStateSchema.parse(JSON.parse(JSON.stringify(state))), state);
  assert.ok(JSON.stringify(state).length < 12_000);
});

const share = fc.double({ min: 0, max: 1, noNaN: true });
const anyTold = fc.record({
  id: fc.uuid(),
  story: fc.constantFrom("x", "y", "z", "u", "v"),
  at: fc.nat({ max: 48 * HOUR }),
  score: fc.double({ min: -1, max: 1, noNaN: true }),
  confidence: share,
  sourceWeight: share,
  tradable: fc.boolean(),
});
const NOW = 48 * HOUR;

Deno.test("law: copies of told stories change nothing", () => {
  fc.assert(fc.property(fc.array(anyTold, { maxLength: 20 }), fc.nat(), (told, pick) => {
    const state = after(told);
    const vote = state.votes[pick % Math.max(1, state.votes.length)];
    if (vote === undefined) return;
    const copy = { id: "copy", story: vote.storyId, at: vote.at + 1, score: 1, confidence: 1 };
    assert.equal(after([copy], state), state);
  }));
});

Deno.test("law: the order in which articles come does not matter", () => {
  fc.assert(fc.property(fc.array(anyTold, { maxLength: 20 }), (told) => {
    assert.deepEqual(after(told.toReversed()), after(told));
  }));
});

Deno.test("law: however much is said, confidence never exceeds that of the surest story", () => {
  fc.assert(fc.property(fc.array(anyTold, { maxLength: 20 }), (told) => {
    const { score, confidence } = sentimentAt(after(told), NOW, params);
    const surest = Math.max(0, ...told.map((one) => one.confidence * one.sourceWeight));
    assert.ok(confidence >= 0 && confidence <= surest + 1e-12);
    assert.ok(score >= -1 && score <= 1);
  }));
});

Deno.test("law: as time passes without news, confidence only fades", () => {
  fc.assert(fc.property(fc.array(anyTold, { maxLength: 20 }), fc.nat(), (told, later) => {
    const state = after(told);
    const steady = { ...params, maxAgeMs: Number.MAX_SAFE_INTEGER };
    const before = sentimentAt(state, NOW, steady).confidence;
    assert.ok(sentimentAt(state, NOW + later, steady).confidence <= before + 1e-12);
  }));
});
