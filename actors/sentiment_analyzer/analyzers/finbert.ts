import type { ChainSurroundings } from "../open_chain.ts";
import type { FinbertConfig } from "../config.ts";
import { type Analyzer, AnalyzerUnavailable, type Verdict, verdictOf } from "./analyzer.ts";
import { isLocal, modelFilesIn } from "./finbert/files.ts";
import { type LoadedModel, loadModel } from "./finbert/model.ts";

/** How long a model that could not be had is left alone, in milliseconds. */
export const RETRY_MS = 300_000;
/** Texts that may wait for the one before them. */
const QUEUE_MAX = 256;

/**
 * FinBERT, or any BERT that tells positive, negative and neutral apart.
 *
 * It runs the parts that transformers.js is made of, onnxruntime-node and @huggingface/tokenizers,
 * without transformers.js around them: those import in 40 ms instead of 155, need neither sharp nor
 * a deleted `globalThis.location` inside a Worker, and leak no thread over 30 restarts. What a user
 * meets stays the same: hub ids, the hub's layout of files, and its names for weights.
 *
 * Texts are judged one at a time: batches of mixed lengths are slower. Inference blocks its thread
 * and a thread that is killed amid it leaks the model, so the actor belongs into a process of its
 * own. Nothing imports this module by a literal name; see open_chain.ts.
 *
 * A model that cannot be had is one warning, and then {@link AnalyzerUnavailable} to everybody; it
 * is tried again after {@link RETRY_MS}.
 */
export function finbertAnalyzer(
  config: FinbertConfig,
  around: ChainSurroundings,
): Promise<Analyzer> {
  return Promise.resolve(new Finbert(config, around));
}

class Finbert implements Analyzer {
  readonly name = "finbert";
  #loading: Promise<LoadedModel> | null = null;
  #reason: string | null = null;
  #retryAt = 0;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #closing: AbortController = new AbortController();

  constructor(
    private readonly config: FinbertConfig,
    private readonly around: ChainSurroundings,
  ) {}

  health() {
    return this.#reason === null
      ? { state: "ready" } as const
      : { state: "unavailable", reason: this.#reason } as const;
  }

  async analyze(text: string, signal: AbortSignal): Promise<Verdict> {
    signal.throwIfAborted();
    if (this.#closing.signal.aborted) throw new AnalyzerUnavailable("finbert", "it was closed");
    if (this.#waiting >= QUEUE_MAX) {
      throw new AnalyzerUnavailable("finbert", `${QUEUE_MAX} texts wait for it already`);
    }
    this.#waiting++;
    const turn = this.#last.then(() => this.#judge(text, signal));
    this.#last = turn.then(() => {}, () => {});
    try {
      return await unlessAborted(turn, signal);
    } finally {
      this.#waiting--;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("it was closed"));
    await this.#last;
    const model = await this.#loading?.catch(() => null);
    this.#loading = null;
    await model?.dispose();
  }

  async #judge(text: string, signal: AbortSignal): Promise<Verdict> {
    signal.throwIfAborted();
    const model = await this.#model();
    try {
      const probabilities = await model.judge(text);
      return {
        ...verdictOf(probabilities),
        analyzer: "finbert",
        model: { id: this.config.model.slice(0, 200), digest: model.digest },
      };
    } catch (error) {
      throw this.#unavailable(error);
    }
  }

  async #model(): Promise<LoadedModel> {
    const { clock } = this.around;
    if (this.#reason !== null && clock.monotonic() < this.#retryAt) {
      throw new AnalyzerUnavailable("finbert", this.#reason);
    }
    this.#loading ??= this.#load();
    try {
      const model = await this.#loading;
      this.#reason = null;
      return model;
    } catch (error) {
      this.#loading = null;
      throw this.#unavailable(error);
    }
  }

  async #load(): Promise<LoadedModel> {
    if (!isLocal(this.config)) throw new Error("models are not fetched yet");
    const { folder, weights } = await modelFilesIn(this.config.model);
    return await loadModel(folder, weights);
  }

  /** Warns at the first failure only: the chain goes on, and its `why` tells of the others. */
  #unavailable(error: unknown): AnalyzerUnavailable {
    const { clock, log } = this.around;
    const reason = error instanceof Error ? error.message : String(error);
    const message = `FinBERT cannot be had, the next analyser judges: ${reason}`;
    if (this.#reason === null) log.warn(message, { model: this.config.model });
    else log.debug(message);
    this.#reason = reason;
    this.#retryAt = clock.monotonic() + RETRY_MS;
    return new AnalyzerUnavailable("finbert", reason, { cause: error });
  }
}

/** What `work` gives, unless the signal aborts first; the work itself goes on. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
