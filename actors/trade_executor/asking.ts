import { Fenced, StoreUnavailable } from "../../runtime/delivery/store.ts";
import { BrokerUnavailable } from "./brokers/broker.ts";

/** How often the broker is asked before its silence becomes a crash. */
const ASK_MAX = 3;

/**
 * Asks the broker, and again where its answer is unknown: every question here may be repeated. The
 * store's own errors, which the simulated exchange passes on, keep their meaning.
 */
export async function asked<T>(question: () => Promise<T>): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof BrokerUnavailable)) throw error;
      const { cause } = error;
      if (cause instanceof StoreUnavailable || cause instanceof Fenced) throw cause;
      if (attempt === ASK_MAX) throw error;
    }
  }
}
