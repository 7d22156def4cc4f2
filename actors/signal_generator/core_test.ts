import assert from "node:assert/strict";
import fc from "fast-check";
import type { Bar } from "../domain/market.ts";
import { type Signal, signalSchema } from "../domain/signal.ts";
import { emptyWindow, onBar, onScore, onSplit, restoreHistory, restoreNews } from "./core.ts";
import type { TickerWindow } from "./core.ts";
import { scoreOf, sideOf } from "./ensemble.ts";
import { type SignalRules, signalRules, signalRulesSchema } from "./rules.ts";
import { InvalidStrategyParams } from "./strategies/strategy.ts";
import { barAt, MINUTE, scored, walk } from "./testing/market.ts";

const rulesOf = (config: unknown) => signalRules(signalRulesSchema.parse(config));
const rules = rulesOf({});
const off = { enabled: false };
const withoutNews = rulesOf({ strategies: { news_driven: off } });
const momentumOnly = rulesOf({ strategies: { news_driven: off, mean_reversion: off } });
const newsOnly = rulesOf({ strategies: { momentum: off, mean_reversion: off } });

function signalsOf(bars: readonly Bar[], under: SignalRules, from = emptyWindow(under)): Signal[] {
  return bars.flatMap((bar) => onBar(from, bar, under) ?? []);
}

const trend = Array.from({ length: 60 }, (_, i) => barAt(i, 100 + i * 0.1 + (i % 3) * 0.2));

Deno.test("a signal carries every vote with its weight and reason, and fits the wire", () => {
  const signals = signalsOf(walk(1, 300).map((close, i) => barAt(i, close)), withoutNews);
  assert.ok(signals.length > 5, `${signals.length} signals`);
  for (const signal of signals) {
    assert.deepEqual(signalSchema.parse(signal), signal);
    assert.ok(Math.abs(signal.score) >= 0.3);
    assert.equal(signal.side, signal.score > 0 ? "buy" : "sell");
    const sum = signal.votes.reduce((s, v) => s + v.weight * v.direction * v.strength, 0);
    assert.equal(signal.score, sum);
    for (const vote of signal.votes) assert.equal(vote.weight, 0.5);
  }
});

Deno.test("a wish is repeated on every bar on which it holds, and expires after three", () => {
  const signals = signalsOf(trend, momentumOnly);
  assert.equal(signals.length, 60 - 30);
  assert.equal(signals[0]!.expiresAt, trend[30]!.at + 3 * MINUTE);
  assert.equal(new Set(signals.map(({ signalId }) => signalId)).size, signals.length);
  assert.deepEqual(signalsOf(trend, momentumOnly), signals);
});

Deno.test("the three have equal weights: one alone must be nearly sure, two that agree need not", () => {
  for (const { weight } of rules.members) assert.equal(weight, 1 / 3);
  assert.deepEqual(rules.members.map(({ strategy }) => strategy.name), [
    "mean_reversion",
    "momentum",
    "news_driven",
  ]);
  const reason = { code: "any", numbers: {} };
  const vote = { weight: 1 / 3, direction: 1, strength: 0.91, strategy: "any", reason } as const;
  assert.equal(sideOf(scoreOf([vote]), 0.3), "buy");
  assert.equal(sideOf(scoreOf([{ ...vote, strength: 0.89 }]), 0.3), null);
  const half = { ...vote, strength: 0.5 };
  assert.equal(sideOf(scoreOf([half, half]), 0.3), "buy");
  // Two that disagree cancel each other, and one that abstains counts for nothing.
  assert.equal(scoreOf([vote, { ...vote, direction: -1 }]), 0);
  assert.equal(scoreOf([]), 0);
});

Deno.test("nothing is signalled on history, before the windows are warm, or outside sessions", () => {
  assert.deepEqual(signalsOf(trend.slice(0, rules.warmUp - 1), rules), []);
  assert.deepEqual(signalsOf(trend.map((bar) => ({ ...bar, warmup: true })), rules), []);
  const window = emptyWindow(rules);
  const premarket = trend.map((bar) => ({
    ...bar,
    startsAt: bar.startsAt - 3_600_000,
    at: bar.at - 3_600_000,
  }));
  assert.deepEqual(signalsOf(premarket, rules, window), []);
  assert.deepEqual(window, emptyWindow(rules));
});

Deno.test("history warms the windows, so that the first trading bar can signal", () => {
  const seeded = trend.map((bar, i) => ({ ...bar, warmup: i < 50 }));
  assert.equal(signalsOf(seeded, momentumOnly)[0]!.expiresAt, trend[50]!.at + 3 * MINUTE);
});

Deno.test("a bar that comes again, or late, changes nothing", () => {
  const once = emptyWindow(rules);
  const twice = emptyWindow(rules);
  for (const bar of trend) {
    const signal = onBar(once, bar, rules);
    assert.deepEqual(onBar(twice, bar, rules), signal);
    assert.equal(onBar(twice, bar, rules), null);
    assert.equal(onBar(twice, trend[0]!, rules), null);
  }
  assert.deepEqual(twice, once);
});

/** What can happen to a ticker, by time: bars, and what was told between them. */
type Event = { readonly bar: Bar } | { readonly told: ReturnType<typeof scored> };

function timeOf(event: Event): number {
  return "bar" in event ? event.bar.at : event.told.scoredAt;
}

function eventsOf(closes: readonly number[], stories: readonly [number, number, boolean][]) {
  const bars = closes.map((close, i): Event => ({ bar: barAt(i, close) }));
  const told = stories.map(([i, score, tradable], n): Event => ({
    told: scored({ id: `story ${n % 7}`, at: barAt(i, 1).at, score, tradable }),
  }));
  // News before bars of the same moment: ranks decide.
  return [...told, ...bars].sort((a, b) => timeOf(a) - timeOf(b));
}

function happen(events: readonly Event[], window = emptyWindow(rules)): Signal[] {
  return events.flatMap((event) => {
    if ("bar" in event) return onBar(window, event.bar, rules) ?? [];
    onScore(window, event.told, event.told.scoredAt);
    return [];
  });
}

/** What a successor begins with: everything read back from text. */
function reborn({ history, news }: TickerWindow): TickerWindow {
  const read = (value: unknown) => JSON.parse(JSON.stringify(value));
  return { history: restoreHistory(read(history), rules)!, news: restoreNews(read(news)) };
}

const someStories = fc.array(
  fc.tuple(fc.nat(199), fc.integer({ min: -10, max: 10 }).map((n) => n / 10), fc.boolean()),
  { maxLength: 80 },
);

Deno.test("a restart between any two messages, bars or news, changes no decision", () => {
  let decided = 0;
  fc.assert(fc.property(fc.nat(), someStories, (seed, stories) => {
    const events = eventsOf(walk(seed, 120), stories);
    const undisturbed = happen(events);
    let window = emptyWindow(rules);
    const disturbed = events.flatMap((event) => {
      window = reborn(window);
      return happen([event], window);
    });
    assert.deepEqual(disturbed, undisturbed);
    decided += undisturbed.length;
  }));
  assert.ok(decided > 100, `only ${decided} decisions`);
});

Deno.test("no decision depends on the bars and the news that come after it", () => {
  fc.assert(fc.property(fc.nat(), someStories, fc.nat(119), (seed, stories, cut) => {
    const events = eventsOf(walk(seed, 120), stories);
    const now = barAt(cut, 1).at;
    const known = happen(events.filter((event) => timeOf(event) <= now));
    const all = happen(events).filter(({ expiresAt }) => expiresAt <= now + 3 * MINUTE);
    assert.deepEqual(known, all);
  }));
});

Deno.test("news is judged at the next bar's close, fades, and is gone when it is old", () => {
  const window = emptyWindow(newsOnly);
  const stories = ["a", "b", "c"].map((id) => scored({ id, at: barAt(0, 1).at, score: 0.8 }));
  for (const story of stories) assert.equal(onScore(window, story, story.scoredAt), true);
  const signal = onBar(window, barAt(0, 100), newsOnly);
  assert.equal(signal?.side, "buy");
  assert.deepEqual(signal.votes.map(({ strategy, weight }) => [strategy, weight]), [
    ["news_driven", 1],
  ]);
  assert.deepEqual(signal.votes[0]?.reason.code, "good_news");
  assert.equal(signal.votes[0]?.reason.numbers["stories"], 3);
  const later = (i: number) => onBar(window, barAt(i, 100), newsOnly)?.score ?? 0;
  const [first, second] = [later(180), later(380)];
  assert.ok(signal.score >= first && first > second && second > 0, `${first}, ${second}`);
  assert.equal(onBar(window, barAt(0, 100, nextWeek), newsOnly), null);
});

const nextWeek = { startsAt: Date.UTC(2014, 5, 12, 14), at: Date.UTC(2014, 5, 12, 14, 1) };

Deno.test("copies of a story, and news that must not be traded on, decide nothing", () => {
  const at = barAt(0, 1).at;
  const window = emptyWindow(newsOnly);
  const onlyOnce = scored({ id: "a", at, score: 0.9 });
  assert.equal(onScore(window, onlyOnce, at), true);
  for (let i = 0; i < 9; i++) {
    const copy = scored({ id: `b${i}`, story: "a", at: at + 1, score: 0.9 });
    assert.equal(onScore(window, copy, at + 1), false);
    const undated = scored({ id: `c${i}`, at, score: 0.9, tradable: false });
    assert.equal(onScore(window, undated, at), false);
  }
  assert.equal(window.news.votes.length, 1);
  // One story is thin, however often it was told.
  assert.equal(onBar(window, barAt(1, 100), newsOnly), null);
});

Deno.test("a strategy that has no news to go by takes nothing from what the others say", () => {
  const bars = walk(5, 300).map((close, i) => barAt(i, close));
  const thirds = signalsOf(bars, rules).map(({ signalId, score }) => [signalId, score] as const);
  const halves = new Map(
    signalsOf(bars, withoutNews).map(({ signalId, score }) => [signalId, score]),
  );
  assert.ok(thirds.length > 0);
  for (const [id, score] of thirds) {
    assert.ok(Math.abs(score - halves.get(id)! * 2 / 3) < 1e-12, `${id} ${score}`);
  }
});

Deno.test("a split changes the unit of prices and no decision", () => {
  for (const ratio of [7, 2, 0.1]) {
    const closes = walk(3, 300);
    const plain = signalsOf(closes.map((close, i) => barAt(i, close)), withoutNews);
    assert.ok(plain.length > 5);
    const window = emptyWindow(withoutNews);
    const split = closes.flatMap((close, i) => {
      if (i === 150) onSplit(window, { ticker: "AAPL", date: "2014-06-05", ratio }, withoutNews);
      return onBar(window, barAt(i, i < 150 ? close : close / ratio), withoutNews) ?? [];
    });
    assert.deepEqual(
      split.map(({ signalId, side }) => [signalId, side]),
      plain.map(({ signalId, side }) => [signalId, side]),
    );
    for (const [i, { score }] of split.entries()) {
      assert.ok(Math.abs(score - plain[i]!.score) < 1e-9);
    }
  }
});

Deno.test("windows that were filled under other parameters are not used", () => {
  const others = signalRules(
    signalRulesSchema.parse({ strategies: { momentum: { params: { fast: 5 } } } }),
  );
  const saved = JSON.parse(JSON.stringify(emptyWindow(rules).history));
  assert.equal(restoreHistory(saved, others), null);
  assert.throws(() => restoreHistory({ bars: "many" }, rules));
});

Deno.test("a strategy that is misspelt, or none at all, is refused with a hint", () => {
  const settle = (strategies: unknown) => () =>
    signalRules(signalRulesSchema.parse({ strategies }));
  assert.throws(
    settle({ momentun: {} }),
    /there is no strategy "momentun"; did you mean "momentum"/,
  );
  assert.throws(
    settle({ momentum: off, mean_reversion: off, news_driven: off }),
    /at least one strategy must be enabled/,
  );
  assert.throws(settle({ momentum: { params: { slow: -1 } } }), InvalidStrategyParams);
});
