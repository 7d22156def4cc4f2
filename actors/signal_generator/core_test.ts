import assert from "node:assert/strict";
import fc from "fast-check";
import { sessionOf } from "../domain/calendar.ts";
import type { Bar } from "../domain/market.ts";
import { type Signal, signalSchema } from "../domain/signal.ts";
import { emptyWindow, onBar, onSplit, restoreWindow, type TickerWindow } from "./core.ts";
import { scoreOf, sideOf } from "./ensemble.ts";
import { type SignalRules, signalRules, signalRulesSchema } from "./rules.ts";
import { InvalidStrategyParams } from "./strategies/strategy.ts";

const MINUTE = 60_000;
const session = sessionOf("2014-06-05")!;
const rules = signalRules(signalRulesSchema.parse({}));

function barAt(i: number, close: number, changes: Partial<Bar> = {}): Bar {
  const startsAt = session.open + i * MINUTE;
  return {
    ticker: "AAPL",
    timeframe: "1m",
    startsAt,
    at: startsAt + MINUTE,
    open: close,
    high: close,
    low: close,
    close,
    volume: 100,
    warmup: false,
    ...changes,
  };
}

/** A walk in which trends and turns alternate, so that both strategies have their say. */
function walk(seed: number, length: number): number[] {
  let x = seed >>> 0;
  let close = 100;
  return Array.from({ length }, (_, i) => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    const drift = Math.floor(i / 40) % 2 === 0 ? 0.04 : -0.04;
    close = Math.max(1, close + drift + (x / 2 ** 32 - 0.5) * 0.2);
    return Math.round(close * 100) / 100;
  });
}

function signalsOf(bars: readonly Bar[], under: SignalRules, from = emptyWindow(under)): Signal[] {
  return bars.flatMap((bar) => onBar(from, bar, under) ?? []);
}

const trend = Array.from({ length: 60 }, (_, i) => barAt(i, 100 + i * 0.1 + (i % 3) * 0.2));

Deno.test("a signal carries every vote with its weight and reason, and fits the wire", () => {
  const signals = signalsOf(walk(1, 300).map((close, i) => barAt(i, close)), rules);
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
  const momentumOnly = signalRules(
    signalRulesSchema.parse({ strategies: { mean_reversion: { enabled: false } } }),
  );
  const signals = signalsOf(trend, momentumOnly);
  assert.equal(signals.length, 60 - 30);
  assert.equal(signals[0]!.expiresAt, trend[30]!.at + 3 * MINUTE);
  assert.equal(new Set(signals.map(({ signalId }) => signalId)).size, signals.length);
  assert.deepEqual(signalsOf(trend, momentumOnly), signals);
});

Deno.test("at equal weights either strategy alone reaches the threshold when it is sure", () => {
  const vote = { weight: 0.5, direction: 1, strength: 0.6, strategy: "any" } as const;
  const reason = { code: "any", numbers: {} };
  assert.equal(sideOf(scoreOf([{ ...vote, reason }]), 0.3), "buy");
  assert.equal(sideOf(scoreOf([{ ...vote, reason, strength: 0.59 }]), 0.3), null);
  // Two that disagree cancel each other; nothing is normalised.
  assert.equal(scoreOf([{ ...vote, reason }, { ...vote, reason, direction: -1 }]), 0);
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
  const momentumOnly = signalRules(
    signalRulesSchema.parse({ strategies: { mean_reversion: { enabled: false } } }),
  );
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

Deno.test("a restart between any two bars changes no decision", () => {
  fc.assert(fc.property(fc.nat(), fc.integer({ min: 0, max: 199 }), (seed, cut) => {
    const bars = walk(seed, 200).map((close, i) => barAt(i, close));
    const window = emptyWindow(rules);
    const before = signalsOf(bars.slice(0, cut), rules, window);
    const saved: TickerWindow | null = restoreWindow(JSON.parse(JSON.stringify(window)), rules);
    assert.ok(saved !== null);
    const after = signalsOf(bars.slice(cut), rules, saved);
    assert.deepEqual([...before, ...after], signalsOf(bars, rules));
  }));
});

Deno.test("no decision depends on what comes after it", () => {
  fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 199 }), (seed, cut) => {
    const bars = walk(seed, 200).map((close, i) => barAt(i, close));
    const known = signalsOf(bars.slice(0, cut), rules);
    const all = signalsOf(bars, rules).filter((signal) =>
      signal.expiresAt <= bars[cut - 1]!.at + 3 * MINUTE
    );
    assert.deepEqual(known, all);
  }));
});

Deno.test("a split changes the unit of prices and no decision", () => {
  for (const ratio of [7, 2, 0.1]) {
    const closes = walk(3, 300);
    const plain = signalsOf(closes.map((close, i) => barAt(i, close)), rules);
    const window = emptyWindow(rules);
    const split = closes.flatMap((close, i) => {
      if (i === 150) onSplit(window, { ticker: "AAPL", date: "2014-06-05", ratio }, rules);
      return onBar(window, barAt(i, i < 150 ? close : close / ratio), rules) ?? [];
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
  const saved = JSON.parse(JSON.stringify(emptyWindow(rules)));
  assert.equal(restoreWindow(saved, others), null);
  assert.throws(() => restoreWindow({ bars: "many" }, rules));
});

Deno.test("a strategy that is misspelt, or none at all, is refused with a hint", () => {
  const settle = (strategies: unknown) => () =>
    signalRules(signalRulesSchema.parse({ strategies }));
  assert.throws(
    settle({ momentun: {} }),
    /there is no strategy "momentun"; did you mean "momentum"/,
  );
  assert.throws(
    settle({ momentum: { enabled: false }, mean_reversion: { enabled: false } }),
    /at least one strategy must be enabled/,
  );
  assert.throws(settle({ momentum: { params: { slow: -1 } } }), InvalidStrategyParams);
});
