import { basename } from "node:path";
import type { Summon } from "../../../runtime/helper/helper.ts";
import type { ChainSurroundings } from "../open_chain.ts";
import type { FinbertConfig } from "../config.ts";
import {
  type Analyzer,
  type AnalyzerHealth,
  AnalyzerUnavailable,
  type Verdict,
  verdictOf,
} from "./analyzer.ts";
import { isLocal, localModelFiles, type ModelFiles } from "./finbert/files.ts";
import { forgetWeights, hubModelFiles } from "./finbert/hub.ts";
import { WeightsDiffer } from "./finbert/model_types.ts";
import { ModelDied, type RemoteModel, startModel } from "./finbert/remote_model.ts";

/** How long a model that could not be had is left alone, in milliseconds. */
export const RETRY_MS = 300_000;
/** How long a text waits for the model's process to be ready, in milliseconds. */
export const START_WAIT_MS = 10_000;
/** Longest pause before a process that died again and again is started anew, in milliseconds. */
export const RESTART_MS_MAX = 60_000;
/** Texts that may wait for the one before them. */
const QUEUE_MAX = 256;
/** How often a text is tried: a process that was killed from outside is no fault of the text's. */
const TRIES = 2;
const FETCHING = "its model is being fetched";

/**
 * FinBERT, or any BERT that tells positive, negative and neutral apart.
 *
 * The model lives in a process of its own (`finbert/model_process.ts`), which is started by the
 * first text that needs it: inference blocks its thread, a thread that is killed amid it leaks the
 * model, and native code may take its process down. Whatever becomes of that process costs one text
 * its judge at most: a text whose process died is tried once more in a new one, and then goes to the
 * next analyser. The pause before another start grows with the deaths in a row.
 *
 * Texts are judged one at a time: batches of mixed lengths are slower. A model that cannot be had is
 * one warning, and then {@link AnalyzerUnavailable} to everybody; it is tried again after
 * {@link RETRY_MS}.
 */
export function finbertAnalyzer(
  config: FinbertConfig,
  summon: Summon,
  around: ChainSurroundings,
): Analyzer {
  return new Finbert(config, summon, around);
}

class Finbert implements Analyzer {
  readonly name = "finbert";
  readonly #id: string;
  readonly #closing = new AbortController();
  #model: Promise<RemoteModel> | null = null;
  #fetching = Promise.withResolvers<"fetching">();
  #isFetching = false;
  /** Why the model cannot be had, and until when it is not tried again. */
  #missing: { readonly reason: string; readonly until: number } | null = null;
  /** How its process died, how often in a row, and until when it is not started again. */
  #dead: { readonly how: string; readonly times: number; readonly until: number } | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #closed: Promise<void> | null = null;

  constructor(
    private readonly config: FinbertConfig,
    private readonly summon: Summon,
    private readonly around: ChainSurroundings,
  ) {
    // A folder's place on this machine is nobody else's business.
    this.#id = isLocal(config) ? basename(config.model) : config.model;
  }

  health(): AnalyzerHealth {
    if (this.#isFetching) return { state: "fetching", reason: FETCHING };
    if (this.#missing !== null) return { state: "unavailable", reason: this.#missing.reason };
    if (this.#dead !== null) {
      return { state: "restarting", reason: `its process ${this.#dead.how}` };
    }
    return { state: "ready" };
  }

  async analyze(text: string, signal: AbortSignal): Promise<Verdict> {
    signal.throwIfAborted();
    this.#assertOpen();
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
    const model = await this.#model?.catch(() => null);
    await model?.dispose();
  }

  #assertOpen(): void {
    if (this.#closed !== null) throw new AnalyzerUnavailable("finbert", "it was closed");
  }

  async #judge(text: string, signal: AbortSignal): Promise<Verdict> {
    for (let tries = 1;; tries++) {
      signal.throwIfAborted();
      this.#assertOpen();
      try {
        const model = await this.#ready();
        const verdict = verdictOf(await model.judge(text));
        this.#missing = null;
        this.#dead = null;
        return { ...verdict, analyzer: "finbert", model: { id: this.#id, digest: model.digest } };
      } catch (error) {
        if (error instanceof AnalyzerUnavailable) throw error;
        const message = error instanceof Error ? error.message : String(error);
        if (!(error instanceof ModelDied)) {
          throw new AnalyzerUnavailable("finbert", `it cannot judge this text: ${message}`, {
            cause: error,
          });
        }
        if (tries < TRIES && this.#closed === null) continue;
        const reason = `its process ${message}`;
        throw new AnalyzerUnavailable("finbert", reason, { cause: error });
      }
    }
  }

  /** The model, once its process has it; rejects where that takes longer than a text may wait. */
  async #ready(): Promise<RemoteModel> {
    const now = this.around.clock.monotonic();
    const patient = this.around.patient === true;
    if (this.#missing !== null && now < this.#missing.until) {
      throw new AnalyzerUnavailable("finbert", this.#missing.reason);
    }
    if (this.#model === null && this.#dead !== null && now < this.#dead.until) {
      const reason = `its process ${this.#dead.how}, and is started again soon`;
      if (!patient) throw new AnalyzerUnavailable("finbert", reason);
      await this.around.clock.sleep(this.#dead.until - now, this.#closing.signal).catch(() => {});
      this.#assertOpen();
    }
    this.#model ??= this.#start();
    if (patient) return await this.#model;
    const late = Promise.withResolvers<"late">();
    const cancel = this.around.clock.after(START_WAIT_MS, () => late.resolve("late"));
    try {
      const model = await Promise.race([this.#model, this.#fetching.promise, late.promise]);
      if (model === "fetching") throw new AnalyzerUnavailable("finbert", FETCHING);
      if (model === "late") throw new AnalyzerUnavailable("finbert", "its process still starts");
      return model;
    } finally {
      cancel();
    }
  }

  #start(): Promise<RemoteModel> {
    this.#fetching = Promise.withResolvers();
    const starting = this.#open().finally(() => this.#isFetching = false).then(
      (model) => {
        // Before anybody who waits for an answer hears of it.
        void model.died.then((died) => this.#died(died));
        return model;
      },
      (error) => {
        if (error instanceof ModelDied) this.#died(error);
        else throw this.#lacks(error);
        throw error;
      },
    );
    // Where nobody waits, the log and the next text are told.
    starting.catch(() => {});
    return starting;
  }

  async #open(): Promise<RemoteModel> {
    const files = await this.#files();
    try {
      return await startModel(this.summon, files, {
        clock: this.around.clock,
        signal: this.#closing.signal,
      });
    } catch (error) {
      if (error instanceof WeightsDiffer && !isLocal(this.config)) await forgetWeights(files);
      throw error;
    }
  }

  async #files(): Promise<ModelFiles> {
    if (isLocal(this.config)) return await localModelFiles(this.config);
    const { clock, log, onProgress } = this.around;
    return await hubModelFiles(this.config, {
      clock,
      signal: this.#closing.signal,
      onFetch: () => {
        log.info(`FinBERT is fetched from ${this.config.hub}`, { model: this.config.model });
        this.#isFetching = true;
        this.#fetching.resolve("fetching");
      },
      onProgress: (file, share) => onProgress?.(file, share),
    });
  }

  /** The first restart is at once: who was killed from outside is not to blame. */
  #died({ message: how }: ModelDied): void {
    this.#model = null;
    if (this.#closed !== null) return;
    const times = (this.#dead?.times ?? 0) + 1;
    const pauseMs = times === 1 ? 0 : Math.min(RESTART_MS_MAX, 1_000 * 2 ** (times - 2));
    this.#dead = { how, times, until: this.around.clock.monotonic() + pauseMs };
    this.around.log.warn(`FinBERT's process ${how}; it is started again when it is needed`, {
      deaths: times,
      pauseMs,
    });
  }

  /** Warns at the first failure only: the chain goes on, and its `why` tells of the others. */
  #lacks(error: unknown): AnalyzerUnavailable {
    const { clock, log } = this.around;
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, 300);
    const message = `FinBERT cannot be had, the next analyser judges: ${reason}`;
    if (this.#missing === null && this.#closed === null) log.warn(message, { model: this.#id });
    else log.debug(message);
    this.#model = null;
    this.#missing = { reason, until: clock.monotonic() + RETRY_MS };
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
