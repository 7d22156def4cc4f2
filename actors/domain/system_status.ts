import { z } from "zod";
import { millisSchema } from "./market.ts";

/** The stream on which the supervisor tells how the actors are; many producers, read without a group. */
export const LIFECYCLE_STREAM = "system:lifecycle";

/**
 * Key of the entries of {@link LIFECYCLE_STREAM} that are status snapshots; a colon and the name of
 * the supervisor that tells may follow.
 */
export const STATUS_KEY = "status";

/** Where prices come from and where orders go. Money is real in `live` alone. */
export const modeSchema = z.enum(["demo", "replay", "paper", "live"]);
export type Mode = z.output<typeof modeSchema>;

/**
 * Where an actor is in its life. `waiting`: it failed and starts again when its backoff ends;
 * `failed`: it does not run and will not be restarted.
 */
export const actorStateSchema = z.enum([
  "down",
  "waiting",
  "starting",
  "ready",
  "draining",
  "stopping",
  "finished",
  "failed",
  "stopped",
]);
export type ActorState = z.output<typeof actorStateSchema>;

/** Why an actor failed last. Carries no stack: it is shown to people who did not write the code. */
export const actorFailureSchema = z.object({
  /** Class of the error. */
  name: z.string().max(200),
  /** One sentence. */
  message: z.string().max(4000),
  /** System time of the failure, where it is known. */
  at: millisSchema.nullable().default(null),
});
export type ActorFailure = z.output<typeof actorFailureSchema>;

/** Durations in the buckets of a histogram: how many took at most `le` seconds (null: all). */
export const latencySchema = z.object({
  seconds: z.number().nonnegative(),
  buckets: z.array(z.object({ le: z.number().nullable(), count: z.int().nonnegative() })).max(64)
    .readonly(),
});
export type Latency = z.output<typeof latencySchema>;

/** One actor, as its supervisor sees it. */
export const actorStatusSchema = z.object({
  name: z.string().min(1).max(64),
  state: actorStateSchema,
  /** System time since when it is in this state. */
  since: millisSchema,
  /** How often it was started again since the system started. */
  restarts: z.int().nonnegative(),
  lastFailure: actorFailureSchema.nullable(),
  /** Epoch of its lease; null before it was ready for the first time. */
  epoch: z.int().nonnegative().nullable(),
  progress: z.object({
    /** Messages consumed in the actor's life. */
    consumed: z.int().nonnegative(),
    /** Market time up to which everything has been handled; null before the first. */
    marketTime: millisSchema.nullable(),
    /** Committed outbox rows that are not yet published. */
    outbox: z.int().nonnegative(),
    /** What was measured since the present life began. */
    measured: z.object({
      /** Messages that were handled though they had been delivered before. */
      redelivered: z.int().nonnegative(),
      handling: latencySchema,
      /** Between a fact's being knowable and its handling; null where market time is simulated. */
      lag: latencySchema.nullable(),
    }).optional(),
  }),
});
export type ActorStatus = z.output<typeof actorStatusSchema>;

/** How the whole system is at one moment. The supervisor publishes it every few seconds. */
export const systemSnapshotSchema = z.object({
  /** System time of the snapshot. */
  at: millisSchema,
  mode: modeSchema,
  /** Every actor of the topology, in the order in which they are started. */
  actors: z.array(actorStatusSchema).max(256),
});
export type SystemSnapshot = z.output<typeof systemSnapshotSchema>;
