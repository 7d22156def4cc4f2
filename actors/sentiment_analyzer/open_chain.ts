import type { SystemClock } from "../../runtime/clock/clock.ts";
import { summonProcess } from "../../runtime/helper/process.ts";
import { summonAt } from "../../runtime/helper/visit.ts";
import type { Logger } from "../../runtime/telemetry/log.ts";
import type { Analyzer } from "./analyzers/analyzer.ts";
import { finbertAnalyzer } from "./analyzers/finbert.ts";
import { modelProcess } from "./analyzers/finbert/process_plan.ts";
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
  /** Whether a text waits for a model that is not ready, instead of going to the next analyser. */
  readonly patient?: boolean;
}

/** The chain that a configuration asks for. Nothing is loaded or started before it is asked. */
export function openChain(
  { finbert, ollama, threshold }: SentimentAnalyzerConfig,
  around: ChainSurroundings,
): AnalyzerChain {
  return new AnalyzerChain({
    finbert: finbert === null ? null : openFinbert(finbert, around),
    ollama: ollama === null ? null : ollamaAnalyzer(ollama, around),
    offline: offlineAnalyzer(),
    threshold,
  });
}

/** FinBERT alone. Actors may run no programs and have a door; a task may, and starts the process itself. */
export function openFinbert(config: FinbertConfig, around: ChainSurroundings): Analyzer {
  const { clock, log } = around;
  const printed = (line: string) => log.debug(`FinBERT's process: ${line}`);
  const summon = config.door === null
    ? summonProcess(modelProcess(config), { clock, printed })
    : summonAt(config.door);
  return finbertAnalyzer(config, summon, around);
}
