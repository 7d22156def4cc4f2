import type { Vote } from "../../domain/signal.ts";

/** A vote at full weight. */
export function voteOf(strategy: string, direction: Vote["direction"], strength: number): Vote {
  return { strategy, direction, strength, weight: 1, reason: { code: "test", numbers: {} } };
}
