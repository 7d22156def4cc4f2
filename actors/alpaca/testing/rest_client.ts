import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { VirtualClock } from "../../../runtime/clock/virtual.ts";
import { AlpacaRest, type AlpacaRestOptions } from "../rest.ts";
import type { AlpacaSimulator } from "./simulator.ts";

/** A REST client on the simulator whose waits between attempts pass at once, and what they were. */
export function restOn(
  alpaca: AlpacaSimulator,
  clock: VirtualClock = new VirtualClock(alpaca.plan.now),
  options: Partial<AlpacaRestOptions> = {},
): { readonly rest: AlpacaRest; readonly waits: number[]; readonly troubles: string[] } {
  const waits: number[] = [];
  const troubles: string[] = [];
  const rest = new AlpacaRest({
    credentials: alpaca.credentials,
    clock,
    random: seededRandomness(1),
    baseUrl: alpaca.url,
    onRetry(why, waitMs) {
      troubles.push(why);
      waits.push(waitMs);
      // The wait begins when this returns.
      queueMicrotask(() => void clock.advance(waitMs));
    },
    ...options,
  });
  return { rest, waits, troubles };
}
