import { ASSET_BROKER, symbolDirectories } from "../../../db/tables/symbol_directories.ts";
import type { HostResources, Inlet } from "../../../runtime/actor.ts";
import type { SystemClock } from "../../../runtime/clock/clock.ts";
import type { Logger } from "../../../runtime/telemetry/log.ts";
import type { LivePorts } from "./ports.ts";
import type { LOCAL } from "./state.ts";

/** How often the list is asked for, in ms of system time: while it comes, and after it did not. */
export const ASSET_LIST_MS = { fresh: 24 * 3_600_000, failed: 3_600_000 } as const;

/** What keeping the list takes. */
export interface AssetKeeping {
  readonly ports: LivePorts;
  readonly resources: HostResources;
  readonly inlet: Inlet<typeof LOCAL>;
  readonly clock: SystemClock;
  readonly log: Logger;
}

/**
 * Keeps the broker's list of assets no older than a day, until the signal aborts. One that cannot be had
 * is one warning, however often it is tried; whoever reads it goes on with what there is.
 */
export async function keepAssetList(
  { ports, resources, inlet, clock, log }: AssetKeeping,
  signal: AbortSignal,
): Promise<void> {
  if (ports.assets === undefined) return;
  const [known] = await resources.store.select(symbolDirectories, { broker: ASSET_BROKER });
  let waitMs = known === undefined
    ? 0
    : Date.parse(known.fetched_at) + ASSET_LIST_MS.fresh - clock.now();
  let isWarned = false;
  while (!signal.aborted) {
    // It rejects for one reason only: the signal, which the loop looks at.
    if (waitMs > 0) await clock.sleep(waitMs, signal).catch(() => {});
    if (signal.aborted) return;
    let answer;
    try {
      answer = await ports.assets(signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    if (answer.ok) {
      const { assets, unread } = answer.list;
      if (unread > 0) {
        log.info(`${unread} of the broker's assets could not be read and are left out`);
      }
      await inlet.push("assets", { at: clock.now(), assets: [...assets] });
    } else if (!isWarned) {
      log.warn(
        `the broker's list of assets cannot be had, and companies are looked for by what is known ` +
          `already; it is tried again every hour: ${answer.why}`,
      );
    }
    isWarned = !answer.ok;
    waitMs = answer.ok ? ASSET_LIST_MS.fresh : ASSET_LIST_MS.failed;
  }
}
