import { z } from "zod";
import { interpretExchange } from "./recording/interpret.ts";
import type { RecordedSource } from "./recording/reader.ts";
import type { Source } from "./source.ts";

const recordedMemorySchema = z.strictObject({
  /** Index of the exchange that comes next. */
  next: z.int().nonnegative(),
});

/**
 * A recorded source as a source: each poll gives the next exchange, whatever the time is; after the
 * last one nothing changes any more. Whoever replays by time reads `recorded.exchanges` instead.
 */
export function recordedSource(recorded: RecordedSource): Source {
  return {
    name: recorded.name,
    async poll(memory, signal) {
      signal.throwIfAborted();
      const next = recordedMemorySchema.safeParse(memory).data?.next ?? 0;
      const exchange = recorded.exchanges[next];
      if (exchange === undefined) return { kind: "unchanged", memory: { next }, waitMs: null };
      const outcome = await interpretExchange(exchange);
      return { ...outcome, memory: { next: next + 1 } };
    },
  };
}
