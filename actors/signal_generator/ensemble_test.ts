import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { type Exits, signalSchema, type Vote } from "../domain/signal.ts";
import { emptyWindow, onBar } from "./core.ts";
import { agreementOf, exitsFor, InvalidWeights, scoreOf, weightsFor } from "./ensemble.ts";
import { onlyStrategy, signalRules, signalRulesSchema, withWeights } from "./rules.ts";
import { defineStrategy, type Strategy } from "./strategies/strategy.ts";
import { barAt, walk } from "./testing/market.ts";

const vote = (direction: 1 | -1 | 0, strength: number, weight: number, exits?: Exits): Vote => ({
  strategy: "any",
  direction,
  strength,
  weight,
  reason: { code: "any", numbers: {} },
  ...exits === undefined ? {} : { exits },
});

const votes = fc.array(
  fc.tuple(fc.constantFrom(1 as const, -1 as const, 0 as const), fc.nat(100), fc.nat(100))
    .map(([direction, strength, weight]) => vote(direction, strength / 100, weight / 100)),
  { maxLength: 8 },
);

/** A strategy that always says the same, from its first bar on. */
function parrot(name: string, direction: 1 | -1, strength: number, more: object = {}): Strategy {
  return defineStrategy<z.ZodType, Record<never, never>>({
    name,
    enabledByDefault: true,
    params: z.strictObject({}),
    warmUp: () => 1,
    init: () => ({}),
    evaluate: () => ({ direction, strength, reason: { code: "parrot", numbers: {} } }),
    onSplit: () => {},
    ...more,
  });
}

const rulesOf = (config: unknown, shelf: readonly Strategy[]) =>
  signalRules(signalRulesSchema.parse(config), shelf);

Deno.test("law: one that abstains, or weighs nothing, changes no score; turned around, all turns around", () => {
  fc.assert(fc.property(votes, (all) => {
    const score = scoreOf(all);
    assert.equal(scoreOf([...all, vote(0, 1, 1), vote(1, 1, 0)]), score);
    const turned = all.map((each) => ({ ...each, direction: -each.direction as 1 | -1 | 0 }));
    assert.ok(scoreOf(turned) === -score);
    const agreement = agreementOf(all);
    assert.ok(agreement >= 0 && agreement <= 1 + 1e-12);
    assert.equal(agreementOf(turned), agreement);
  }));
});

Deno.test("votes that contradict each other can be made to keep the ensemble out", () => {
  const shelf = [parrot("one", 1, 1), parrot("other", -1, 0.2)];
  const signal = (minAgreement: number) => {
    const rules = rulesOf({ minAgreement }, shelf);
    return onBar(emptyWindow(rules), barAt(0, 100), rules);
  };
  // 0.5 against 0.1: a score of 0.4, and an agreement of two thirds.
  assert.equal(signal(0)?.score, 0.4);
  assert.equal(signal(0.66)?.side, "buy");
  assert.equal(signal(0.67), null);
});

Deno.test("law: weights that are left open share equally what is left, and all come to at most one", () => {
  const names = ["a", "b", "c", "d"];
  const given = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 4 }).chain((some) =>
    fc.array(fc.nat(25), { minLength: some.length, maxLength: some.length }).map((shares) =>
      new Map(some.map((name, i) => [name, shares[i]! / 100]))
    )
  );
  fc.assert(fc.property(given, (some) => {
    const weights = weightsFor(names, some);
    const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
    if (some.size < names.length) assert.ok(Math.abs(sum - 1) < 1e-9);
    for (const [name, weight] of some) assert.equal(weights.get(name), weight);
    const open = names.filter((name) => !some.has(name)).map((name) => weights.get(name));
    assert.ok(new Set(open).size <= 1);
  }));
  assert.deepEqual([...weightsFor(["a", "b"]).values()], [0.5, 0.5]);
});

Deno.test("weights that are none, or too much together, are refused", () => {
  for (const weight of [-0.1, 1.1, NaN, Infinity]) {
    assert.throws(() => weightsFor(["a"], new Map([["a", weight]])), InvalidWeights);
  }
  assert.throws(
    () => weightsFor(["a", "b"], new Map([["a", 0.6], ["b", 0.6]])),
    /the weights of all strategies come to at most 1; those given for a, b come to 1\.2/,
  );
});

Deno.test("weights that somebody learned change what votes count for, and nothing that is remembered", () => {
  const rules = rulesOf({}, [parrot("one", 1, 1), parrot("other", -1, 1)]);
  const window = emptyWindow(rules);
  assert.equal(onBar(window, barAt(0, 100), rules), null);
  const learned = withWeights(rules, new Map([["one", 0.8], ["retired", 0.9]]));
  assert.equal(learned.fingerprint, rules.fingerprint);
  const signal = onBar(window, barAt(1, 100), learned);
  assert.deepEqual(signal?.votes.map(({ strategy, weight }) => [strategy, weight]), [
    ["one", 0.8],
    ["other", 1 - 0.8],
  ]);
  assert.equal(signal?.side, "buy");
});

Deno.test("nothing is signalled before the bars that were asked for, or before the slowest is warm", () => {
  const first = (config: unknown, shelf: readonly Strategy[]) => {
    const rules = rulesOf(config, shelf);
    const window = emptyWindow(rules);
    for (let i = 0; i < 50; i++) if (onBar(window, barAt(i, 100), rules) !== null) return i + 1;
    return null;
  };
  const quick = parrot("quick", 1, 1);
  assert.equal(first({}, [quick]), 1);
  assert.equal(first({ minBars: 20 }, [quick]), 20);
  assert.equal(first({ minBars: 5 }, [quick, parrot("slow", 1, 1, { warmUp: () => 30 })]), 30);
});

Deno.test("a signal carries, of each kind of exit, the tightest of the votes for its side", () => {
  const all = [
    vote(1, 1, 0.3, { stopLoss: 0.05, maxBars: 10 }),
    vote(1, 1, 0.3, { stopLoss: 0.02, trailingStop: 0.1 }),
    vote(-1, 1, 0.3, { stopLoss: 0.001, takeProfit: 0.001 }),
    vote(1, 1, 0, { stopLoss: 0.0001 }),
    vote(1, 1, 0.1),
  ];
  assert.deepEqual(exitsFor("buy", all), { stopLoss: 0.02, maxBars: 10, trailingStop: 0.1 });
  assert.deepEqual(exitsFor("sell", all), { stopLoss: 0.001, takeProfit: 0.001 });
  assert.equal(exitsFor("buy", [vote(1, 1, 1)]), undefined);
});

Deno.test("exits reach the wire, and a signal without any is what it was before there were any", () => {
  const withExits = rulesOf({}, [parrot("one", 1, 1, { exits: () => ({ stopLoss: 0.02 }) })]);
  const signal = onBar(emptyWindow(withExits), barAt(0, 100), withExits);
  assert.deepEqual(signal?.exits, { stopLoss: 0.02 });
  assert.deepEqual(signal?.votes[0]?.exits, { stopLoss: 0.02 });
  assert.deepEqual(signalSchema.parse(signal), signal);
  const plain = rulesOf({}, [parrot("one", 1, 1)]);
  const before = onBar(emptyWindow(plain), barAt(0, 100), plain);
  assert.ok(before !== null && !("exits" in before) && !("exits" in before.votes[0]!));
  assert.deepEqual(signalSchema.parse(before), before);
});

Deno.test("one strategy can be used alone, as a backtest does", () => {
  const strategies = onlyStrategy("sma_cross", { fast: 3, slow: 7 });
  const rules = signalRules(signalRulesSchema.parse({ strategies }));
  const window = emptyWindow(rules);
  const signals = walk(2, 300).flatMap((close, i) => onBar(window, barAt(i, close), rules) ?? []);
  assert.ok(signals.length > 10);
  for (const { score, votes } of signals) {
    assert.deepEqual([Math.abs(score), votes.length, votes[0]?.strategy], [1, 1, "sma_cross"]);
  }
});
