import { basename } from "node:path";
import type { ChainSurroundings } from "../open_chain.ts";
import type { FinbertConfig } from "../config.ts";
import {
  type Analyzer,
  type AnalyzerHealth,
  AnalyzerUnavailable,
  type Verdict,
  verdictOf,
} from "./analyzer.ts";
import { isLocal, localModelFiles } from "./finbert/files.ts";
import { forgetWeights, hubModelFiles } from "./finbert/hub.ts";
import { type LoadedModel, loadModel, WeightsDiffer } from "./finbert/model.ts";

/** How long a model that could not be had is left alone, in milliseconds. */
export const RETRY_MS = 300_000;
/** Texts that may wait for the one before them. */
const QUEUE_MAX = 256;
const FETCHING = "its model is being fetched";

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
  readonly #id: string;
  readonly #closing = new AbortController();
  #loading: Promise<LoadedModel> | null = null;
  #fetching = Promise.withResolvers<"fetching">();
  #isFetching = false;
  #reason: string | null = null;
  #retryAt = 0;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #closed: Promise<void> | null = null;

  constructor(
    private readonly config: FinbertConfig,
    private readonly around: ChainSurroundings,
  ) {
    // A folder's place on this machine is nobody else's business.
    this.#id = isLocal(config) ? basename(config.model) : config.model;
  }

  health(): AnalyzerHealth {
    const reason = this.#isFetching ? FETCHING : this.#reason;
    return reason === null ? { state: "ready" } : { state: "unavailable", reason };
  }

  async analyze(text: string, signal: AbortSignal): Promise<Verdict> {
    signal.throwIfAborted();
    if (this.#closed !== null) throw new AnalyzerUnavailable("finbert", "it was closed");
    if (this.#waiting >= QUEUE_MAX) {
      throw new AnalyzerUnavailable("finbert", `${QUEUE_MAX} texts wait for it already`);
    }
    this.#waiting++;
    const turn = this.#last.then(() => this.#judge(text, signal));
    this.#last = turn.then(() => {}, () => {}).finally(() => this.#waiting--);
    return await unlessAborted(turn, signal);
  }

  close(): Promise<void> {
    return this.#closed ??= this.#end();
  }

  async #end(): Promise<void> {
    this.#closing.abort(new Error("it was closed"));
    await this.#last;
    const model = await this.#loading?.catch(() => null);
    await model?.dispose();
  }

  async #judge(text: string, signal: AbortSignal): Promise<Verdict> {
    signal.throwIfAborted();
    const { digest, judge } = await this.#model();
    try {
      const model = { id: this.#id, digest };
      return { ...verdictOf(await judge(text)), analyzer: "finbert", model };
    } catch (error) {
      throw this.#unavailable(error);
    }
  }

  async #model(): Promise<LoadedModel> {
    if (this.#reason !== null && this.around.clock.monotonic() < this.#retryAt) {
      throw new AnalyzerUnavailable("finbert", this.#reason);
    }
    this.#loading ??= this.#load();
    const model = this.around.patient === true
      ? await this.#loading
      : await Promise.race([this.#loading, this.#fetching.promise]);
    if (model === "fetching") throw new AnalyzerUnavailable("finbert", FETCHING);
    this.#reason = null;
    return model;
  }

  #load(): Promise<LoadedModel> {
    this.#fetching = Promise.withResolvers();
    const loading = this.#open().finally(() => this.#isFetching = false).catch((error) => {
      this.#loading = null;
      throw this.#unavailable(error);
    });
    // Where nobody waits, the log and the next text are told.
    loading.catch(() => {});
    return loading;
  }

  async #open(): Promise<LoadedModel> {
    if (isLocal(this.config)) return await loadModel(await localModelFiles(this.config));
    const { clock, log, onProgress } = this.around;
    const files = await hubModelFiles(this.config, {
      clock,
      signal: this.#closing.signal,
      onFetch: () => {
        log.info(`FinBERT is fetched from ${this.config.hub}`, { model: this.config.model });
        this.#isFetching = true;
        this.#fetching.resolve("fetching");
      },
      onProgress: (file, share) => onProgress?.(file, share),
    });
    try {
      return await loadModel(files);
    } catch (error) {
      if (error instanceof WeightsDiffer) await forgetWeights(files);
      throw error;
    }
  }

  /** Warns at the first failure only: the chain goes on, and its `why` tells of the others. */
  #unavailable(error: unknown): AnalyzerUnavailable {
    const { clock, log } = this.around;
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, 300);
    const message = `FinBERT cannot be had, the next analyser judges: ${reason}`;
    if (this.#reason === null && this.#closed === null) log.warn(message, { model: this.#id });
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
