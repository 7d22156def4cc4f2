/** Milliseconds since the Unix epoch, UTC. The only form in which a moment travels inside the system. */
export type Millis = number;

/**
 * System time: infrastructure only (timeouts, backoff, heartbeats, pacing).
 * Trading decisions never read it; they follow the market time that messages carry.
 */
export interface SystemClock {
  /** Wall-clock time in milliseconds since the epoch. */
  now(): Millis;
  /** A clock that never goes back, in milliseconds from an arbitrary start: for measuring durations. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `fn` once after `ms`. The returned function cancels it. */
  after(ms: number, fn: () => void): () => void;
  /** Calls `fn` every `ms`. The returned function cancels it. */
  every(ms: number, fn: () => void): () => void;
}

/** A source of uniform random numbers; injected so that a seed replays a run. */
export interface Randomness {
  /** A float in [0, 1). */
  next(): number;
}
