import type { Randomness, SystemClock } from "../../../runtime/clock/clock.ts";
import type { LiveNewsConfig } from "../config.ts";
import type { SourceConfig } from "../sources/catalogue.ts";
import type { Source } from "../sources/source.ts";

/** What live news needs of the folder of sources. */
export interface LivePorts {
  /** Makes a source out of its description. */
  create(config: SourceConfig): Source;
}

/** Opens the way to live sources, once in each life of the actor. */
export type OpenLive = (
  config: LiveNewsConfig,
  around: { readonly clock: SystemClock; readonly random: Randomness },
) => Promise<LivePorts>;
