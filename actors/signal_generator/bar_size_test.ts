import assert from "node:assert/strict";
import fc from "fast-check";
import type { Bar } from "../domain/market.ts";
import { grow } from "../domain/resample.ts";
import { emptyWindow, onBar, onSplit, restoreHistory, type TickerWindow } from "./core.ts";
import { signalRules, signalRulesSchema } from "./rules.ts";
import { barAt, walk } from "./testing/market.ts";

const strategies = { news_driven: { enabled: false }, momentum: { params: { fast: 2, slow: 5 } } };
const rulesFor = (barSize: "5m" | null) =>
  signalRules(signalRulesSchema.parse({ threshold: 0.1, barSize, strategies }));
const [five, asTheyCome] = [rulesFor("5m"), rulesFor(null)];

/** Minutes of a session, of which some never came. */
const someMinutes = fc.record({
  seed: fc.nat(1_000),
  missing: fc.uniqueArray(fc.nat(389), { maxLength: 60 }),
}).map(({ seed, missing }): Bar[] =>
  walk(seed, 390).map((close, i) => barAt(i, close)).filter((_, i) => !missing.includes(i))
);

/** The larger bars, and whether a later one was over with the same minute, so that they decide nothing. */
function larger(bars: readonly Bar[]): { readonly bar: Bar; readonly isOverrun: boolean }[] {
  let partial: Bar | null = null;
  return bars.flatMap((minute) => {
    const step = grow(partial, minute, "5m");
    partial = step.partial;
    return step.whole.map((bar, i) => ({ bar, isOverrun: i < step.whole.length - 1 }));
  });
}

Deno.test("minutes judged as bars of five decide what the bars of five themselves do", () => {
  let signals = 0;
  fc.assert(
    fc.property(someMinutes, (bars) => {
      const [window, other] = [emptyWindow(five), emptyWindow(asTheyCome)];
      const decided = bars.flatMap((bar) => onBar(window, bar, five) ?? []);
      const expected = larger(bars).flatMap(({ bar, isOverrun }) => {
        const signal = onBar(other, bar, asTheyCome);
        return signal === null || isOverrun ? [] : signal;
      });
      assert.deepEqual(decided, expected);
      signals += expected.length;
    }),
    { numRuns: 30 },
  );
  assert.ok(signals > 100, "too little was decided to show anything");
});

Deno.test("a larger bar that is under way survives a restart at any minute, and a split", () => {
  fc.assert(
    fc.property(someMinutes, fc.nat(300), (bars, at) => {
      const straight = emptyWindow(five);
      const interrupted: TickerWindow = emptyWindow(five);
      for (const [i, bar] of bars.entries()) {
        const split = { ticker: bar.ticker, date: "2014-06-05", ratio: 2 };
        if (i === at) {
          for (const window of [straight, interrupted]) onSplit(window, split, five);
          const saved = JSON.parse(JSON.stringify(interrupted.history));
          interrupted.history = restoreHistory(saved, five)!;
        }
        assert.deepEqual(onBar(interrupted, bar, five), onBar(straight, bar, five));
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("windows that were filled with bars of another size are filled anew", () => {
  const window = emptyWindow(asTheyCome);
  onBar(window, barAt(0, 100), asTheyCome);
  assert.equal(restoreHistory(JSON.parse(JSON.stringify(window.history)), five), null);
});
