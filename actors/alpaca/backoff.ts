import type { Randomness } from "../../runtime/clock/clock.ts";

/** Waits between two connections, in milliseconds: full jitter within these bounds, doubling. */
export const RECONNECT_MS = { first: 1_000, max: 300_000 } as const;

/** A session that has worked for so long starts the waits anew. */
export const SETTLED_MS = 60_000;

/** A plan, a key or a list of symbols that does not suffice is looked at again so often. */
export const PERMANENT_WAIT_MS = 900_000;

/**
 * The shortest wait where another connection of the account is open: a broken one blocks the account
 * for about 90 s, and knocking does not shorten that.
 */
export const BUSY_WAIT_MS = 10_000;

/** How a connection ended, as far as the wait before the next one depends on it. */
export interface Ending {
  readonly permanent: boolean;
  readonly busy: boolean;
  readonly workedMs: number;
}

/** How long to wait after each ending: Alpaca answers 429 to whoever reconnects without pause. */
export class Backoff {
  #failures = 0;

  constructor(private readonly random: Randomness) {}

  /** The wait before the next attempt, in milliseconds; never nothing. */
  after({ permanent, busy, workedMs }: Ending): number {
    this.#failures = workedMs >= SETTLED_MS ? 1 : this.#failures + 1;
    if (permanent) return PERMANENT_WAIT_MS;
    return Math.max(busy ? BUSY_WAIT_MS : 0, reconnectMs(this.#failures, this.random));
  }
}

/** Exponential backoff with full jitter after so many failures in a row, never at once. */
export function reconnectMs(failures: number, random: Randomness): number {
  const bound = Math.min(RECONNECT_MS.max, RECONNECT_MS.first * 2 ** Math.min(failures, 20));
  return Math.round(RECONNECT_MS.first + random.next() * (bound - RECONNECT_MS.first));
}
