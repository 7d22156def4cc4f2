import type { SystemClock } from "../../../runtime/clock/clock.ts";
import type { Settings } from "../settings.ts";
import type { BenchResult } from "./measure.ts";

/** Some measurements that belong together, called by name with `bench --only`. */
export interface BenchGroup {
  readonly name: string;
  readonly summary: string;
  run(context: BenchContext): Promise<readonly BenchResult[]>;
}

/** What a group may use. */
export interface BenchContext {
  readonly settings: Settings;
  readonly clock: SystemClock;
  readonly signal: AbortSignal;
  /** How often each case is to be measured. */
  readonly runs: number;
  /** Where a picture of the results is to be written, by a group that has one; null: nowhere. */
  readonly plot: string | null;
  /** Tells what is being measured. */
  onRun(done: number, total: number, name: string): void;
  /** Says that something cannot be measured here, and why. */
  note(line: string): void;
}
