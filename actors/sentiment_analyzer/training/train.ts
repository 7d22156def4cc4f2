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
import { KIND_COUNT, kindOf } from "./kinds.ts";
import { type Example, type LearningRates, trainDense, trainGrams } from "./logistic.ts";

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
/** Temperatures that are tried, in hundredths. */
const TEMPERATURES = { from: 80, to: 200, step: 5 } as const;

/** Learns from labelled texts; the temperature comes from leaving out kinds of the same texts. */
export function train(rows: readonly LabelledText[]): OfflineModel {
  const examples = rows.map(({ text, label }) => ({
    features: featuresOf(text),
    target: CLASSES.indexOf(label),
  }));
  return {
    ...fit(examples),
    temperature: temperatureOf(examples, rows.map(({ text }) => kindOf(text))),
  };
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

/**
 * The temperature (Guo et al. 2017) for texts unlike those that were learned from, which is what the
 * analyser meets: each kind of text is judged by a model that learned from all others, and the
 * kind that is judged worst decides under which temperature it is the least surprising.
 */
function temperatureOf(examples: readonly Example[], kinds: readonly number[]): number {
  let worst = { temperature: 1, surprise: -Infinity };
  for (let kind = 0; kind < KIND_COUNT; kind++) {
    const held = examples.filter((_, index) => kinds[index] === kind);
    if (held.length === 0) continue;
    const model = fit(examples.filter((_, index) => kinds[index] !== kind));
    let best = { temperature: 1, surprise: Infinity };
    for (let t = TEMPERATURES.from; t <= TEMPERATURES.to; t += TEMPERATURES.step) {
      const temperature = t / 100;
      const surprise = surpriseOf({ ...model, temperature }, held);
      if (surprise < best.surprise) best = { temperature, surprise };
    }
    if (best.surprise > worst.surprise) worst = best;
  }
  return worst.temperature;
}

/** Mean negative logarithm of what the model gives to the truth. */
function surpriseOf(model: OfflineModel, examples: readonly Example[]): number {
  let sum = 0;
  for (const { features, target } of examples) {
    sum -= Math.log(Math.max(judge(model, features).probabilities[target]!, 1e-9));
  }
  return sum / examples.length;
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
