import type { Progress } from "./protocol.ts";

/** An actor that is running, as the side that talks to the supervisor sees it. */
export interface RunningHost {
  /** Resolves with the lease's epoch once input is consumed. */
  readonly ready: Promise<number>;
  /** Resolves after a stop; rejects when the actor crashes. */
  readonly finished: Promise<void>;
  /** How far it is. */
  progress(): Progress;
  /** Takes in nothing new and resolves when what is under way is finished and published, or at the deadline. */
  drain(deadlineMs: number): Promise<void>;
  /** Lets go of everything. */
  stop(deadlineMs: number): Promise<void>;
}
