import { systemClock } from "../../runtime/clock/system.ts";
import type { FromDatabaseHost, ToDatabaseHost } from "./host_protocol.ts";

/** The embedded database cannot run. The message names the folder and says how to mend it. */
export class EmbeddedFailure extends Error {
  override readonly name = "EmbeddedFailure";
}

/** Another process runs the embedded database of this folder. */
export class EmbeddedInUse extends EmbeddedFailure {}

const LOAD_DEADLINE_MS = 60_000;

/** The Worker of the embedded database, asked one thing at a time. */
export class Host {
  /** Resolves when the Worker can be asked. */
  readonly loaded: Promise<void>;
  /** Resolves with the reason when it fails; pending otherwise. */
  readonly failed: Promise<EmbeddedFailure>;
  readonly #worker: Worker;
  #failure: EmbeddedFailure | null = null;
  #settle: ((answer: FromDatabaseHost) => void) | null = null;

  /**
   * @param what the database in words, for messages
   * @param writes the files and folders that it may write to
   * @param listens the socket that it may listen on
   */
  constructor(
    private readonly what: string,
    writes: readonly string[],
    listens: readonly string[] = [],
  ) {
    const failed = Promise.withResolvers<EmbeddedFailure>();
    this.failed = failed.promise;
    const fail = (detail: string) => {
      this.#failure ??= new EmbeddedFailure(`${this.what} failed: ${detail}`);
      failed.resolve(this.#failure);
      this.#settle?.({ kind: "failed", detail });
    };
    this.#worker = new Worker(new URL("./host_worker.ts", import.meta.url), {
      type: "module",
      name: "database",
      // It reads its own program from wherever packages are kept.
      deno: {
        permissions: { read: true, write: writes, net: listens.map((path) => `unix:${path}`) },
      },
    } as WorkerOptions);
    this.loaded = this.#answered(LOAD_DEADLINE_MS);
    this.#worker.onmessage = (event: MessageEvent<FromDatabaseHost>) => {
      if (event.data.kind === "failed") fail(event.data.detail);
      else this.#settle?.(event.data);
    };
    this.#worker.onerror = (event) => {
      // Unhandled, it would end the whole process.
      event.preventDefault();
      fail(event.message);
    };
  }

  /** Resolves when the order is carried out; throws what the database said when it cannot be. */
  async ask(order: ToDatabaseHost, deadlineMs: number): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const answer = this.#answered(deadlineMs);
    this.#worker.postMessage(order);
    await answer;
  }

  /** Ends the Worker, whatever it is doing. */
  terminate(): void {
    this.#worker.terminate();
  }

  #answered(deadlineMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = systemClock.after(deadlineMs, () => {
        reject(new Error(`${this.what} did not answer within ${deadlineMs} ms`));
      });
      this.#settle = (answer) => {
        cancel();
        this.#settle = null;
        if (answer.kind === "failed") reject(new Error(answer.detail));
        else resolve();
      };
    });
  }
}
