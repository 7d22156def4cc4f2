import type { Meters } from "../../../db/repositories/meters.ts";
import type { Millis } from "../../../runtime/clock/clock.ts";
import type { SystemSnapshot } from "../../../actors/domain/system_status.ts";

/** Market time of the newest thing in the sample: a Monday, 11:30 in New York. */
export const SAMPLE_MARKET_TIME: Millis = Date.parse("2014-06-09T15:30:00Z");
/** System time at which the sample is looked at. */
export const SAMPLE_NOW: Millis = Date.parse("2026-11-22T16:05:41Z");

/** Three executions, one difference. */
export const sampleMeters: Meters = {
  differences: new Map([["missed_report", 1]]),
  comparisons: { agreed: 4, differed: 1 },
  fillLatency: { seconds: 180, buckets: [{ le: 60, count: 2 }, { le: null, count: 3 }] },
};

/** Six actors of which one waits to be restarted. */
export const sampleSnapshot: SystemSnapshot = {
  at: SAMPLE_NOW - 800,
  mode: "demo",
  actors: [
    actor("market_clock", 5_124),
    actor("market_data", 41_822),
    {
      ...actor("signal_generator", 46_946),
      state: "waiting",
      since: SAMPLE_NOW - 1_400,
      restarts: 2,
      lastFailure: {
        name: "TypeError",
        message: "cannot read the window of AAPL: it was filled under other rules",
        at: SAMPLE_NOW - 1_400,
      },
    },
    actor("trade_executor", 47_012),
    actor("api_gateway", 0),
  ],
};

function actor(name: string, consumed: number): SystemSnapshot["actors"][number] {
  return {
    name,
    state: "ready",
    since: SAMPLE_NOW - 312_000,
    restarts: 0,
    lastFailure: null,
    epoch: 3,
    progress: { consumed, marketTime: SAMPLE_MARKET_TIME, outbox: 0 },
  };
}
