import { z } from "zod";
import type { Randomness, SystemClock } from "../../../runtime/clock/clock.ts";
import { AlpacaBroker } from "./alpaca.ts";
import type { UpdateSocket } from "./alpaca/updates.ts";
import type { Broker, Reporting } from "./broker.ts";

/** Where orders go: configuration. */
export const brokerConfigSchema = z.discriminatedUnion("kind", [
  /** The simulated exchange, which the executor's own bars move. */
  z.strictObject({ kind: z.literal("simulated") }),
  z.strictObject({
    kind: z.literal("alpaca"),
    /** Base of the trading REST, paper or live. */
    baseUrl: z.url({ protocol: /^https?$/ }),
    /** `trade_updates` of the same host. */
    streamUrl: z.url({ protocol: /^wss?$/ }),
    keyId: z.string().min(1).max(200),
    secret: z.string().min(1).max(200),
  }),
]);
export type BrokerConfig = z.output<typeof brokerConfigSchema>;

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
