import { systemClock } from "../clock/system.ts";
import { HostSession, type RunHost } from "./host_session.ts";
import { holdLifeLock } from "./life_lock.ts";
import type { FromHost } from "./protocol.ts";
import { readToHost } from "./wire.ts";

/** The part of a Worker's global scope that is used here; the main thread's types lack it. */
interface WorkerScope {
  readonly name: string;
  close(): void;
  postMessage(message: FromHost): void;
  addEventListener(type: "message", listener: (event: MessageEvent<unknown>) => void): void;
  addEventListener(type: "error", listener: (event: ErrorEvent) => void): void;
  addEventListener(
    type: "unhandledrejection",
    listener: (event: PromiseRejectionEvent) => void,
  ): void;
}

/** Is this thread a Worker? `import.meta.main` cannot tell: it is true in a Worker's entry file, too. */
export function inWorker(): boolean {
  return "WorkerGlobalScope" in globalThis;
}

/**
 * Serves a supervisor from within a Worker. Every way to end that leaves the thread a last word is
 * turned into a goodbye with its reason: a throw, an unhandled rejection, `self.close()`,
 * `Deno.exit()`, `process.exit()`. Where none is left, the {@link holdLifeLock | life lock} tells.
 */
export function serveInWorker(run: RunHost): void {
  const scope = globalThis as unknown as WorkerScope;
  const close = scope.close.bind(scope);
  const send = (message: FromHost) => scope.postMessage(message);
  const session = new HostSession(run, { send, close }, systemClock);

  scope.addEventListener("error", (event) => {
    // Otherwise the error is printed and goes on to the parent as well.
    event.preventDefault();
    session.crash(event.error ?? new Error(event.message));
  });
  scope.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    session.crash(event.reason);
  });
  const endAs = (how: string) =>
    session.end({ name: "Exited", message: `ended its own thread with ${how}`, restartable: true });
  Object.defineProperty(globalThis, "close", { value: () => endAs("self.close()") });
  Object.defineProperty(Deno, "exit", {
    value: (code?: number): never => {
      endAs(`Deno.exit(${code ?? ""})`);
      throw new Error("Deno.exit() ends the thread here, not the process");
    },
  });
  scope.addEventListener("message", (event) => {
    // A message that cannot be read is thrown, and so a crash.
    session.receive(readToHost(event.data));
  });
  holdLifeLock(scope.name).then(() => session.open(), (error) => session.crash(error));
}
