/**
 * Trains the offline analyser and writes its weights:
 *
 *     deno run -A actors/sentiment_analyzer/training/train.ts PATH/tfns_train.csv
 *
 * The same rows give the same bytes. It reads the training rows of the Twitter financial news
 * sentiment set (MIT) and nothing else: what the result is measured on is no business of its.
 */
import { BUCKETS, featuresOf } from "../analyzers/offline/features.ts";
import { CLASSES, judge, KNOWN_BYTES, type OfflineModel } from "../analyzers/offline/model.ts";
import { type LabelledText, twitterRows } from "./dataset.ts";
import { type Example, type LearningRates, shuffled, trainDense, trainGrams } from "./logistic.ts";

const RATES: LearningRates = {
  denseEpochs: 200,
  denseRate: 0.1,
  denseDecay: 1e-4,
  gramEpochs: 6,
  gramRate: 0.3,
  gramDecay: 1e-3,
};
/** Training rows that must hold a word before it counts as known. */
const KNOWN_ROWS = 5;
/** Below half of its words known, a text is of another kind, and the cues speak alone. */
const GATE = [0.5, 1] as const;
const FOLDS = 5;

/** Learns from labelled texts; the temperature comes from cross-validation over the same texts. */
export function train(rows: readonly LabelledText[]): OfflineModel {
  const examples = rows.map(({ text, label }) => ({
    features: featuresOf(text),
    target: CLASSES.indexOf(label),
  }));
  return { ...fit(examples), temperature: temperatureOf(examples) };
}

function fit(examples: readonly Example[]): OfflineModel {
  const dense = trainDense(examples, RATES);
  const learned = trainGrams(examples, dense, RATES);
  const gramStep = learned.reduce((max, weight) => Math.max(max, Math.abs(weight)), 1e-9) / 127;
  const grams = Int8Array.from(learned, (weight) => Math.round(weight / gramStep));
  return { dense, grams, gramStep, known: knownSlots(examples), gate: GATE, temperature: 1 };
}

function knownSlots(examples: readonly Example[]): Uint8Array {
  const counts = new Uint32Array(BUCKETS);
  for (const { features } of examples) for (const slot of features.wordSlots) counts[slot]!++;
  const known = new Uint8Array(KNOWN_BYTES);
  for (const [slot, count] of counts.entries()) {
    if (count >= KNOWN_ROWS) known[slot >> 3]! |= 1 << (slot & 7);
  }
  return known;
}

/** The temperature under which texts that were left out are the least surprising (Guo et al. 2017). */
function temperatureOf(examples: readonly Example[]): number {
  const order = shuffled(examples.length, 7);
  const fold = order.map((_, index) => index % FOLDS);
  const parts = Array.from({ length: FOLDS }, (_, part) => {
    const rest = order.filter((_, index) => fold[index] !== part).map((at) => examples[at]!);
    const held = order.filter((_, index) => fold[index] === part).map((at) => examples[at]!);
    return { model: fit(rest), held };
  });
  let best = 1, least = Infinity;
  for (let temperature = 0.8; temperature <= 2; temperature += 0.05) {
    let surprise = 0;
    for (const { model, held } of parts) {
      for (const { features, target } of held) {
        const p = judge({ ...model, temperature }, features).probabilities[target]!;
        surprise -= Math.log(Math.max(p, 1e-9));
      }
    }
    if (surprise < least) [best, least] = [Math.round(temperature * 100) / 100, surprise];
  }
  return best;
}

if (import.meta.main) {
  const [path, ...more] = Deno.args;
  if (path === undefined || more.length > 0) {
    throw new Error(
      "train.ts takes one argument: the path of the set's training rows, tfns_train.csv",
    );
  }
  const { dense, grams, gramStep, known, gate, temperature } = train(
    twitterRows(await Deno.readTextFile(path)),
  );
  const weights = {
    attribution: "Trained on the training rows of the Twitter Financial News Sentiment set " +
      "(zeroshot/twitter-financial-news-sentiment, MIT) by training/train.ts.",
    dense: [...dense].map((weight) => Number(weight.toPrecision(6))),
    grams: new Uint8Array(grams.buffer).toBase64(),
    gramStep,
    known: known.toBase64(),
    gate,
    temperature,
  };
  const target = new URL("../analyzers/offline/weights.json", import.meta.url);
  await Deno.writeTextFile(target, JSON.stringify(weights, null, 2) + "\n");
}
