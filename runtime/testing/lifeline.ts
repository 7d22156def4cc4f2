import type { Millis, SystemClock } from "../clock/clock.ts";

/** A call that an incarnation makes to something outside itself. */
export interface PortCall {
  /** The port's name and the method's, for example `store.commit`. */
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What happens around calls. Each may wait, throw, or cut or freeze the lifeline. */
export interface PortPolicy {
  /** Before the call takes effect. */
  before?(call: PortCall, lifeline: Lifeline): void | Promise<void>;
  /** After it took effect; what it returns is the answer. */
  after?(call: PortCall, answer: unknown, lifeline: Lifeline): unknown;
}

/**
 * All that connects one incarnation of an actor with the world: its clock and its ports. Cut, the
 * incarnation is dead: nothing that it waits for ever comes. Frozen, it hangs: everything comes when
 * it is thawed, as in a process that was stopped and goes on.
 */
export class Lifeline {
  /** The clock that the incarnation lives by; it stops with it. */
  readonly clock: SystemClock;
  #state: "alive" | "frozen" | "cut" = "alive";
  #thawed: (() => void)[] = [];
  readonly #cancels = new Set<() => void>();

  constructor(
    private readonly time: SystemClock,
    private readonly policies: readonly PortPolicy[],
  ) {
    const after = (ms: number, fn: () => void) => this.#after(ms, fn);
    this.clock = {
      now: () => time.now(),
      monotonic: () => time.monotonic(),
      after,
      every(ms, fn) {
        let cancel = () => {};
        const arm = () =>
          cancel = after(ms, () => {
            arm();
            fn();
          });
        arm();
        return () => cancel();
      },
      sleep: (ms, signal) => sleep(after, ms, signal),
    };
  }

  get state(): "alive" | "frozen" | "cut" {
    return this.#state;
  }

  /** Ends the incarnation where it stands. */
  cut(): void {
    this.#state = "cut";
    this.#thawed = [];
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }

  /** Makes the incarnation hang until {@link thaw}. */
  freeze(): void {
    if (this.#state === "alive") this.#state = "frozen";
  }

  /** Lets it go on; what fell due meanwhile comes now. */
  thaw(): void {
    if (this.#state !== "frozen") return;
    this.#state = "alive";
    for (const resume of this.#thawed.splice(0)) resume();
  }

  /** The same port, reached through this lifeline. Nested ports (a mailbox's consumers) are too. */
  wrap<T extends object>(name: string, port: T): T {
    return new Proxy(port, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        const path = `${name}.${String(key)}`;
        if (typeof value === "function") {
          return (...args: unknown[]) =>
            this.#call({ name: path, args }, () => value.apply(target, args));
        }
        return typeof value === "object" && value !== null ? this.wrap(path, value) : value;
      },
    });
  }

  async #call(call: PortCall, effect: () => unknown): Promise<unknown> {
    for (const { before } of this.policies) {
      await this.#passage();
      await before?.(call, this);
    }
    await this.#passage();
    let answer = await effect();
    for (const { after } of this.policies) {
      if (after !== undefined) answer = await after(call, answer, this);
      await this.#passage();
    }
    return call.name === "mailbox.consume" ? this.wrap("consumer", answer as object) : answer;
  }

  /** Waits while frozen; for ever once cut. */
  #passage(): Promise<void> | void {
    if (this.#state === "alive") return;
    return new Promise((resolve) => {
      if (this.#state === "frozen") this.#thawed.push(resolve);
    });
  }

  #after(ms: Millis, fn: () => void): () => void {
    if (this.#state === "cut") return () => {};
    let cancelled = false;
    const run = () => {
      if (!cancelled) fn();
    };
    const cancelTimer = this.time.after(ms, () => {
      this.#cancels.delete(cancelTimer);
      if (this.#state === "alive") run();
      else if (this.#state === "frozen") this.#thawed.push(run);
    });
    this.#cancels.add(cancelTimer);
    return () => {
      cancelled = true;
      this.#cancels.delete(cancelTimer);
      cancelTimer();
    };
  }
}

function sleep(
  after: SystemClock["after"],
  ms: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = after(ms, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
