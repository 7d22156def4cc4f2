import type { SystemClock } from "../../runtime/clock/clock.ts";
import type { Order } from "../domain/order.ts";
import { type Broker, BrokerUnavailable, type SubmitResult } from "./brokers/broker.ts";
import type { RiskApproved } from "./risk/risk.ts";

/** How often an order is sent before its outcome is left to the next reconciliation, and the waits. */
export const SUBMIT_LIMITS = { attemptsMax: 4, waitMs: { first: 250, max: 2_000 } } as const;

/** What came of sending an order; `unknown`: it may or may not have been accepted. */
export type Submitted = SubmitResult | { readonly outcome: "unknown"; readonly why: string };

/**
 * Sends an order until what became of it is known. After an unknown result the broker is asked; where
 * it knows the order, that was its acceptance. Where it does not, nothing is proven (the request may
 * still be on its way), so the same order is sent again under the same id: of any number of requests
 * with one id Alpaca accepts one. A new id is never made up here.
 */
export async function submitUntilKnown(
  broker: Broker,
  order: RiskApproved<Order>,
  clock: SystemClock,
): Promise<Submitted> {
  for (let attempt = 1;; attempt++) {
    try {
      return await broker.submitOrder(order);
    } catch (error) {
      if (!(error instanceof BrokerUnavailable)) throw error;
      const known = await lookUp(broker, order.clientOrderId);
      if (known !== null) return known;
      if (attempt >= SUBMIT_LIMITS.attemptsMax) return { outcome: "unknown", why: error.message };
      const { first, max } = SUBMIT_LIMITS.waitMs;
      await clock.sleep(Math.min(max, first * 2 ** (attempt - 1)));
    }
  }
}

async function lookUp(broker: Broker, clientOrderId: string): Promise<SubmitResult | null> {
  try {
    const found = await broker.getOrder(clientOrderId);
    if (found === null) return null;
    return { outcome: "accepted", orderId: found.orderId };
  } catch (error) {
    if (error instanceof BrokerUnavailable) return null;
    throw error;
  }
}
