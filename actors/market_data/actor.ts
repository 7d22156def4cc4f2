import type { z } from "zod";
import { defineActor, done } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import { derivedId } from "../../runtime/clock/ids.ts";
import { bars, clock } from "../domain/streams.ts";
import { readRecording } from "../recordings/recording.ts";
import { marketDataConfigSchema } from "./config.ts";
import type { Feed } from "./feeds/feed.ts";
import { replayFeed } from "./feeds/replay.ts";
import { simulatedFeed } from "./feeds/simulated.ts";
import { writeBar } from "./records.ts";

interface State {
  readonly feed: Feed;
  /** Everything up to here is published; null before the first tick. */
  through: Millis | null;
}

/** Publishes what the market did, up to each tick of market time. */
export default defineActor({
  name: "market_data",
  consumes: [clock],
  produces: [bars],
  order: "total",
  config: marketDataConfigSchema,
  start({ config, recalled }): State {
    const through = recalled.get("through");
    return { feed: feedFor(config), through: typeof through === "number" ? through : null };
  },
  handle(state, message, ctx) {
    const { at, payload: { phase } } = message;
    const items = state.feed.read(state.through ?? at - 1, at, phase === "warmup");
    for (const item of items) {
      const { key } = item;
      if (item.type === "split") {
        const id = derivedId("split", key, item.payload.date);
        ctx.publish(bars, "split", item.payload, { key, at: item.at, id });
      } else {
        const id = derivedId("bar", key, item.payload.timeframe, item.payload.startsAt);
        ctx.publish(bars, "bar", item.payload, { key, at: item.at, id });
        writeBar(ctx, item.payload);
      }
    }
    state.through = at;
    ctx.remember("through", at);
    return done;
  },
});

function feedFor({ feed }: z.output<typeof marketDataConfigSchema>): Feed {
  if (feed.kind === "simulated") return simulatedFeed(feed.seed, feed.tickers);
  const recording = readRecording({ ...feed, news: null });
  return replayFeed(recording.bars, recording.splits);
}
