import type { SentimentLabel } from "../../../domain/sentiment.ts";
import { BUCKETS, DENSE_NAMES, type TextFeatures } from "./features.ts";

/** The labels in the order in which weights are kept. */
export const CLASSES: readonly SentimentLabel[] = ["positive", "negative", "neutral"];

/** Everything that was learned. */
export interface OfflineModel {
  /** By class, then by feature. */
  readonly dense: Float64Array;
  /** By slot, then by class. */
  readonly grams: Int8Array;
  /** What one step of `grams` is worth. */
  readonly gramStep: number;
  /** A bit per slot of a word that the training rows held often enough. */
  readonly known: Uint8Array;
  /** Coverage from which on the learned part counts, and from which on it counts in full. */
  readonly gate: readonly [number, number];
  /** Divides the logits: how much less sure than it feels the model should be. */
  readonly temperature: number;
}

/** What the model makes of a text. */
export interface OfflineVerdict {
  /** In the order of {@link CLASSES}. */
  readonly probabilities: readonly number[];
  /** Share of the words that the training rows knew. */
  readonly coverage: number;
}

/** The probabilities of the classes. */
export function judge(model: OfflineModel, features: TextFeatures): OfflineVerdict {
  const coverage = coverageOf(model.known, features.wordSlots);
  const gate = gateAt(model.gate, coverage);
  const scale = gate * model.gramStep / Math.sqrt(features.slots.length || 1);
  const width = DENSE_NAMES.length;
  const logits = CLASSES.map((_, c) => {
    let sum = 0;
    for (let k = 0; k < width; k++) sum += features.dense[k]! * model.dense[c * width + k]!;
    let learned = 0;
    for (const slot of features.slots) learned += model.grams[slot * CLASSES.length + c]!;
    return (sum + learned * scale) / model.temperature;
  });
  return { probabilities: softmax(logits), coverage };
}

/** Between nothing and all of the learned part, by how much of the text it knows. */
export function gateAt([from, full]: readonly [number, number], coverage: number): number {
  return Math.min(1, Math.max(0, (coverage - from) / (full - from)));
}

/** Share of the slots that are marked as known; 0 for none. */
export function coverageOf(known: Uint8Array, wordSlots: Uint32Array): number {
  if (wordSlots.length === 0) return 0;
  let seen = 0;
  for (const slot of wordSlots) seen += (known[slot >> 3]! >> (slot & 7)) & 1;
  return seen / wordSlots.length;
}

/** Exponentials that sum to one. */
export function softmax(logits: readonly number[]): number[] {
  const top = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - top));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** Bytes of the bit set of known slots. */
export const KNOWN_BYTES = BUCKETS >> 3;
