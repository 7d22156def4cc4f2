import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import type { MarketInputs } from "../ensemble/inputs.ts";
import { knownBy } from "../market/slice.ts";

/** A decision, as far as it can be compared: when, of what, and everything about it as text. */
export interface Decision {
  readonly at: number;
  readonly ticker: string;
  readonly what: string;
}

/** Whatever decides on inputs; it is given copies, and may keep nothing between calls. */
export type Decider = (inputs: MarketInputs) => readonly Decision[];

/** A decision that depends on what was not knowable yet. */
export interface LookAhead {
  /** The future that was taken away began after this moment. */
  readonly cut: number;
  readonly at: number;
  readonly ticker: string;
  /** What was decided with the future in sight, and without; null: nothing. */
  readonly withFuture: string | null;
  readonly withoutFuture: string | null;
}

/** What a search for look-ahead found. */
export interface LookAheadReport {
  readonly cuts: number;
  /** Decisions that were compared, over all cuts. */
  readonly compared: number;
  /** The first difference of each cut that has one. */
  readonly found: readonly LookAhead[];
}

/**
 * Takes the future of bars and headlines away at some moments, lets the same thing decide again, and
 * demands that every decision up to there is the same. Moments are the closes of bars, chosen by the
 * seed. What looks ahead shows itself at a cut that falls between the decision and what it peeked at;
 * more cuts find subtler peeking.
 */
export function findLookAhead(
  decide: Decider,
  inputs: MarketInputs,
  options: { readonly cuts: number; readonly seed: number },
): LookAheadReport {
  const full = decide(inputs);
  const moments = cutMoments(inputs, full, options);
  const found: LookAhead[] = [];
  let compared = 0;
  for (const cut of moments) {
    const without = decide(truncated(inputs, cut)).filter(({ at }) => at <= cut);
    const expected = full.filter(({ at }) => at <= cut);
    compared += expected.length;
    const difference = firstDifference(expected, without);
    if (difference !== null) found.push({ cut, ...difference });
  }
  return { cuts: moments.length, compared, found };
}

/** The inputs as they were known at a moment. */
export function truncated({ bars, splits, news }: MarketInputs, cut: number): MarketInputs {
  return {
    bars: bars.map((columns) => knownBy(columns, cut)).filter(({ length }) => length > 0),
    // A split is announced long before its date; only headlines and prices are news.
    splits,
    news: news.filter(({ at }) => at <= cut),
  };
}

/** Half of the cuts fall right at decisions, where a peek is nearest; the others anywhere. */
function cutMoments(
  { bars }: MarketInputs,
  decisions: readonly Decision[],
  { cuts, seed }: { readonly cuts: number; readonly seed: number },
): number[] {
  const random = seededRandomness(seed);
  const moments = new Set<number>();
  for (let i = 0; i < cuts; i++) {
    const at = decisions.length > 0 && i % 2 === 0
      ? decisions[Math.floor(random.next() * decisions.length)]!.at
      : undefined;
    const columns = bars[Math.floor(random.next() * bars.length)]!;
    moments.add(at ?? columns.at[Math.floor(random.next() * columns.length)]!);
  }
  return [...moments].sort((a, b) => a - b);
}

function firstDifference(
  expected: readonly Decision[],
  found: readonly Decision[],
): Omit<LookAhead, "cut"> | null {
  for (let i = 0; i < Math.max(expected.length, found.length); i++) {
    const [a, b] = [expected[i], found[i]];
    if (a !== undefined && b !== undefined && same(a, b)) continue;
    const { at, ticker } = (a ?? b)!;
    return { at, ticker, withFuture: a?.what ?? null, withoutFuture: b?.what ?? null };
  }
  return null;
}

function same(a: Decision, b: Decision): boolean {
  return a.at === b.at && a.ticker === b.ticker && a.what === b.what;
}
