/** Definitions of the indicators, word by word over all values: slow, plain, and nothing else. */
import type { Candle } from "../candle.ts";

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Sum over number. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** Root of the mean squared distance from the mean. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

/** Each value weighs 2 / (n + 1), what was before it the rest. */
export function ema(values: readonly number[], n: number): number {
  const alpha = 2 / (n + 1);
  return values.slice(1).reduce((before, value) => before + alpha * (value - before), values[0]!);
}

/** Weights 1, 2, 3 and so on. */
export function wma(values: readonly number[]): number {
  const weighted = values.map((value, i) => value * (i + 1));
  return sum(weighted) / sum(values.map((_, i) => i + 1));
}

/** A plain mean of the first n, then a step of 1 / n towards each value. */
export function wilder(values: readonly number[], n: number): number {
  return values.slice(n).reduce(
    (before, value) => (before * (n - 1) + value) / n,
    mean(values.slice(0, n)),
  );
}

/** 100 x gains / (gains + losses); 50 where nothing moved. */
export function rsi(values: readonly number[], n: number): number {
  const changes = values.slice(1).map((value, i) => value - values[i]!);
  const gain = wilder(changes.map((change) => Math.max(0, change)), n);
  const loss = wilder(changes.map((change) => Math.max(0, -change)), n);
  return gain + loss === 0 ? 50 : 100 * gain / (gain + loss);
}

/** Line, signal and histogram. */
export function macd(values: readonly number[], fast: number, slow: number, signal: number) {
  const lines = values.map((_, i) => values.slice(0, i + 1)).slice(slow - 1)
    .map((known) => ema(known, fast) - ema(known, slow));
  const line = lines.at(-1)!;
  const smooth = ema(lines, signal);
  return [line, smooth, line - smooth];
}

function trueRanges(candles: readonly Candle[]): number[] {
  return candles.map(({ high, low }, i) => {
    const before = candles[i - 1]?.close ?? high;
    return Math.max(high, before) - Math.min(low, i === 0 ? low : before);
  });
}

/** Wilder's mean of the true ranges. */
export function atr(candles: readonly Candle[], n: number): number {
  return wilder(trueRanges(candles), n);
}

/** Highest high and lowest low. */
export function channel(candles: readonly Candle[]): [number, number] {
  return [
    Math.max(...candles.map(({ high }) => high)),
    Math.min(...candles.map(({ low }) => low)),
  ];
}

/** Wilder's mean of the directional index. */
export function adx(candles: readonly Candle[], n: number): number {
  const moves = candles.map(({ high, low }, i) => {
    const before = candles[i - 1];
    if (before === undefined) return { up: 0, down: 0 };
    const [up, down] = [high - before.high, before.low - low];
    return { up: up >= 0 && up >= down ? up : 0, down: down >= 0 && down >= up ? down : 0 };
  });
  const indexes = candles.map((_, i) => i + 1).slice(n - 1).map((count) => {
    const range = atr(candles.slice(0, count), n);
    const smooth = (side: "up" | "down") =>
      wilder(moves.slice(0, count).map((move) => move[side]), n) / range;
    const [plus, minus] = range === 0 ? [0, 0] : [smooth("up"), smooth("down")];
    return plus + minus === 0 ? 0 : 100 * Math.abs(plus - minus) / (plus + minus);
  });
  return wilder(indexes, n);
}

/** %K and %D. */
export function stochastic(candles: readonly Candle[], n: number, slowing: number, smooth: number) {
  const places = candles.map((_, i) => i + 1).slice(n - 1).map((count) => {
    const window = candles.slice(count - n, count);
    const [high, low] = channel(window);
    return high === low ? 0 : 100 * (window.at(-1)!.close - low) / (high - low);
  });
  const ks = places.map((_, i) => i + 1).slice(slowing - 1)
    .map((count) => mean(places.slice(count - slowing, count)));
  return [ks.at(-1)!, mean(ks.slice(-smooth))];
}

/** Volume with the sign of the change. */
export function obv(candles: readonly Candle[]): number {
  return sum(
    candles.slice(1).map(({ close, volume }, i) => Math.sign(close - candles[i]!.close) * volume),
  );
}

/** Typical price, weighted by volume. */
export function vwap(candles: readonly Candle[]): number {
  const volumes = candles.map(({ volume }) => volume);
  return sum(candles.map(({ high, low, close }, i) => (high + low + close) / 3 * volumes[i]!)) /
    sum(volumes);
}

/** Distance of the last from the mean in deviations. */
export function zScore(values: readonly number[]): number {
  const spread = deviation(values);
  return spread === 0 ? 0 : (values.at(-1)! - mean(values)) / spread;
}

/** Root of the mean squared logarithmic return. */
export function realisedVolatility(values: readonly number[]): number {
  return Math.sqrt(mean(values.slice(1).map((value, i) => Math.log(value / values[i]!) ** 2)));
}
