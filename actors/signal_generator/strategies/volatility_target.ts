import { z } from "zod";
import type { Timeframe } from "../../domain/market.ts";
import {
  createRealisedVolatility,
  type RealisedVolatility,
  splitRealisedVolatility,
  updateRealisedVolatility,
} from "../indicators/realised_volatility.ts";
import { defineStrategy } from "./strategy.ts";

const params = z.strictObject({
  /** Bars over which the trend is measured. */
  lookback: z.int().min(2).max(1_000).default(60),
  /** Bars over which volatility is measured. */
  volatilityPeriod: z.int().min(2).max(1_000).default(30),
  /** Yearly volatility up to which conviction is full; at twice as much it is half. */
  targetVolatility: z.number().min(0.01).max(2).default(0.2),
  /** Standard deviations that the price must have moved to count as a trend. */
  minDeviations: z.number().min(0).max(10).default(1),
  /** Loss from the best price at which a position ends, in standard deviations of the lookback; 0: none. */
  trailDeviations: z.number().min(0).max(20).default(2),
});

interface Memory {
  /** The last `lookback` closes; the oldest is at `next` once the window is full. */
  readonly closes: number[];
  next: number;
  readonly volatility: RealisedVolatility;
}

/** Bars in a year of 252 sessions of six and a half hours. */
const BARS_PER_YEAR: Readonly<Record<Timeframe, number>> = {
  "1m": 252 * 390,
  "5m": 252 * 78,
  "15m": 252 * 26,
  "30m": 252 * 13,
  "1h": 252 * 7,
  "1d": 252,
};

/**
 * With the trend, sized by the market's calm: for the side to which the price has moved over the
 * lookback, with conviction `target / realised volatility`, so that every ticker carries about the
 * same risk (T. J. Moskowitz, Y. H. Ooi, L. H. Pedersen, "Time Series Momentum", Journal of Financial
 * Economics, 2012).
 */
export const volatilityTarget = defineStrategy<typeof params, Memory>({
  name: "volatility_target",
  enabledByDefault: false,
  params,
  warmUp: ({ lookback, volatilityPeriod }) => Math.max(lookback, volatilityPeriod) + 1,
  init: ({ volatilityPeriod }) => ({
    closes: [],
    next: 0,
    volatility: createRealisedVolatility(volatilityPeriod),
  }),
  evaluate(memory, { bar: { close, timeframe } }, params) {
    const { closes, next } = memory;
    const { lookback, targetVolatility, minDeviations, trailDeviations } = params;
    const perBar = updateRealisedVolatility(memory.volatility, close);
    const before = closes.length === lookback ? closes[next]! : null;
    closes[before === null ? closes.length : next] = close;
    if (before !== null) memory.next = next + 1 === lookback ? 0 : next + 1;
    if (before === null || perBar === null || perBar <= 0) return null;
    const spread = perBar * Math.sqrt(lookback);
    const deviations = Math.log(close / before) / spread;
    if (deviations === 0 || Math.abs(deviations) < minDeviations) return null;
    const volatility = perBar * Math.sqrt(BARS_PER_YEAR[timeframe]);
    const trailingStop = trailDeviations * spread;
    return {
      direction: deviations > 0 ? 1 : -1,
      strength: Math.min(1, targetVolatility / volatility),
      reason: {
        code: deviations > 0 ? "steady_rise" : "steady_fall",
        numbers: { deviations: Math.abs(deviations), volatility },
      },
      ...trailingStop > 0 && trailingStop < 1 ? { exits: { trailingStop } } : {},
    };
  },
  onSplit({ closes, volatility }, ratio) {
    for (let i = 0; i < closes.length; i++) closes[i]! /= ratio;
    splitRealisedVolatility(volatility, ratio);
  },
});
