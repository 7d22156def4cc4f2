import type { Environment } from "../../../runtime/config.ts";
import { DEMO_FROM, DEMO_SEED_SESSIONS, DEMO_STEP_MS, type Plan } from "../../plan.ts";
import { UserError } from "../failures.ts";
import { liveNews } from "../live_news.ts";
import type { RunParts } from "../serve.ts";
import type { Settings } from "../settings.ts";

/** Generated news that precedes the simulated market's moves, or the world's where that is asked for. */
export function demoNews(settings: Settings, env: Environment): NonNullable<Plan["news"]> {
  if (settings.newsLive) return liveNews(settings, env, "simulated");
  if (settings.newsRecord === undefined) {
    return { kind: "simulated", seed: settings.seed, tickers: [...settings.tickers] };
  }
  throw new UserError(
    "There is nothing to record: the demo's news is generated. Set TRADING_NEWS_LIVE=true for live " +
      "sources, or leave out --record and TRADING_NEWS_RECORD.",
  );
}

/** The demo: a simulated market at the given speed (market time per real time). */
export function demoPlan(run: RunParts, news: NonNullable<Plan["news"]>, speed: number): Plan {
  const { settings } = run;
  return {
    ...run,
    account: "demo",
    broker: { kind: "simulated" },
    feed: { kind: "simulated", seed: settings.seed, tickers: [...settings.tickers] },
    news,
    timeline: {
      kind: "demo",
      from: DEMO_FROM,
      seedSessions: DEMO_SEED_SESSIONS,
      stepMs: DEMO_STEP_MS,
    },
    speed,
    files: [],
    perturbSeed: null,
    without: [],
  };
}
