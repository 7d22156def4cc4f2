import type { Randomness, SystemClock } from "../../../runtime/clock/clock.ts";
import { AlpacaBroker } from "./alpaca.ts";
import type { UpdateSocket } from "./alpaca/updates.ts";
import type { Broker, Reporting } from "./broker.ts";
import type { BrokerConfig } from "./broker_config.ts";

/** Replaces the network on the way to a broker; for simulations. */
export interface BrokerTransport {
  readonly fetch: typeof fetch;
  readonly openSocket: (url: string) => UpdateSocket;
}

/** A broker whose market moves by itself, or null where it is the simulated exchange. */
export function openLiveBroker(
  config: BrokerConfig,
  around: { readonly clock: SystemClock; readonly randomness: Randomness },
  transport?: BrokerTransport,
): (Broker & Reporting) | null {
  if (config.kind === "simulated") return null;
  const { keyId, secret, baseUrl, streamUrl } = config;
  return new AlpacaBroker({
    credentials: { keyId, secret },
    baseUrl,
    streamUrl,
    clock: around.clock,
    random: around.randomness,
    ...transport === undefined ? {} : transport,
  });
}
