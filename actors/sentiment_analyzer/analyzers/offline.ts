import { createHash } from "node:crypto";
import weights from "./offline/weights.json" with { type: "json" };
import { type Analyzer, type Verdict, verdictOf } from "./analyzer.ts";
import { type Cue } from "./offline/cues.ts";
import { BUCKETS, DENSE_NAMES, featuresOf } from "./offline/features.ts";
import { CLASSES, judge, KNOWN_BYTES, type OfflineModel } from "./offline/model.ts";

/** Below this share of known words, a text without any cue is left neutral. */
const THIN_COVERAGE = 0.5;

const model = load();
const digest = createHash("sha256").update(JSON.stringify(weights)).digest("hex").slice(0, 16);

/** Judges a text at once: the offline default's whole work. */
export function judgeOffline(text: string): Verdict {
  const features = featuresOf(text);
  const { probabilities: [positive, negative, neutral], coverage } = judge(model, features);
  const thin = features.cues.length === 0 && coverage < THIN_COVERAGE;
  const verdict = thin
    ? abstention(positive!, negative!, neutral!)
    : verdictOf({ positive: positive!, negative: negative!, neutral: neutral! });
  return {
    ...verdict,
    analyzer: "offline",
    model: { id: "pitboss/offline-news", digest },
    evidence: thin ? "too little to go by" : evidenceOf(features.cues),
  };
}

/**
 * The offline default: cues of financial language, a word list and n-grams learned from labelled
 * posts, in one small calibrated model. Needs nothing, answers within a millisecond, and abstains
 * to neutral where a text gives it nothing to go by.
 */
export function offlineAnalyzer(): Analyzer {
  return {
    name: "offline",
    analyze(text, signal) {
      return signal.aborted ? Promise.reject(signal.reason) : Promise.resolve(judgeOffline(text));
    },
    health: () => ({ state: "ready" }),
    close: () => Promise.resolve(),
  };
}

/** Neutral, whatever the model leans to. */
function abstention(positive: number, negative: number, neutral: number) {
  const lean = Math.min(positive, negative, neutral / 2);
  return verdictOf({ positive: lean, negative: lean, neutral });
}

function evidenceOf(cues: readonly Cue[]): string {
  if (cues.length === 0) return "no cue; the choice of words alone";
  return cues.slice(0, 4).map(({ words, weight }) => `${words} (${weight > 0 ? "+" : "−"})`)
    .join(", ");
}

function load(): OfflineModel {
  const grams = new Int8Array(Uint8Array.fromBase64(weights.grams).buffer);
  const known = Uint8Array.fromBase64(weights.known);
  const [from, full] = weights.gate;
  const fits = grams.length === BUCKETS * CLASSES.length && known.length === KNOWN_BYTES &&
    weights.dense.length === DENSE_NAMES.length * CLASSES.length;
  if (!fits || from === undefined || full === undefined) {
    throw new Error("weights.json does not fit the features: train the offline analyser again");
  }
  const { gramStep, temperature } = weights;
  return {
    dense: Float64Array.from(weights.dense),
    grams,
    known,
    gramStep,
    gate: [from, full],
    temperature,
  };
}
