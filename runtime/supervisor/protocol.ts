import type { Measured } from "../delivery/measured.ts";
import type { Json } from "../delivery/store.ts";
import type { LogRecord } from "../telemetry/log.ts";
import type { SpanRecord } from "../telemetry/trace.ts";

/**
 * What a supervisor and the host of one actor say to each other. The same messages travel over a
 * Worker's port, a child process's pipes, or directly in a test, so every value is plain JSON.
 */

/** Everything an actor's host needs to begin. The only configuration that reaches it. */
export interface HostSpec {
  /** Name of the actor, as in its definition. */
  readonly actor: string;
  /** Who holds its lease: unique per incarnation. */
  readonly holder: string;
  /** Take the lease from whoever has it; set where nobody else can be at work. */
  readonly force: boolean;
  /** The actor's own configuration; validated by its schema. */
  readonly config: Json;
  /** Where mailboxes and the database are; read by the connector that the entry file passes in. */
  readonly connect: Json;
  /** Streams that have a producer in this topology; others are not waited for. */
  readonly produced: readonly string[];
  /** How long to wait for a busy input before taking arrival order; null: for ever (replay, demo). */
  readonly patienceMs: number | null;
  /** Seed of artificial delays before every step of the host; null: none. For trials of scheduling. */
  readonly perturbSeed: number | null;
  /** Share of the traces that are recorded, from 0 to 1; absent: none, at no cost. */
  readonly traceRatio?: number | undefined;
}

/** Supervisor to host. */
export type ToHost =
  | { readonly kind: "start"; readonly spec: HostSpec }
  /** Take in nothing new, finish and publish what is under way, say `drained`. */
  | { readonly kind: "drain"; readonly deadlineMs: number }
  /** Let go of everything and say `goodbye`. */
  | { readonly kind: "stop"; readonly deadlineMs: number };

/** Host to supervisor. */
export type FromHost =
  /** The module is loaded and waits for `start`. */
  | { readonly kind: "loaded" }
  /** Another holder has the lease; said again and again while it is waited for. */
  | { readonly kind: "standby" }
  /** State is rehydrated and input is being consumed. */
  | { readonly kind: "ready"; readonly epoch: number }
  /** Sent every {@link HEARTBEAT_MS}; its absence means a hang. */
  | { readonly kind: "heartbeat"; readonly progress: Progress }
  | { readonly kind: "drained" }
  /** The host ends by its own will. `failure` tells a crash from a normal end. */
  | { readonly kind: "goodbye"; readonly failure: Failure | null }
  | { readonly kind: "log"; readonly record: LogRecord }
  | { readonly kind: "spans"; readonly spans: readonly SpanRecord[] };

/** How often a host says that it is alive. */
export const HEARTBEAT_MS = 1_000;

/** How far an actor is; shown to people and used to tell when a replay is done. */
export interface Progress {
  /** Messages consumed in the actor's life. */
  readonly consumed: number;
  /** Market time up to which everything has been handled; null before the first. */
  readonly marketTime: number | null;
  /** Committed outbox rows that are not yet published. */
  readonly outbox: number;
  /** What was measured since the present life began; absent where nothing is. */
  readonly measured?: Measured | undefined;
}

/** Why a host ended or died. */
export interface Failure {
  /** Class of the error, for example `Fenced`. */
  readonly name: string;
  /** One sentence. */
  readonly message: string;
  readonly stack?: string | undefined;
  /** False where a restart cannot help (bad configuration). */
  readonly restartable: boolean;
}
