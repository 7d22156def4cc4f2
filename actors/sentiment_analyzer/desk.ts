import type { SystemClock } from "../../runtime/clock/clock.ts";
import type { Article } from "../domain/article.ts";
import type { Sentiment } from "../domain/sentiment.ts";
import type { AnalyzerChain } from "./chain.ts";
import { textOf } from "./core.ts";

/** How long the desk lets things take. */
export interface DeskRules {
  /** One article after another, however long each takes: a replay must not depend on speed. */
  readonly inOrder: boolean;
  /** Longest time, in ms, for which an article holds up those behind it. */
  readonly holdMs: number;
  /** Age, in ms, at which a judgement that is still waited for is left to the offline default. */
  readonly deadlineMs: number;
  /** Judgements that may be under way; beyond, an article holds up those behind it. */
  readonly openMax: number;
}

/** What the desk needs around it. */
export interface DeskSurroundings {
  readonly clock: SystemClock;
  /** Aborts when the actor is to stop. */
  readonly signal: AbortSignal;
  /** Told of every judgement, with how long it took. */
  judged?(analyzer: string, tookMs: number): void;
}

/** A judgement that came after its article had to make room for those behind it. */
export interface LateJudgement {
  readonly article: Article;
  readonly sentiment: Sentiment;
}

/**
 * Has articles judged, at once where that is a matter of milliseconds and beside the queue where it
 * is not: a slow analyser must not hold up the articles that it has nothing to do with.
 */
export class JudgementDesk {
  readonly #open = new Map<string, Article>();
  readonly #late: LateJudgement[] = [];
  #arrived = Promise.withResolvers<void>();
  #failure: unknown = null;

  constructor(
    private readonly chain: AnalyzerChain,
    private readonly rules: DeskRules,
    private readonly around: DeskSurroundings,
  ) {}

  /** The article's judgement; null where it takes longer and comes by {@link late}. */
  async judge(article: Article): Promise<Sentiment | null> {
    const { inOrder, holdMs, openMax } = this.rules;
    const slow = Promise.withResolvers<null>();
    const judging = this.#ask(article, () => slow.resolve(null));
    if (inOrder || this.#open.size >= openMax) return await judging;
    const cancel = this.around.clock.after(holdMs, () => slow.resolve(null));
    try {
      const sentiment = await Promise.race([judging, slow.promise]);
      if (sentiment === null) this.#await(article, judging);
      return sentiment;
    } finally {
      cancel();
    }
  }

  /** Judges an article once more whose judgement a predecessor did not live to see. */
  reopen(article: Article): void {
    this.#await(article, this.#ask(article, () => {}));
  }

  /** Judgements as they come, until the actor stops. Throws where an analyser is defect. */
  async *late(): AsyncGenerator<LateJudgement> {
    const { signal } = this.around;
    const stop = () => this.#arrived.resolve();
    signal.addEventListener("abort", stop, { once: true });
    try {
      while (!signal.aborted) {
        if (this.#failure !== null) throw this.#failure;
        const next = this.#late.shift();
        if (next !== undefined) {
          yield next;
          continue;
        }
        this.#arrived = Promise.withResolvers();
        if (signal.aborted) return;
        await this.#arrived.promise;
      }
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  async #ask(article: Article, onSlow: () => void): Promise<Sentiment> {
    const { clock, signal, judged } = this.around;
    const from = clock.monotonic();
    const hurry = new AbortController();
    const cancel = this.rules.inOrder
      ? () => {}
      : clock.after(this.rules.deadlineMs, () => hurry.abort());
    try {
      const text = textOf(article);
      const { sentiment } = await this.chain.judge(text, signal, { onSlow, hurry: hurry.signal });
      judged?.(sentiment.analyzer, clock.monotonic() - from);
      return sentiment;
    } finally {
      cancel();
    }
  }

  #await(article: Article, judging: Promise<Sentiment>): void {
    this.#open.set(article.articleId, article);
    judging.then(
      (sentiment) => this.#late.push({ article, sentiment }),
      (error) => {
        // Nobody wants the judgement of an actor that stops: its successor asks again.
        if (!this.around.signal.aborted) this.#failure ??= error;
      },
    ).finally(() => {
      this.#open.delete(article.articleId);
      this.#arrived.resolve();
    });
  }
}
