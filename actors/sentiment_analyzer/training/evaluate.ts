import { type SentimentLabel, sentimentLabelSchema } from "../../domain/sentiment.ts";

/** A judgement beside the truth. */
export interface Judged {
  readonly truth: SentimentLabel;
  readonly label: SentimentLabel;
  readonly confidence: number;
}

/** How good judgements are. */
export interface Quality {
  readonly accuracy: number;
  /** Unweighted mean of the three labels' F1. */
  readonly macroF1: number;
  /** Expected calibration error over ten equal bins of confidence (Guo et al. 2017). */
  readonly ece: number;
}

/** See {@link Quality}. */
export function qualityOf(judged: readonly Judged[]): Quality {
  const right = judged.filter(({ truth, label }) => truth === label).length;
  const f1 = sentimentLabelSchema.options.map((label) => {
    const hits = judged.filter((one) => one.truth === label && one.label === label).length;
    const said = judged.filter((one) => one.label === label).length;
    const there = judged.filter((one) => one.truth === label).length;
    return said + there === 0 ? 0 : 2 * hits / (said + there);
  });
  return {
    accuracy: right / judged.length,
    macroF1: f1.reduce((sum, value) => sum + value, 0) / f1.length,
    ece: calibrationError(judged),
  };
}

function calibrationError(judged: readonly Judged[]): number {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, right: 0, confidence: 0 }));
  for (const { truth, label, confidence } of judged) {
    const bin = bins[Math.min(9, Math.floor(confidence * 10))]!;
    bin.count++;
    bin.confidence += confidence;
    if (truth === label) bin.right++;
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.right - bin.confidence), 0) / judged.length;
}
