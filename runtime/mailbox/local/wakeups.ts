import type { SystemClock } from "../../clock/clock.ts";

interface Waiter {
  readonly streams: ReadonlySet<string>;
  readonly end: (woken: boolean) => void;
}

/** Longest wait that a timer can keep; whoever waits for longer looks up in between. */
const WAIT_MS_MAX = 3_600_000;

/** Who waits for news of which streams within one mailbox. */
export class Wakeups {
  readonly #waiters = new Set<Waiter>();

  constructor(readonly clock: SystemClock) {}

  /** Resolves true when one of the streams is notified; false after `ms`, on abort and on {@link end}. */
  wait(streams: readonly string[], ms: number, signal?: AbortSignal): Promise<boolean> {
    if (signal?.aborted || ms <= 0) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (woken: boolean) => {
        this.#waiters.delete(waiter);
        cancel();
        signal?.removeEventListener("abort", onAbort);
        resolve(woken);
      };
      const onAbort = () => end(false);
      const waiter = { streams: new Set(streams), end };
      const cancel = this.clock.after(Math.min(ms, WAIT_MS_MAX), onAbort);
      signal?.addEventListener("abort", onAbort);
      this.#waiters.add(waiter);
    });
  }

  /** Wakes those who wait for the stream. */
  notify(stream: string): void {
    for (const waiter of [...this.#waiters]) {
      if (waiter.streams.has(stream)) waiter.end(true);
    }
  }

  /** Ends every waiting as if its time had passed. */
  end(): void {
    for (const waiter of [...this.#waiters]) waiter.end(false);
  }
}
