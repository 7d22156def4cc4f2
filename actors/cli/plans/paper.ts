import { LIVE_LAG_MS, LIVE_SEED_SESSIONS, LIVE_STEP_MS, type Plan } from "../../plan.ts";
import type { Brokerage } from "../brokerage.ts";
import type { RunParts } from "../serve.ts";

/** Paper trading: live bars and news, orders to the simulated exchange or to Alpaca's paper account. */
export function paperPlan(
  run: RunParts,
  account: string,
  { broker, clock, credentials }: Brokerage,
  news: NonNullable<Plan["news"]>,
): Plan {
  const { settings } = run;
  return {
    ...run,
    account,
    broker,
    feed: {
      kind: "alpaca",
      tickers: [...settings.tickers],
      feed: settings.alpacaFeed,
      extendedHours: settings.extendedHours,
      seedSessions: LIVE_SEED_SESSIONS,
      dataUrl: settings.alpacaDataUrl,
      streamUrl: settings.alpacaStreamUrl,
      credentials,
    },
    news,
    timeline: { kind: "system", stepMs: LIVE_STEP_MS, lagMs: LIVE_LAG_MS, broker: clock },
    speed: null,
    files: [],
    perturbSeed: null,
    without: [],
  };
}
