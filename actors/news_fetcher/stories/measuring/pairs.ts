import { z } from "zod";
import { type Headline, placeSchema, textsOf } from "../../../recordings/headlines.ts";
import { contradicts } from "../contradiction.ts";
import { bandsOf, shinglesOf, similarity } from "../shingles.ts";
import { storyText } from "../text.ts";
import pairsJson from "./pairs.json" with { type: "json" };

/**
 * Two headlines, the later one's most alike, and what a reader says of them. Drawn at random within
 * strata of similarity, so each stands for several like it.
 */
export const storyPairSchema = z.strictObject({
  /**
   * `tuned`: the rules were mended, and the threshold set, while looking at it. `aside`: drawn and
   * labelled after that, at a likeness of 0.4 and more only.
   */
  part: z.enum(["tuned", "aside"]),
  /** How many pairs of the recordings it stands for. */
  weight: z.number().positive(),
  /** Whether both tell the same piece of news. */
  same: z.boolean(),
  a: placeSchema,
  b: placeSchema,
});

/** A labelled pair as the story index sees it. */
export interface JudgedPair {
  readonly part: "tuned" | "aside";
  readonly weight: number;
  readonly same: boolean;
  /** Of the texts, 0 to 1. */
  readonly alike: number;
  /** Whether they are compared at all, and do not contradict each other. */
  readonly comparable: boolean;
}

/** The labelled pairs with what the index makes of them. */
export async function labelledPairs(headlines: readonly Headline[]): Promise<JudgedPair[]> {
  const textOf = textsOf(headlines);
  return await Promise.all(
    z.array(storyPairSchema).parse(pairsJson).map(async ({ part, weight, same, a, b }) => {
      const [left, right] = [storyText(await textOf(a), ""), storyText(await textOf(b), "")];
      const [one, other] = [shinglesOf(left), shinglesOf(right)];
      const bands = new Set(bandsOf(one));
      const meets = bandsOf(other).some((band) => bands.has(band));
      const comparable = meets && !contradicts(left, right);
      return { part, weight, same, alike: similarity(one, other), comparable };
    }),
  );
}

/** How right a threshold is: of the pairs it folds, and of those that should be. */
export interface ThresholdQuality {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Precision and recall of folding pairs that are at least so alike, each pair by its weight. */
export function qualityAt(pairs: readonly JudgedPair[], threshold: number): ThresholdQuality {
  let [right, folded, there] = [0, 0, 0];
  for (const { weight, same, alike, comparable } of pairs) {
    const folds = comparable && alike >= threshold;
    if (folds) folded += weight;
    if (same) there += weight;
    if (folds && same) right += weight;
  }
  const share = (all: number) => all === 0 ? 1 : right / all;
  const [precision, recall] = [share(folded), share(there)];
  const f1 = precision + recall === 0 ? 0 : 2 * precision * recall / (precision + recall);
  return { precision, recall, f1 };
}
