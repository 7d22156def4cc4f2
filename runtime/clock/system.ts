import type { Randomness, SystemClock } from "./clock.ts";

/** The machine's own clock. The single place in the project that reads ambient time. */
export const systemClock: SystemClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      }, ms);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  },
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
  every(ms, fn) {
    const timer = setInterval(fn, ms);
    return () => clearInterval(timer);
  },
};

/** The machine's own randomness: jitter and secrets' neighbours, never a trading decision. */
export const systemRandomness: Randomness = { next: () => Math.random() };

/** A random identifier, for things that have no natural key (a process, a command a person gave). */
export function randomId(): string {
  return crypto.randomUUID();
}

/** So many random bytes that nobody can guess, for secrets. */
export function randomSecret(bytes: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
