import type { Randomness, SystemClock } from "../../../runtime/clock/clock.ts";
import type { AssetList } from "../../alpaca/assets.ts";
import type { LiveNewsConfig } from "../config.ts";
import type { SourceConfig } from "../sources/catalogue.ts";
import type { Source } from "../sources/source.ts";

/** The broker's list, or in a sentence why it cannot be had. */
export type AssetAnswer =
  | { readonly ok: true; readonly list: AssetList }
  | { readonly ok: false; readonly why: string };

/** What live news needs of the folder of sources. */
export interface LivePorts {
  /** Makes a source out of its description. */
  create(config: SourceConfig): Source;
  /** Asks the broker what it trades; absent where there are no keys to ask with. */
  assets?(signal: AbortSignal): Promise<AssetAnswer>;
}

/** Opens the way to live sources, once in each life of the actor. */
export type OpenLive = (
  config: LiveNewsConfig,
  around: { readonly clock: SystemClock; readonly random: Randomness },
) => Promise<LivePorts>;
