import { z } from "zod";
import { createDefineActor, done } from "../../../runtime/actor.ts";
import { InletClosed } from "../../../runtime/delivery/inlet.ts";
import { type Bar, barSchema } from "../../domain/market.ts";
import { bars, clock } from "../../domain/streams.ts";

/** The bars of one moment, handed over as soon as somebody asks for them. */
export interface BarSource {
  /** Resolves with the next moment's bars. */
  next(signal: AbortSignal): Promise<readonly Bar[]>;
}

/** Stands in for market data and market clock: publishes what it is handed, at once. */
export const executionMarket = createDefineActor<{ readonly bars: BarSource }>()({
  name: "market_data",
  consumes: [],
  produces: [bars, clock],
  order: "total",
  watermarks: "manual",
  config: z.null(),
  local: { bars: z.array(barSchema).min(1).max(64) },
  start: () => ({}),
  handle(_state, message, ctx) {
    if (message.from !== "local") return done;
    const { at } = message.payload[0]!;
    ctx.publish(clock, "tick", { phase: "trading" }, { key: "", at });
    for (const bar of message.payload) ctx.publish(bars, "bar", bar, { key: bar.ticker, at });
    ctx.watermark(at);
    ctx.endBatch();
    return done;
  },
  async source(_state, inlet, { resources, signal }) {
    try {
      while (!signal.aborted) {
        await inlet.push("bars", [...await resources.bars.next(signal)]);
      }
    } catch (error) {
      if (!signal.aborted && !(error instanceof InletClosed)) throw error;
    }
  },
});
