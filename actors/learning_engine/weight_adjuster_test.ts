import assert from "node:assert/strict";
import fc from "fast-check";
import {
  adjust,
  type Adjuster,
  adjusterRulesSchema,
  type Gain,
  newAdjuster,
} from "./weight_adjuster.ts";

const NAMES = ["a", "b", "c", "d"];
const startFrom = (...weights: number[]) =>
  newAdjuster(weights.map((weight, i) => ({ strategy: NAMES[i]!, weight })));
const gained = (...gains: number[]) =>
  new Map(gains.map((gain, i): [string, Gain] => [NAMES[i]!, { gain, trips: 10 }]));
const weightsOf = ({ weights }: Adjuster) => weights.map(({ weight }) => weight);

const rulesArbitrary = fc.record({
  discount: fc.double({ min: 0.5, max: 1, noNaN: true }),
  rate: fc.double({ min: 0.01, max: 10, noNaN: true }),
  floor: fc.double({ min: 0, max: 0.5, noNaN: true }),
  shiftMax: fc.double({ min: 0.001, max: 1, noNaN: true }),
  tripsMin: fc.integer({ min: 1, max: 100 }),
}).map((rules) => adjusterRulesSchema.parse(rules));
const gainsArbitrary = fc.array(
  fc.array(
    fc.record({
      gain: fc.double({ min: -1, max: 1, noNaN: true }),
      trips: fc.integer({ min: 0, max: 20 }),
    }),
    { minLength: NAMES.length, maxLength: NAMES.length },
  ),
  { maxLength: 60 },
);

Deno.test("weights always come to one, never fall below the floor, never leap", () => {
  fc.assert(fc.property(rulesArbitrary, gainsArbitrary, (rules, sessions) => {
    let adjuster = startFrom(0.25, 0.25, 0.25, 0.25);
    const floor = Math.min(rules.floor, 0.25);
    for (const session of sessions) {
      const before = weightsOf(adjuster);
      adjuster = adjust(
        adjuster,
        new Map(session.map((gain, i): [string, Gain] => [NAMES[i]!, gain])),
        rules,
      );
      const after = weightsOf(adjuster);
      assert.ok(Math.abs(after.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-9);
      for (const [i, weight] of after.entries()) {
        assert.ok(weight >= floor - 1e-9, `${weight} is below the floor of ${floor}`);
        assert.ok(Math.abs(weight - before[i]!) <= rules.shiftMax + 1e-9, "a leap");
      }
    }
  }));
});

Deno.test("the same gains give the same weights, in whatever order members are told of", () => {
  fc.assert(fc.property(gainsArbitrary, (sessions) => {
    const rules = adjusterRulesSchema.parse({});
    const play = (reverse: boolean) =>
      sessions.reduce((adjuster, session) => {
        const entries = session.map((gain, i): [string, Gain] => [NAMES[i]!, gain]);
        return adjust(adjuster, new Map(reverse ? entries.reverse() : entries), rules);
      }, startFrom(0.25, 0.25, 0.25, 0.25));
    assert.deepEqual(play(true), play(false));
  }));
});

Deno.test("who gains more weighs more, and whoever stops gaining loses it again", () => {
  const rules = adjusterRulesSchema.parse({});
  let adjuster = startFrom(0.5, 0.5);
  for (let i = 0; i < 30; i++) adjuster = adjust(adjuster, gained(0.01, -0.01), rules);
  assert.ok(weightsOf(adjuster)[0]! > 0.9);
  for (let i = 0; i < 60; i++) adjuster = adjust(adjuster, gained(-0.01, 0.01), rules);
  assert.ok(weightsOf(adjuster)[1]! > 0.9);
});

Deno.test("a member with too few trades keeps its share, whatever they earned", () => {
  const rules = adjusterRulesSchema.parse({ tripsMin: 10 });
  const gains = new Map([["a", { gain: 1, trips: 1 }], ["b", { gain: 0.01, trips: 10 }]]);
  assert.deepEqual(weightsOf(adjust(startFrom(0.5, 0.5), gains, rules)), [0.5, 0.5]);
});

Deno.test("one wild session counts no more than a few usual ones", () => {
  const rules = adjusterRulesSchema.parse({ shiftMax: 1 });
  let adjuster = startFrom(0.5, 0.5);
  for (let i = 0; i < 50; i++) adjuster = adjust(adjuster, gained(0.001, -0.001), rules);
  const wild = adjust(adjuster, gained(-10, 10), rules);
  const change = adjuster.standings[0]!.score - wild.standings[0]!.score;
  assert.ok(change < 1 + rules.gainMax + adjuster.standings[0]!.score * (1 - rules.discount));
});

Deno.test("weights of the configuration that come to less than one are scaled", () => {
  assert.deepEqual(weightsOf(startFrom(0.2, 0.2)), [0.5, 0.5]);
  assert.deepEqual(weightsOf(startFrom(0, 0)), [0.5, 0.5]);
});
