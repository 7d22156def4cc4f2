import type { Millis, SystemClock } from "../../../runtime/clock/clock.ts";
import { systemClock } from "../../../runtime/clock/system.ts";

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

/**
 * The machine's own clock, with stretches left out: what falls due in one happens at its end. For
 * tests on real stores, whose answers take real time, of what else would take minutes.
 */
export class SkippingClock implements SystemClock {
  #skippedMs = 0;
  readonly #timers = new Set<Timer>();

  now(): Millis {
    return systemClock.now() + this.#skippedMs;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.#skippedMs;
  }

  after(ms: number, fn: () => void): () => void {
    const cancel = () => {
      stop();
      this.#timers.delete(timer);
    };
    const timer: Timer = {
      due: this.monotonic() + ms,
      fire() {
        cancel();
        fn();
      },
    };
    const stop = systemClock.after(ms, timer.fire);
    this.#timers.add(timer);
    return cancel;
  }

  every(ms: number, fn: () => void): () => void {
    let cancel = () => {};
    const arm = () =>
      cancel = this.after(ms, () => {
        arm();
        fn();
      });
    arm();
    return () => cancel();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (signal?.aborted) {
      reject(signal.reason);
      return promise;
    }
    const onAbort = () => {
      cancel();
      reject(signal?.reason);
    };
    const cancel = this.after(ms, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    });
    signal?.addEventListener("abort", onAbort, { once: true });
    return promise;
  }

  /** Leaves out the next `ms`. */
  skip(ms: number): void {
    this.#skippedMs += ms;
    const due = [...this.#timers].filter((timer) => timer.due <= this.monotonic());
    for (const timer of due.sort((a, b) => a.due - b.due)) {
      if (this.#timers.has(timer)) timer.fire();
    }
  }
}
