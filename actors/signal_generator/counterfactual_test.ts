import assert from "node:assert/strict";
import fc from "fast-check";
import type { Bar } from "../domain/market.ts";
import type { ScoredArticle } from "../domain/sentiment.ts";
import type { Signal, Vote } from "../domain/signal.ts";
import { counterfactuals, emptyWindow, type Evidence, onBar, onScore } from "./core.ts";
import { scoreOf, sideOf } from "./ensemble.ts";
import { EvidenceKeeper } from "./evidence.ts";
import { signalRules, signalRulesSchema } from "./rules.ts";
import { newsDriven } from "./strategies/news_driven.ts";
import { shippedStrategies } from "./strategies/shelf.ts";
import type { Strategy } from "./strategies/strategy.ts";
import { barAt, MINUTE, scored, walk } from "./testing/market.ts";

const rules = signalRules(signalRulesSchema.parse({
  threshold: 0.2,
  strategies: { news_driven: { params: { minStories: 1, minEvidence: 0.2 } } },
}));

interface Decided {
  readonly signal: Signal | null;
  readonly votes: readonly Vote[];
  readonly evidence: Evidence | null;
}

/** Plays bars and stories; what was decided at each bar that may be traded on, by its close. */
function play(
  bars: readonly Bar[],
  stories: readonly ScoredArticle[],
  under = rules,
): Map<number, Decided> {
  const window = emptyWindow(under);
  const keeper = new EvidenceKeeper();
  const decided = new Map<number, Decided>();
  const left = [...stories];
  for (const bar of bars) {
    while (left[0] !== undefined && left[0].scoredAt <= bar.at) {
      const story = left.shift()!;
      onScore(window, story, story.scoredAt);
    }
    let votes: readonly Vote[] = [];
    keeper.begin((heard) => votes = heard);
    const signal = onBar(window, bar, under, keeper);
    decided.set(bar.at, { signal, votes, evidence: evidenceOf(signal, bar) });
  }
  return decided;

  function evidenceOf(signal: Signal | null, bar: Bar): Evidence | null {
    if (signal === null) return null;
    const { history, news } = window;
    const row = keeper.evidenceOf(signal.signalId, history, news, under);
    const { threshold, votes } = signal;
    const { members, stories, min_agreement: minAgreement } = row;
    // As it comes back from the database: through JSON.
    return JSON.parse(JSON.stringify({ bar, threshold, minAgreement, votes, members, stories }));
  }
}

const markets = fc.record({
  seed: fc.nat(10_000),
  stories: fc.array(
    fc.record({
      minute: fc.integer({ min: 0, max: 119 }),
      score: fc.double({ min: -1, max: 1, noNaN: true }),
    }),
    { minLength: 1, maxLength: 12 },
  ),
}).map(({ seed, stories }) => ({
  bars: walk(seed, 120).map((close, i) => barAt(i, close)),
  stories: stories.toSorted((a, b) => a.minute - b.minute).map(({ minute, score }, i) =>
    scored({ id: `story-${i}`, at: barAt(minute, 1).at - MINUTE / 2, score })
  ),
}));

Deno.test("what is said of a signal without a story is what is decided where it never came", () => {
  let told = 0;
  fc.assert(
    fc.property(markets, ({ bars, stories }) => {
      const decided = play(bars, stories);
      const without = new Map(
        stories.map(({ articleId }) => [
          articleId,
          play(bars, stories.filter((story) => story.articleId !== articleId)),
        ]),
      );
      const none = play(bars, []);
      for (const [at, { evidence }] of decided) {
        if (evidence === null) continue;
        for (const what of counterfactuals(evidence)) {
          if (what.without.kind === "strategy") continue;
          const other = what.without.kind === "all_stories"
            ? none.get(at)!
            : without.get(what.without.articleId)!.get(at)!;
          assert.ok(what.known, JSON.stringify(what));
          assert.equal(what.score, scoreOf(other.votes));
          assert.equal(what.side, other.signal?.side ?? null);
          told++;
        }
      }
    }),
    { numRuns: 40 },
  );
  assert.ok(told > 100, `only ${told} were told`);
});

Deno.test("without a strategy its part of the sum is gone, and the rest stays as it was", () => {
  const bars = walk(3, 200).map((close, i) => barAt(i, close));
  const story = scored({ id: "a", at: barAt(60, 1).at, score: 0.9 });
  const signals = [...play(bars, [story]).values()].flatMap(({ evidence }) => evidence ?? []);
  assert.ok(signals.length > 0);
  for (const evidence of signals) {
    for (const what of counterfactuals(evidence)) {
      if (what.without.kind !== "strategy") continue;
      const { strategy } = what.without;
      const rest = evidence.votes.filter((vote) => vote.strategy !== strategy);
      assert.ok(what.known);
      assert.deepEqual(what.votes, rest);
      assert.equal(what.score, scoreOf(rest));
      assert.equal(what.side, sideOf(what.score, evidence.threshold));
    }
  }
});

/** The evidence of one signal on two stories. */
function evidenceOnNews(): Evidence {
  const stories = ["a", "b"].map((id) => scored({ id, at: barAt(40, 1).at, score: 0.9 }));
  const bars = walk(3, 60).map((close, i) => barAt(i, close));
  for (const { evidence } of play(bars, stories).values()) {
    if (evidence !== null && evidence.stories.length === 2) return evidence;
  }
  throw new Error("no signal rests on both stories");
}

const whyUnknown = (evidence: Evidence, shelf?: readonly Strategy[]) => {
  const [first] = counterfactuals(evidence, shelf);
  assert.equal(first?.known, false);
  return first.why;
};

Deno.test("nothing is concluded from inputs that do not give the recorded votes", () => {
  const evidence = evidenceOnNews();
  const votes = evidence.votes.map((vote) => ({ ...vote, strength: vote.strength / 2 }));
  assert.match(whyUnknown({ ...evidence, votes }), /judges the recorded inputs otherwise/);
});

Deno.test("a strategy of one's own, and a memory that was not kept, are said to be why", () => {
  const evidence = evidenceOnNews();
  const own = shippedStrategies.map((each) =>
    each.name === newsDriven.name ? { ...each, version: "of mine" } : each
  );
  assert.match(whyUnknown(evidence, own), /news_driven is a strategy of your own/);
  const members = evidence.members.map((member) => ({ ...member, memory: null }));
  assert.match(whyUnknown({ ...evidence, members }), /remembered before the bar was not kept/);
});
