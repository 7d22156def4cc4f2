import type { Millis } from "../../runtime/clock/clock.ts";

/** At most `times` within `withinMs`. */
export interface Rate {
  readonly times: number;
  readonly withinMs: Millis;
}

/** Most keys that are remembered; the one that was seen longest ago is forgotten first. */
const KEYS_MAX = 10_000;

/** Counts attempts by key (who tries what) and says when there were too many. */
export class RateLimit {
  readonly #tries = new Map<string, readonly Millis[]>();

  constructor(private readonly rate: Rate) {}

  /** Counts one attempt: 0 where it may go on, else how long to wait, in ms. */
  take(key: string, now: Millis): Millis {
    const { times, withinMs } = this.rate;
    const recent = (this.#tries.get(key) ?? []).filter((at) => now - at < withinMs);
    this.#tries.delete(key);
    const isAllowed = recent.length < times;
    this.#tries.set(key, isAllowed ? [...recent, now] : recent);
    if (this.#tries.size > KEYS_MAX) {
      const [oldest] = this.#tries.keys();
      if (oldest !== undefined) this.#tries.delete(oldest);
    }
    return isAllowed ? 0 : recent[0]! + withinMs - now;
  }
}
