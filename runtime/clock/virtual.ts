import type { Millis, SystemClock } from "./clock.ts";

interface Timer {
  readonly due: Millis;
  readonly order: number;
  readonly fire: () => void;
}

/** Lets every promise that can settle without time passing settle. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * Time that passes only when told to: timers fire in due order (ties in the order they were set),
 * and between two of them everything that can run without time passing has run.
 */
export class VirtualClock implements SystemClock {
  #now: Millis;
  #order = 0;
  #timers: Timer[] = [];

  constructor(start: Millis = 0) {
    this.#now = start;
  }

  now(): Millis {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = this.after(ms, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  after(ms: number, fn: () => void): () => void {
    const timer = { due: this.#now + Math.max(0, ms), order: this.#order++, fire: fn };
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timers[middle]!.due <= timer.due) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }

  every(ms: number, fn: () => void): () => void {
    let cancel = () => {};
    const arm = () => {
      cancel = this.after(ms, () => {
        arm();
        fn();
      });
    };
    arm();
    return () => cancel();
  }

  /** How many timers are waiting: zero means that nothing will ever happen again by itself. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves to the next timer, fires it and lets its consequences settle. False when there is none. */
  async step(): Promise<boolean> {
    await settle();
    const timer = this.#timers.shift();
    if (timer === undefined) return false;
    this.#now = Math.max(this.#now, timer.due);
    timer.fire();
    await settle();
    return true;
  }

  /** Lets `ms` pass, firing everything that falls due on the way. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    while (this.#timers.length > 0 && this.#timers[0]!.due <= until) await this.step();
    this.#now = until;
    await settle();
  }

  /** Runs until `done()` is true; throws when time has run past `limitMs` or nothing is left to run. */
  async runUntil(done: () => boolean, limitMs = 3_600_000): Promise<void> {
    const until = this.#now + limitMs;
    await settle();
    while (!done()) {
      if (this.#now > until) throw new Error(`not done after ${limitMs} ms of virtual time`);
      if (!(await this.step())) {
        throw new Error("nothing is left to run and the end was not reached");
      }
    }
  }
}
