import type { AnyActorDef } from "../actor.ts";
import type { Headroom } from "./headroom.ts";
import type { HostBounds, HostEnvironment } from "./host_options.ts";
import type { Inbound } from "./inbound.ts";
import type { LocalQueue } from "./inlet.ts";
import type { Output } from "./output.ts";
import type { Outside } from "./outside.ts";
import type { Relay } from "./relay.ts";
import type { Signal } from "./signal.ts";
import type { Lease, Recovered, Store } from "./store.ts";

/** The parts of an incarnation that handling works with. */
export interface HandlingParts {
  readonly def: AnyActorDef;
  readonly env: HostEnvironment;
  readonly bounds: HostBounds;
  /** See {@link import("../supervisor/protocol.ts").HostSpec}. */
  readonly patienceMs: number | null;
  readonly store: Store;
  readonly lease: Lease;
  readonly recovered: Recovered;
  readonly inbound: Inbound;
  readonly outside: Outside;
  readonly locals: LocalQueue;
  readonly outputs: ReadonlyMap<string, Output>;
  readonly relay: Relay;
  readonly headroom: Headroom;
  /** Raised when there may be something to handle. */
  readonly work: Signal;
}
