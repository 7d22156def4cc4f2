import type { Timeframe } from "./market.ts";

/** Length of each bar size in milliseconds. A daily bar covers its session, whatever its length. */
export const TIMEFRAME_MS: Readonly<Record<Timeframe, number>> = {
  "1m": 60_000,
  "5m": 300_000,
  "15m": 900_000,
  "30m": 1_800_000,
  "1h": 3_600_000,
  "1d": 86_400_000,
};

/** Whether a decision on such a bar is judged by the session it would be filled in. */
export function isHourOrLonger(timeframe: Timeframe): boolean {
  return TIMEFRAME_MS[timeframe] >= TIMEFRAME_MS["1h"];
}
