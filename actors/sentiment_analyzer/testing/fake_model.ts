import type { Helper, HelperEnd, Summon } from "../../../runtime/helper/helper.ts";
import { type FromModel, toModelSchema } from "../analyzers/finbert/protocol.ts";

/** What a model's process does when it is asked to judge a text. */
export type ModelDeed =
  | "judges"
  /** Ends by itself, or is ended, as `how` says. */
  | { readonly dies: string }
  | "hangs"
  /** Says that it cannot judge this text. */
  | "refuses"
  /** Says something that is no part of the protocol. */
  | "babbles";

/** Processes of a model, without any process: what each does is planned. */
export interface FakeModels {
  readonly summon: Summon;
  /** What is done with the next texts, in order; then every text is judged. */
  readonly deeds: ModelDeed[];
  /** Processes that were started. */
  readonly lives: () => number;
  /** Processes that run. */
  readonly alive: () => number;
  /** Ends the one that runs, as from outside. */
  kill(): void;
}

/** A model that holds every text to be good news. */
export function fakeModels(): FakeModels {
  const deeds: ModelDeed[] = [];
  let lives = 0;
  const running = new Set<Life>();
  return {
    deeds,
    lives: () => lives,
    alive: () => running.size,
    kill: () => [...running].forEach((life) => life.end("was ended by SIGKILL")),
    summon() {
      lives++;
      const life = new Life(deeds, () => running.delete(life));
      running.add(life);
      return Promise.resolve(life);
    },
  };
}

class Life implements Helper {
  readonly messages: AsyncIterable<unknown>;
  readonly ended: Promise<HelperEnd>;
  readonly #say: ReadableStreamDefaultController<unknown>;
  #end: ((end: HelperEnd) => void) | null;

  constructor(private readonly deeds: ModelDeed[], gone: () => void) {
    const { promise, resolve } = Promise.withResolvers<HelperEnd>();
    this.ended = promise;
    let controller: ReadableStreamDefaultController<unknown> | undefined;
    this.messages = new ReadableStream({ start: (given) => void (controller = given) });
    this.#say = controller!;
    this.#end = (end) => {
      gone();
      this.#say.close();
      resolve(end);
    };
  }

  post(message: unknown): void {
    const asked = toModelSchema.parse(message);
    if (this.#end === null) return;
    if (asked.kind === "load") return this.#tell({ kind: "loaded", digest: "0123456789abcdef" });
    const deed = this.deeds.shift() ?? "judges";
    if (deed === "hangs") return;
    if (deed === "babbles") return this.#say.enqueue({ kind: "what?" });
    if (deed === "refuses") {
      return this.#tell({ kind: "unjudged", id: asked.id, reason: "too odd" });
    }
    if (deed !== "judges") return this.end(deed.dies);
    const probabilities = { positive: 0.9, negative: 0.04, neutral: 0.06 };
    this.#tell({ kind: "judged", id: asked.id, probabilities });
  }

  close(): void {
    this.end("ended with exit code 0");
  }

  kill(): void {
    this.end("was ended by SIGKILL");
  }

  end(how: string): void {
    this.#end?.({ reason: "exited", how });
    this.#end = null;
  }

  #tell(message: FromModel): void {
    this.#say.enqueue(message);
  }
}
