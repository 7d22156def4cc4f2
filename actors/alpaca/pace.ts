import type { SystemClock } from "../../runtime/clock/clock.ts";

const MINUTE_MS = 60_000;

/** Lets at most so many requests through in any minute; the others wait for their turn. */
export class RequestPace {
  /** When each of the last requests went, on the monotonic clock; at most one minute's worth. */
  readonly #sent: number[] = [];
  #queue: Promise<void> = Promise.resolve();

  constructor(private readonly clock: SystemClock, private readonly perMinute: number) {}

  /** Resolves when a request may go. Rejects with the signal's reason when it aborts first. */
  turn(signal: AbortSignal): Promise<void> {
    const turn = this.#queue.then(() => this.#wait(signal));
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const oldest = this.#sent[0];
    if (oldest !== undefined && this.#sent.length >= this.perMinute) {
      const waitMs = oldest + MINUTE_MS - this.clock.monotonic();
      if (waitMs > 0) await this.clock.sleep(waitMs, signal);
      this.#sent.shift();
    }
    this.#sent.push(this.clock.monotonic());
  }
}
