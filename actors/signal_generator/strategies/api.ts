/**
 * What the author of a strategy needs, under one name that stays: `import { defineStrategy, z } from
 * "pitboss/strategy"`. See README.md beside this file.
 */
export { z } from "zod";
export type { Bar, Timeframe } from "../../domain/market.ts";
export type { Exits, Reason } from "../../domain/signal.ts";
export {
  sentimentAt,
  type TickerSentiment,
  type TickerSentimentParams,
  tickerSentimentParamsSchema,
  type TickerSentimentState,
} from "../../domain/ticker_sentiment.ts";
export { exitDistance, exitsOf } from "./exits.ts";
export {
  defineStrategy,
  type Opinion,
  type Strategy,
  type StrategyContext,
  type StrategyDefinition,
} from "./strategy.ts";
export * from "../indicators/adx.ts";
export * from "../indicators/atr.ts";
export * from "../indicators/bollinger.ts";
export type { Candle } from "../indicators/candle.ts";
export * from "../indicators/donchian.ts";
export * from "../indicators/ema.ts";
export * from "../indicators/macd.ts";
export * from "../indicators/obv.ts";
export * from "../indicators/realised_volatility.ts";
export * from "../indicators/rolling_maximum.ts";
export * from "../indicators/rsi.ts";
export * from "../indicators/sma.ts";
export * from "../indicators/stochastic.ts";
export * from "../indicators/vwap.ts";
export * from "../indicators/wma.ts";
export * from "../indicators/z_score.ts";
