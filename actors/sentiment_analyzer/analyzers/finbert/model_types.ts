import type { SentimentLabel } from "../../../domain/sentiment.ts";

/** Probabilities of the three labels. */
export type Probabilities = Readonly<Record<SentimentLabel, number>>;

/** The weights are not those that were asked for, or not any more. */
export class WeightsDiffer extends Error {
  override readonly name = "WeightsDiffer";
}
