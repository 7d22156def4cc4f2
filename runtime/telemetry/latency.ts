/** How long things took: all of it, and how many took at most so long. */
export interface LatencyCounts {
  /** Sum, in seconds. */
  readonly seconds: number;
  /** How many took at most `le` seconds, in rising order; `le` null: all of them. */
  readonly buckets: readonly { readonly le: number | null; readonly count: number }[];
}

/** Counts durations in the buckets of a histogram. */
export class LatencyMeter {
  #seconds = 0;
  readonly #within: number[];

  /** @param bounds upper bounds of the buckets, in seconds, rising */
  constructor(private readonly bounds: readonly number[]) {
    this.#within = new Array(bounds.length + 1).fill(0);
  }

  /** Something took so many seconds; less than nothing counts as nothing. */
  took(seconds: number): void {
    const time = Math.max(0, seconds);
    this.#seconds += time;
    const i = this.bounds.findIndex((bound) => time <= bound);
    this.#within[i === -1 ? this.bounds.length : i]!++;
  }

  counts(): LatencyCounts {
    let count = 0;
    const buckets = this.#within.map((within, i) => ({
      le: this.bounds[i] ?? null,
      count: count += within,
    }));
    return { seconds: this.#seconds, buckets };
  }
}
