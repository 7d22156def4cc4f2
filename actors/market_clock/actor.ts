import { z } from "zod";
import { marketTime } from "../../db/tables/market.ts";
import { defineActor, done } from "../../runtime/actor.ts";
import type { Millis, SystemClock } from "../../runtime/clock/clock.ts";
import { derivedId } from "../../runtime/clock/ids.ts";
import { sessionClosing } from "../domain/calendar.ts";
import { isoTime } from "../domain/iso_time.ts";
import { END_OF_TIME } from "../domain/market.ts";
import { visibleAt } from "../domain/news_jsonl.ts";
import { clock } from "../domain/streams.ts";
import { timelineOf } from "../domain/timeline.ts";
import { readRecording } from "../recordings/recording.ts";
import { type MarketClockConfig, marketClockConfigSchema } from "./config.ts";
import { demoTimeline, recordedTimeline, systemTimeline, type Timeline } from "./core.ts";
import { watchBrokerClock } from "../alpaca/broker_clock.ts";

/** Ticks of one step when nothing holds time back. */
const TICKS_PER_STEP = 64;
/** Longest stretch of market time that is waited through: closed hours are skipped. */
const GAP_MS_MAX = 300_000;

interface State {
  readonly timeline: Timeline;
  /** The market time reached; null before the first tick. */
  at: Millis | null;
  /** The first moment of the timeline; null before the first tick. */
  startedAt: Millis | null;
}

/** Owns market time: says what time it is, at the pace asked for, and never twice. */
export default defineActor({
  name: "market_clock",
  consumes: [],
  produces: [clock],
  order: "total",
  watermarks: "manual",
  config: marketClockConfigSchema,
  local: { advance: z.strictObject({ ticks: z.int().min(1).max(TICKS_PER_STEP) }) },
  start({ config, recalled, clock: system }): State {
    const recall = (key: string) => {
      const value = recalled.get(key);
      return typeof value === "number" ? value : null;
    };
    return {
      timeline: timelineFor(config, system),
      at: recall("at"),
      startedAt: recall("startedAt"),
    };
  },
  handle(state, message, ctx) {
    if (message.from !== "local") return done;
    for (const { at, phase } of state.timeline.next(state.at, message.payload.ticks)) {
      const closes = state.at !== null && at > sessionClosing(state.at).close;
      ctx.publish(clock, "tick", { phase }, { key: "", at, id: derivedId("tick", at) });
      ctx.watermark(phase === "end" ? END_OF_TIME : at);
      state.startedAt ??= at;
      state.at = at;
      // Its promise must not wait for ticks of the next session: see `Timeline`.
      if (closes) break;
    }
    if (state.at === null || state.startedAt === null) return done;
    ctx.remember("at", state.at);
    ctx.remember("startedAt", state.startedAt);
    const [started_at, at] = [isoTime(state.startedAt), isoTime(state.at)];
    ctx.write(marketTime, { clock: "market", started_at, at });
    return done;
  },
  async source(state, inlet, env) {
    const { config: { speed, timeline }, clock: system, signal } = env;
    if (timeline.kind === "system") {
      const ticking = follow(state, timeline, () => inlet.push("advance", { ticks: 1 }), env);
      const { broker } = timeline;
      await (broker === null ? ticking : Promise.all([ticking, watchBrokerClock(broker, env)]));
      return;
    }
    let dueAt = system.now();
    while (!signal.aborted) {
      const [next] = state.timeline.next(state.at, 1);
      if (next === undefined) return;
      if (speed === null || next.phase !== "trading") {
        await inlet.push("advance", { ticks: TICKS_PER_STEP });
        dueAt = system.now();
        continue;
      }
      const gapMs = state.at === null ? 0 : Math.min(next.at - state.at, GAP_MS_MAX);
      dueAt += gapMs / speed;
      const waitMs = dueAt - system.now();
      if (waitMs > 0) await system.sleep(waitMs, signal).catch(() => {});
      // Whoever could not follow is not made to catch up.
      else dueAt = system.now();
      await inlet.push("advance", { ticks: 1 });
    }
  },
});

/** Says what time it is as soon as it is. A clock that was set back is waited for. */
async function follow(
  state: State,
  { stepMs, lagMs }: { readonly stepMs: number; readonly lagMs: number },
  advance: () => Promise<void>,
  { clock: system, signal }: { readonly clock: SystemClock; readonly signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    if (state.timeline.next(state.at, 1).length > 0) await advance();
    const into = (system.now() - lagMs) % stepMs;
    await system.sleep(stepMs - into, signal).catch(() => {});
  }
}

function timelineFor({ timeline }: MarketClockConfig, system: SystemClock): Timeline {
  if (timeline.kind === "demo") return demoTimeline(timeline);
  if (timeline.kind === "system") return systemTimeline(() => system.now(), timeline);
  const { bars, splits, news } = readRecording(timeline);
  const told = news.map((article) => visibleAt(article, timeline.scoringLatencyMs));
  return recordedTimeline(timelineOf(bars, splits, told));
}
