import type { SystemClock } from "../../runtime/clock/clock.ts";
import type { Logger } from "../../runtime/telemetry/log.ts";
import type { Analyzer } from "./analyzers/analyzer.ts";
import { offlineAnalyzer } from "./analyzers/offline.ts";
import { ollamaAnalyzer } from "./analyzers/ollama.ts";
import { AnalyzerChain } from "./chain.ts";
import type { FinbertConfig, SentimentAnalyzerConfig } from "./config.ts";

/** What the analysers need around them. */
export interface ChainSurroundings {
  readonly clock: SystemClock;
  readonly log: Logger;
  /** Told how far a download is, from 0 to 1. */
  onProgress?(file: string, share: number): void;
  /** Whether a text waits for a model that is being fetched, instead of going to the next analyser. */
  readonly patient?: boolean;
}

/** The chain that a configuration asks for. Nothing is loaded before it is asked. */
export function openChain(
  config: SentimentAnalyzerConfig,
  around: ChainSurroundings,
): Promise<AnalyzerChain> {
  return assemble(config, around);
}

async function assemble(
  { finbert, ollama, threshold }: SentimentAnalyzerConfig,
  around: ChainSurroundings,
): Promise<AnalyzerChain> {
  return new AnalyzerChain({
    finbert: finbert === null ? null : await openFinbert(finbert, around),
    ollama: ollama === null ? null : ollamaAnalyzer(ollama, around),
    offline: offlineAnalyzer(),
    threshold,
  });
}

/**
 * By a computed name: Deno fetches what a literal import names, and all it depends on, before a
 * program starts, and nobody who does without FinBERT is to fetch its runtime.
 */
async function openFinbert(config: FinbertConfig, around: ChainSurroundings): Promise<Analyzer> {
  const file = new URL("./analyzers/finbert.ts", import.meta.url).href;
  const module: typeof import("./analyzers/finbert.ts") = await import(file);
  return module.finbertAnalyzer(config, around);
}
