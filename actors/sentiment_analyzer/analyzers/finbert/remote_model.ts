import type { Helper, Summon } from "../../../../runtime/helper/helper.ts";
import type { SystemClock } from "../../../../runtime/clock/clock.ts";
import type { ModelFiles } from "./files.ts";
import { type Probabilities, WeightsDiffer } from "./model_types.ts";
import { type FromModel, fromModelSchema, type ToModel } from "./protocol.ts";

/** How long one text may take, in milliseconds; 512 tokens take some 100. */
export const JUDGE_MS = 10_000;
/** How long loading may take, in milliseconds: the first time its packages are fetched. */
export const LOAD_MS = 300_000;

/** The process of the model has ended; the message is the end of a sentence about it. */
export class ModelDied extends Error {
  override readonly name = "ModelDied";
}

/** A model in a process of its own. */
export interface RemoteModel {
  /** Start of the weights' SHA-256. */
  readonly digest: string;
  /** Resolves, with how, when the process has ended. */
  readonly died: Promise<ModelDied>;
  /** Rejects with {@link ModelDied}, or with another error where this text alone cannot be judged. */
  judge(text: string): Promise<Probabilities>;
  /** Lets it finish and let go; resolves when the process has ended. */
  dispose(): Promise<void>;
}

/** What starting a model needs around it. */
export interface RemoteModelSurroundings {
  readonly clock: SystemClock;
  /** Aborts when nobody wants the model any more. */
  readonly signal: AbortSignal;
}

/**
 * Starts a process and loads the model in it.
 *
 * @throws {WeightsDiffer}, a sentence that says why the model cannot be loaded, or {ModelDied}
 */
export async function startModel(
  summon: Summon,
  { folder, weights, sha256 }: ModelFiles,
  around: RemoteModelSurroundings,
): Promise<RemoteModel> {
  const talk = new Talk(await summon(), around.clock);
  const onAbort = () => talk.kill("was not wanted any more");
  around.signal.addEventListener("abort", onAbort, { once: true });
  try {
    const answer = await talk.ask({ kind: "load", folder, weights, sha256 }, LOAD_MS);
    if (answer.kind === "loaded") return remote(talk, answer.digest);
    talk.kill("is of no use");
    if (answer.kind !== "unloadable") throw new Error(`it answered ${answer.kind} to load`);
    throw answer.weightsDiffer ? new WeightsDiffer(answer.reason) : new Error(answer.reason);
  } finally {
    around.signal.removeEventListener("abort", onAbort);
  }
}

function remote(talk: Talk, digest: string): RemoteModel {
  let count = 0;
  return {
    digest,
    died: talk.died,
    async judge(text) {
      const id = ++count;
      const answer = await talk.ask({ kind: "judge", id, text: text.toWellFormed() }, JUDGE_MS);
      if (answer.kind === "judged" && answer.id === id) return answer.probabilities;
      if (answer.kind === "unjudged" && answer.id === id) throw new Error(answer.reason);
      talk.kill(`answered ${answer.kind} to text ${id}`);
      throw await talk.died;
    },
    dispose: () => talk.end(),
  };
}

/** One question at a time, each answered within its time, or the process is killed. */
class Talk {
  readonly died: Promise<ModelDied>;
  readonly #answers: AsyncIterator<unknown>;
  #why: string | null = null;

  constructor(private readonly helper: Helper, private readonly clock: SystemClock) {
    this.#answers = helper.messages[Symbol.asyncIterator]();
    this.died = helper.ended.then(({ how }) => new ModelDied(this.#why ?? how));
  }

  async ask(question: ToModel, withinMs: number): Promise<FromModel> {
    const late = `did not answer within ${withinMs / 1_000} s and was killed`;
    const cancel = this.clock.after(withinMs, () => this.kill(late));
    try {
      this.helper.post(question);
      const { value, done } = await this.#answers.next();
      if (done === true) throw await this.died;
      const answer = fromModelSchema.safeParse(value);
      if (answer.success) return answer.data;
      this.kill("said something that is no part of the protocol");
      throw await this.died;
    } finally {
      cancel();
    }
  }

  kill(why: string): void {
    this.#why ??= why;
    this.helper.kill();
  }

  async end(): Promise<void> {
    this.helper.close();
    // Read to its end: only then the last word is heard.
    while ((await this.#answers.next()).done !== true);
    await this.helper.ended;
  }
}
