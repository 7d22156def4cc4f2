import { z } from "zod";

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
    /** Whether this machine's clock is checked against the broker's. */
    checksClock: z.boolean().default(false),
  }),
]);
/** See {@link brokerConfigSchema}. */
export type BrokerConfig = z.output<typeof brokerConfigSchema>;
