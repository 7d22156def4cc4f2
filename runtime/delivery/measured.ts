import { type LatencyCounts, LatencyMeter } from "../telemetry/latency.ts";

/** What is measured of an actor's handling, since its present life began. */
export interface Measured {
  /** Messages that were handled though they had been delivered before. */
  readonly redelivered: number;
  /** How long its handler took, per message. */
  readonly handling: LatencyCounts;
  /**
   * How long after a fact was knowable it was handled; null where market time does not follow the
   * system's clock.
   */
  readonly lag: LatencyCounts | null;
}

const HANDLING_BOUNDS_S = [0.000_1, 0.000_3, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3];
const LAG_BOUNDS_S = [0.1, 0.3, 1, 2, 3, 5, 10, 30, 60, 300];

/** Measures an actor's handling. */
export class HandlingMeter {
  readonly #handling = new LatencyMeter(HANDLING_BOUNDS_S);
  readonly #lag: LatencyMeter | null;
  #redelivered = 0;

  /** @param followsSystemTime whether market time is the time of the system's clock */
  constructor(followsSystemTime: boolean) {
    this.#lag = followsSystemTime ? new LatencyMeter(LAG_BOUNDS_S) : null;
  }

  handled(ms: number): void {
    this.#handling.took(ms / 1_000);
  }

  /** A message of a stream was taken `lagMs` after it was knowable. */
  taken(redelivered: boolean, lagMs: number): void {
    if (redelivered) this.#redelivered++;
    this.#lag?.took(lagMs / 1_000);
  }

  get counts(): Measured {
    return {
      redelivered: this.#redelivered,
      handling: this.#handling.counts(),
      lag: this.#lag?.counts() ?? null,
    };
  }
}
