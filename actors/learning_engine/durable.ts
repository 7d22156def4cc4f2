import { z } from "zod";
import type { Json } from "../../runtime/delivery/store.ts";
import type { LearningRules } from "./config.ts";
import {
  type HeardSignal,
  heardSignalSchema,
  type Learning,
  ledgerSchema,
  newLearning,
} from "./core.ts";
import { lotSchema } from "./round_trips.ts";

/** Under which keys the engine's knowledge is remembered. */
export const LEDGER = "ledger";
const LOTS = "lots/";
const HEARD = "heard/";

/** Key of a ticker's open lots. */
export const lotsKey = (ticker: string) => `${LOTS}${ticker}`;
/** Key of a signal's votes. */
export const heardKey = ({ signalId }: HeardSignal) => `${HEARD}${signalId}`;

/** The engine as it last committed; a new one where it never has. */
export function recallLearning(
  recalled: ReadonlyMap<string, Json>,
  rules: LearningRules,
): Learning {
  const learning = newLearning(rules);
  const heard: HeardSignal[] = [];
  for (const [key, saved] of recalled) {
    if (key === LEDGER) learning.ledger = ledgerSchema.parse(saved);
    else if (key.startsWith(LOTS)) {
      learning.lots.set(key.slice(LOTS.length), z.array(lotSchema).parse(saved));
    } else if (key.startsWith(HEARD)) heard.push(heardSignalSchema.parse(saved));
  }
  heard.sort((a, b) => a.at - b.at);
  for (const signal of heard) {
    const kept = learning.heard.get(signal.ticker) ?? [];
    kept.push(signal);
    learning.heard.set(signal.ticker, kept);
  }
  return learning;
}
