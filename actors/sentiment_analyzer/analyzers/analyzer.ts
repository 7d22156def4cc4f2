import type { Sentiment } from "../../domain/sentiment.ts";

/** What an analyser says to a text; why it was asked is the chain's to add. */
export type Verdict = Omit<Sentiment, "why"> & {
  /** What in the text led to it, where the analyser can tell; for people. */
  readonly evidence?: string;
};

/** Whether an analyser can be asked. */
export type AnalyzerHealth =
  /** Nothing is known against it. */
  | { readonly state: "ready" }
  /** It cannot be had at present: a sentence that says why. */
  | {
    readonly state:
      /** Its model is on its way. */
      | "fetching"
      /** Its process died, and is started again by the next text after a pause. */
      | "restarting"
      /** It is not asked for a while, after failures in a row. */
      | "left alone"
      /** Its model cannot be had, or it did not answer as it should. */
      | "unavailable";
    readonly reason: string;
  };

/**
 * Judges texts. A text is data, whatever it says. An analyser that cannot judge at present throws
 * {@link AnalyzerUnavailable}; any other error is a defect.
 */
export interface Analyzer {
  readonly name: string;
  /** Whether an answer may take seconds, so that others had better not wait for it. */
  readonly isSlow?: boolean;
  /** Judges one text; rejects with the signal's reason when it aborts first. */
  analyze(text: string, signal: AbortSignal): Promise<Verdict>;
  health(): AnalyzerHealth;
  /** Finishes what is under way, then lets go of everything. May be called again. */
  close(): Promise<void>;
}

/** An analyser cannot be had at present; the next one is to be asked. */
export class AnalyzerUnavailable extends Error {
  override readonly name = "AnalyzerUnavailable";

  constructor(readonly analyzer: string, reason: string, options?: ErrorOptions) {
    super(reason, options);
  }
}

/** The label, score and confidence that probabilities (of any scale) amount to. */
export function verdictOf(
  weights: { readonly positive: number; readonly negative: number; readonly neutral: number },
): Pick<Sentiment, "label" | "score" | "probabilities" | "confidence"> {
  const sum = weights.positive + weights.negative + weights.neutral;
  const positive = weights.positive / sum;
  const negative = weights.negative / sum;
  const neutral = Math.max(0, 1 - positive - negative);
  const confidence = Math.max(positive, negative, neutral);
  // Where two are as likely, the text decides nothing.
  const label = neutral === confidence || positive === negative
    ? "neutral"
    : positive === confidence
    ? "positive"
    : "negative";
  const probabilities = { positive, negative, neutral };
  return { label, score: positive - negative, probabilities, confidence };
}
