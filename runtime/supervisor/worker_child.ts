import type { SystemClock } from "../clock/clock.ts";
import { systemClock } from "../clock/system.ts";
import type { Child, ChildListener, Spawn } from "./child.ts";
import { watchLifeLock } from "./life_lock.ts";
import { type Permissions, workerPermissions } from "./permissions.ts";
import type { FromHost, ToHost } from "./protocol.ts";
import { ProtocolBreach, readFromHost } from "./wire.ts";

/** Which module runs in the Worker, and what it may do. */
export interface WorkerPlan {
  /** Absolute URL of the entry file, which calls `serveInWorker`. */
  readonly entry: string | URL;
  readonly permissions: Permissions;
}

/** A last word that was said before a thread ended may arrive this much after the news of its end. */
const LAST_WORDS_MS = 50;

/**
 * A child in a Worker of its own, with no more than the permissions given. It shares the process's
 * memory limit, and a synchronous loop in it cannot be ended: what may do either belongs in a
 * process. Throws a RangeError for permissions that break a rule.
 */
export function workerChild(plan: WorkerPlan): Spawn {
  const permissions = workerPermissions(plan.permissions);
  return (name, listener) => new WorkerChild(plan.entry, permissions, name, listener, systemClock);
}

class WorkerChild implements Child {
  readonly #worker: Worker;
  #isLoaded = false;
  #isKilled = false;
  #isWatched = false;

  constructor(
    entry: string | URL,
    permissions: Deno.PermissionOptions,
    private readonly name: string,
    private readonly listener: ChildListener,
    private readonly clock: SystemClock,
  ) {
    this.#worker = new Worker(entry, { type: "module", name, deno: { permissions } });
    this.#worker.addEventListener("error", (event) => {
      // Without this the error of a child would end its supervisor.
      event.preventDefault();
      this.listener.died({
        name: "WorkerError",
        message: this.#isLoaded ? event.message : `could not be loaded: ${event.message}`,
        // Code that does not load today does not load in a second either.
        restartable: this.#isLoaded,
      });
    });
    this.#worker.addEventListener("message", (event) => this.#received(event.data));
    this.#worker.addEventListener("messageerror", () => this.#received(undefined));
  }

  post(message: ToHost): void {
    if (!this.#isKilled) this.#worker.postMessage(message);
  }

  kill(): void {
    if (this.#isKilled) return;
    this.#isKilled = true;
    this.#worker.terminate();
    if (!this.#isWatched) this.listener.gone();
  }

  #received(data: unknown): void {
    try {
      this.#heard(readFromHost(data));
    } catch (error) {
      if (!(error instanceof ProtocolBreach)) throw error;
      const [at, message] = [this.clock.now(), `ignored: ${error.message}`];
      const record = { at, level: "warn", source: this.name, message, fields: {} } as const;
      this.listener.message({ kind: "log", record });
    }
  }

  #heard(message: FromHost): void {
    if (message.kind === "loaded" && !this.#isLoaded) {
      this.#isLoaded = true;
      this.#isWatched = watchLifeLock(this.name, () => {
        this.clock.after(LAST_WORDS_MS, () => this.listener.gone());
      });
    }
    this.listener.message(message);
  }
}
