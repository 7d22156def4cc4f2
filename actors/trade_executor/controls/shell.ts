import type { Inlet } from "../../../runtime/actor.ts";
import type { Millis, SystemClock } from "../../../runtime/clock/clock.ts";
import { InletClosed } from "../../../runtime/delivery/inlet.ts";
import { type Broker, BrokerUnavailable, type CancelResult } from "../brokers/broker.ts";
import type { liveMessages } from "../live.ts";
import { LOOK_MS } from "./desk.ts";

/** What came of asking for a cancellation. */
export type Cancelled = CancelResult | { readonly outcome: "unknown"; readonly why: string };

/** Asks once for the end of an order: whether it came is looked at, and it is asked for again. */
export async function tryToCancel(
  broker: Pick<Broker, "cancelOrder">,
  { orderId, at }: { readonly orderId: string; readonly at: Millis },
): Promise<Cancelled> {
  try {
    return await broker.cancelOrder(orderId, at);
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    return { outcome: "unknown", why: error.message };
  }
}

/** Wakes the executor while something is being emptied, whatever the market does. */
export async function followControls(
  inlet: Inlet<typeof liveMessages>,
  { clock, signal }: { readonly clock: SystemClock; readonly signal: AbortSignal },
  isActive: () => boolean,
): Promise<void> {
  try {
    while (!signal.aborted) {
      await clock.sleep(LOOK_MS.active, signal);
      if (isActive()) await inlet.push("clearing", null);
    }
  } catch (error) {
    if (!signal.aborted && !(error instanceof InletClosed)) throw error;
  }
}
