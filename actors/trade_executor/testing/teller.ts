import { z } from "zod";
import { createDefineActor, done } from "../../../runtime/actor.ts";
import { InletClosed } from "../../../runtime/delivery/inlet.ts";
import { barSchema } from "../../domain/market.ts";
import { signalSchema } from "../../domain/signal.ts";
import { bars, clock, signals } from "../../domain/streams.ts";

const minuteSchema = z.strictObject({
  number: z.int().positive(),
  at: z.int(),
  bars: z.array(barSchema).max(16),
  signals: z.array(signalSchema).max(16),
});
/** What is told of a minute of a market. */
export type Minute = z.output<typeof minuteSchema>;

/** How often it looks whether the script has gone on, in ms of system time. */
const LOOK_MS = 100;

/** Tells a market that others write down minute by minute; each minute once, however often it dies. */
export const teller = createDefineActor<{ readonly script: readonly Minute[] }>()({
  name: "teller",
  consumes: [],
  produces: [bars, signals, clock],
  order: "total",
  watermarks: "manual",
  config: z.null(),
  local: { minute: minuteSchema },
  start: ({ recalled }) => ({ told: z.int().catch(0).parse(recalled.get("told")) }),
  handle(state, message, ctx) {
    if (message.from !== "local") return done;
    const { number, at } = message.payload;
    if (number <= state.told) return done;
    for (const bar of message.payload.bars) ctx.publish(bars, "bar", bar, { key: bar.ticker, at });
    for (const signal of message.payload.signals) {
      ctx.publish(signals, "signal", signal, { key: signal.ticker, at });
    }
    ctx.watermark(at);
    state.told = number;
    ctx.remember("told", number);
    ctx.endBatch();
    return done;
  },
  async source(state, inlet, { resources, clock: system, signal }) {
    try {
      while (!signal.aborted) {
        const next = resources.script[state.told];
        if (next === undefined) await system.sleep(LOOK_MS, signal);
        else await inlet.push("minute", next);
      }
    } catch (error) {
      if (!signal.aborted && !(error instanceof InletClosed)) throw error;
    }
  },
});
