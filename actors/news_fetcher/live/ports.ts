import { z } from "zod";
import type { Millis, Randomness, SystemClock } from "../../../runtime/clock/clock.ts";
import { millisSchema } from "../../domain/market.ts";
import type { PollOutcome, Source } from "../sources/source.ts";

/** How a source does. */
export const sourceHealthSchema = z.object({
  polls: z.int().nonnegative(),
  items: z.int().nonnegative(),
  newItems: z.int().nonnegative(),
  errors: z.int().nonnegative(),
  failuresInARow: z.int().nonnegative(),
  lastPollAt: millisSchema.nullable(),
  lastSuccessAt: millisSchema.nullable(),
  lastFailure: z.object({ at: millisSchema, code: z.string(), message: z.string() })
    .nullable(),
  nextPollAt: millisSchema,
});
export type SourceHealth = z.output<typeof sourceHealthSchema>;

/** A live source and how often it is asked. */
export interface LiveSource {
  readonly source: Source;
  readonly everyMs: number;
}

/** What live news needs of the folder of sources. */
export interface LivePorts {
  /** Makes a source out of its row's configuration; a sentence where it cannot be one. */
  create(
    config: unknown,
    clock: SystemClock,
    random: Randomness,
  ): LiveSource | { readonly problem: string };
  /** The record of a source that was never asked. */
  begin(now: Millis, random: Randomness): SourceHealth;
  /** The record after a poll, with the time of the next one. */
  afterPoll(
    health: SourceHealth,
    polled: {
      readonly outcome: PollOutcome;
      readonly at: Millis;
      readonly newItems: number;
      readonly everyMs: number;
    },
    random: Randomness,
  ): SourceHealth;
}
