import type { Randomness, SystemClock } from "../clock/clock.ts";
import type { HostSpec } from "../supervisor/protocol.ts";
import type { Logger } from "../telemetry/log.ts";
import type { Tracing } from "../telemetry/trace.ts";
import { chooseNext } from "./merge.ts";
import type { RelayOptions } from "./relay.ts";

/** Bounds of a host; all have defaults. */
export interface HostBounds {
  /** Messages per transaction. */
  readonly batchMax: number;
  /** System time after which a batch is committed even if more is ready, in ms. */
  readonly batchMs: number;
  /** Messages kept in memory per input. */
  readonly bufferMax: number;
  /** Entries that a group of an output stream may be behind before the actor's own source is paused. */
  readonly depthMax: number;
  /** Committed and unpublished rows before the actor's own source is paused. */
  readonly outboxMax: number;
  /** How often the lease is renewed, in ms. */
  readonly renewMs: number;
  /** How often handling of one message may begin before it is dead-lettered. */
  readonly attemptsMax: number;
  readonly relay: Partial<RelayOptions>;
}

/** Defaults of {@link HostBounds}. */
export const HOST_BOUNDS: HostBounds = {
  batchMax: 64,
  batchMs: 5,
  bufferMax: 256,
  depthMax: 512,
  outboxMax: 4_096,
  renewMs: 3_000,
  attemptsMax: 5,
  relay: {},
};

/** What a host is given by whoever runs it. */
export interface HostEnvironment {
  readonly clock: SystemClock;
  readonly randomness: Randomness;
  readonly log: Logger;
  readonly bounds?: Partial<HostBounds>;
  /** Where spans go; absent: no traces are kept. */
  readonly tracing?: Tracing;
  /** Told, again and again, while another holder has the lease. */
  readonly standby?: () => void;
  /** The merge rule; replaced only to show that tests notice a wrong one. */
  readonly choose?: typeof chooseNext;
}

/** The part of a {@link HostSpec} that the delivery loop uses. */
export type DeliverySpec = Pick<
  HostSpec,
  "holder" | "force" | "config" | "produced" | "patienceMs"
>;
