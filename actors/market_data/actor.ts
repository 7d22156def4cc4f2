import type { z } from "zod";
import { type Context, done } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import { derivedId } from "../../runtime/clock/ids.ts";
import type { Bar, Split } from "../domain/market.ts";
import { bars, clock } from "../domain/streams.ts";
import { barsTrace } from "../domain/traces.ts";
import { readRecording } from "../recordings/recording.ts";
import { defineActor } from "../resources.ts";
import { marketDataConfigSchema } from "./config.ts";
import type { Feed } from "./feeds/feed.ts";
import type { LiveItem } from "./feeds/live_feed.ts";
import { replayFeed } from "./feeds/replay.ts";
import { simulatedFeed } from "./feeds/simulated.ts";
import { hear, heardSchema, type LivePorts } from "./live.ts";
import { livePorts } from "./live_ports.ts";
import { writeBar, writeSplit } from "./records.ts";

interface State {
  /** Null: a live feed tells by itself. */
  readonly feed: Feed | null;
  /** Everything up to here is published; null before the first tick. */
  through: Millis | null;
  /** When a live feed was first heard: what closed earlier is history. */
  readonly liveSince: Millis;
  isLiveSinceKept: boolean;
}

/** Publishes what the market did, up to each tick of market time, or as soon as it is heard. */
export function createMarketData(ports: LivePorts) {
  return defineActor({
    name: "market_data",
    consumes: [clock],
    produces: [bars],
    order: "total",
    config: marketDataConfigSchema,
    local: { heard: heardSchema },
    start({ config, recalled, clock: system }): State {
      const number = (key: string) => {
        const value = recalled.get(key);
        return typeof value === "number" ? value : null;
      };
      const liveSince = number("liveSince");
      return {
        feed: feedFor(config),
        through: number("through"),
        liveSince: liveSince ?? system.now(),
        isLiveSinceKept: liveSince !== null,
      };
    },
    handle(state, message, ctx) {
      if (message.from === "local") {
        if (!state.isLiveSinceKept) ctx.remember("liveSince", state.liveSince);
        state.isLiveSinceKept = true;
        // Downstream was promised that everything up to now is told: what comes late is known late.
        for (const item of message.payload.items) tellLive(state, item, message.at, ctx);
        return done;
      }
      if (message.from !== "clock:market" || state.feed === null) return done;
      const { at, payload: { phase } } = message;
      for (const item of state.feed.read(state.through ?? at - 1, at, phase === "warmup")) {
        if (item.type === "split") tellSplit(item.payload, item.at, ctx);
        else tellBar(item.payload, item.at, ctx);
      }
      state.through = at;
      ctx.remember("through", at);
      return done;
    },
    async source(_state, inlet, env) {
      const { feed } = env.config;
      if (feed.kind === "alpaca") await hear(feed, ports, inlet, env);
    },
  });
}

export default createMarketData(livePorts);

type Telling = Pick<Context<typeof bars, Record<never, never>>, "publish" | "write">;

/** Message and row in one transaction: whoever starts again knows from the rows what was told. */
function tellBar(bar: Bar, at: Millis, ctx: Telling): void {
  const id = derivedId("bar", bar.ticker, bar.timeframe, bar.startsAt);
  ctx.publish(bars, "bar", bar, {
    key: bar.ticker,
    at,
    id,
    ...bar.warmup ? {} : { trace: { begins: barsTrace(at) } },
  });
  writeBar(ctx, bar);
}

function tellSplit(split: Split, at: Millis, ctx: Telling): void {
  const { ticker: key, date } = split;
  ctx.publish(bars, "split", split, { key, at, id: derivedId("split", key, date) });
  writeSplit(ctx, split, at);
}

function tellLive(state: State, item: LiveItem, earliest: Millis, ctx: Telling): void {
  const { key } = item;
  const at = Math.max(item.at, earliest);
  if (item.type === "bar") {
    const { payload } = item;
    tellBar({ ...payload, warmup: payload.at <= state.liveSince }, at, ctx);
  } else if (item.type === "split") tellSplit(item.payload, at, ctx);
  else if (item.type === "correction") {
    const { bar } = item.payload;
    const { open, high, low, close, volume } = bar;
    // A bar may be changed and changed back.
    const version = [item.payload.learnedAt, open, high, low, close, volume].join(" ");
    const id = derivedId("correction", key, bar.timeframe, bar.startsAt, version);
    ctx.publish(bars, "correction", item.payload, { key, at, id });
    writeBar(ctx, bar);
  } else {
    const id = derivedId("status", key, item.payload.at, item.payload.code);
    ctx.publish(bars, "status", item.payload, { key, at, id });
  }
}

function feedFor({ feed }: z.output<typeof marketDataConfigSchema>): Feed | null {
  if (feed.kind === "alpaca") return null;
  if (feed.kind === "simulated") return simulatedFeed(feed.seed, feed.tickers);
  const recording = readRecording({ ...feed, news: null });
  return replayFeed(recording.bars, recording.splits);
}
