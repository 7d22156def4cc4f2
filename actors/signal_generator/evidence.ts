import type { SignalEvidenceRow } from "../../db/tables/lineage.ts";
import type { Bar } from "../domain/market.ts";
import type { Vote } from "../domain/signal.ts";
import type { TickerSentimentState } from "../domain/ticker_sentiment.ts";
import type { BarHistory, Onlooker } from "./core.ts";
import type { SignalRules } from "./rules.ts";
import type { StrategyMemory, StrategyParams } from "./strategies/strategy.ts";

/** Largest memory that is kept as evidence, in characters of its JSON. */
const MEMORY_MAX = 16_384;

/**
 * Looks on while bars are judged, and keeps of the last one what is needed to judge it again without
 * a headline: who looked at the stories, and the memory that he had before.
 */
export class EvidenceKeeper implements Onlooker {
  /** Strategies that ever looked at the stories: the memory of the others need not be copied. */
  readonly #readers = new Set<string>();
  readonly #memories = new Map<string, StrategyMemory>();
  readonly #readNow = new Set<string>();
  #asked = "";
  #bar: Bar | null = null;
  #heard: (votes: readonly Vote[], bar: Bar) => void = () => {};

  /**
   * A bar is about to be judged.
   * @param heard told of the votes
   */
  begin(heard: (votes: readonly Vote[], bar: Bar) => void): void {
    this.#heard = heard;
    this.#memories.clear();
    this.#readNow.clear();
  }

  heard(votes: readonly Vote[], bar: Bar): void {
    this.#bar = bar;
    this.#heard(votes, bar);
  }

  asking({ name }: { readonly name: string }, memory: StrategyMemory): void {
    this.#asked = name;
    const isEmpty = Object.keys(memory).length === 0;
    if (this.#readers.has(name) || isEmpty) this.#memories.set(name, structuredClone(memory));
  }

  newsRead(): void {
    this.#readers.add(this.#asked);
    this.#readNow.add(this.#asked);
  }

  /** What the ensemble had before it when it made a signal of the bar that was judged last. */
  evidenceOf(
    signalId: string,
    { bars }: BarHistory,
    news: TickerSentimentState,
    { members, minAgreement }: SignalRules,
  ): SignalEvidenceRow {
    if (this.#bar === null) throw new Error(`no bar was judged for signal ${signalId}`);
    return {
      signal_id: signalId,
      bar: { ...this.#bar },
      min_agreement: minAgreement,
      members: members.map(({ strategy, weight }) => {
        const { name, warmUp } = strategy;
        const readNews = this.#readNow.has(name);
        const params: StrategyParams | null = readNews ? strategy.params : null;
        const memory = readNews ? this.#memoryOf(name) : null;
        return { strategy: name, weight, warm: bars >= warmUp, readNews, params, memory };
      }),
      stories: news.votes.map((vote) => ({ ...vote })),
    };
  }

  #memoryOf(name: string): Record<string, StrategyParams[string]> | null {
    const memory = this.#memories.get(name);
    if (memory === undefined) return null;
    const text = JSON.stringify(memory);
    return text.length > MEMORY_MAX ? null : JSON.parse(text);
  }
}
