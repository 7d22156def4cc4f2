import type { Sentiment } from "../domain/sentiment.ts";
import { type Analyzer, AnalyzerUnavailable, type Verdict } from "./analyzers/analyzer.ts";

/** The analysers in the order in which they are asked. */
export interface ChainParts {
  /** Asked first; null where it is not set up. */
  readonly finbert: Analyzer | null;
  /** Asked where FinBERT is not sure enough, or not there; null where it is not set up. */
  readonly ollama: Analyzer | null;
  /** Always there. */
  readonly offline: Analyzer;
  /** Confidence from which on FinBERT's word stands. */
  readonly threshold: number;
}

/** What analysers said to a text, and which of it stands. */
export interface ChainAnswer {
  readonly sentiment: Sentiment;
  /** Everything that was heard or tried, in order, as sentences. */
  readonly steps: readonly string[];
  readonly evidence: string | null;
}

/** How much time there is for a text. */
export interface Pace {
  /** Told once an analyser is asked that may take seconds. */
  onSlow?(): void;
  /** Aborts when there is no time left: the offline default judges then, which needs none. */
  readonly hurry?: AbortSignal;
}

/** FinBERT; where it is not sure, Ollama; where neither is available, the offline default. */
export class AnalyzerChain {
  constructor(private readonly parts: ChainParts) {}

  /** The analysers that are set up. */
  get analyzers(): readonly Analyzer[] {
    const { finbert, ollama, offline } = this.parts;
    return [finbert, ollama, offline].filter((analyzer) => analyzer !== null);
  }

  /** Judges a text. Never fails for want of an analyser. */
  async judge(text: string, signal: AbortSignal, pace: Pace = {}): Promise<ChainAnswer> {
    const { finbert, ollama, offline, threshold } = this.parts;
    const steps: string[] = [];
    const ask = (analyzer: Analyzer | null, title: string) =>
      askOne(analyzer, title, text, signal, pace, steps);
    const first = await ask(finbert, "FinBERT");
    if (first !== null && first.confidence >= threshold) {
      return answer(first, "FinBERT is sure enough", steps);
    }
    if (first !== null) {
      steps.push(`FinBERT is ${percent(first)} sure, less than ${Math.round(threshold * 100)} %`);
    }
    const second = await ask(ollama, "Ollama");
    if (second !== null) return answer(second, sentence(steps), steps);
    if (first !== null) return answer(first, `${sentence(steps)}: FinBERT's word stands`, steps);
    return answer(await offline.analyze(text, signal), sentence(steps), steps);
  }

  /** Lets every analyser finish and let go. */
  async close(): Promise<void> {
    await Promise.all(this.analyzers.map((analyzer) => analyzer.close()));
  }
}

async function askOne(
  analyzer: Analyzer | null,
  title: string,
  text: string,
  signal: AbortSignal,
  { onSlow, hurry }: Pace,
  steps: string[],
): Promise<Verdict | null> {
  if (analyzer === null) {
    steps.push(`${title} is not set up`);
    return null;
  }
  // One that is left alone says so at once.
  if (analyzer.isSlow === true && analyzer.health().state !== "left alone") onSlow?.();
  try {
    hurry?.throwIfAborted();
    return await analyzer.analyze(text, AbortSignal.any([signal, ...hurry ? [hurry] : []]));
  } catch (error) {
    signal.throwIfAborted();
    if (hurry?.aborted) steps.push(`${title} took too long`);
    else if (error instanceof AnalyzerUnavailable) {
      steps.push(`${title} is not available: ${error.message}`);
    } else throw error;
    return null;
  }
}

function answer(verdict: Verdict, why: string, steps: readonly string[]): ChainAnswer {
  const { evidence, ...judged } = verdict;
  return { sentiment: { ...judged, why }, steps, evidence: evidence ?? null };
}

/** Fits what a message may carry as its reason. */
function sentence(steps: readonly string[]): string {
  const whole = steps.join("; ");
  return whole.length <= 400 ? whole : `${whole.slice(0, 399)}…`;
}

function percent({ confidence }: Verdict): string {
  return `${Math.round(confidence * 100)} %`;
}
