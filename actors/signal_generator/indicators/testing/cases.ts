import type { Candle } from "../candle.ts";
import { createAdx, splitAdx, updateAdx } from "../adx.ts";
import { createAtr, splitAtr, updateAtr } from "../atr.ts";
import { createBollinger, splitBollinger, updateBollinger } from "../bollinger.ts";
import {
  createCompensatedSma,
  splitCompensatedSma,
  updateCompensatedSma,
} from "../compensated_sma.ts";
import { createDonchian, splitDonchian, updateDonchian } from "../donchian.ts";
import { createEma, splitEma, updateEma } from "../ema.ts";
import { createMacd, splitMacd, updateMacd } from "../macd.ts";
import { createObv, splitObv, updateObv } from "../obv.ts";
import {
  createRealisedVolatility,
  splitRealisedVolatility,
  updateRealisedVolatility,
} from "../realised_volatility.ts";
import { createRsi, splitRsi, updateRsi } from "../rsi.ts";
import { createSma, splitSma, updateSma } from "../sma.ts";
import { createStochastic, splitStochastic, updateStochastic } from "../stochastic.ts";
import { createVwap, splitVwap, updateVwap } from "../vwap.ts";
import { createWma, splitWma, updateWma } from "../wma.ts";
import { createZScore, splitZScore, updateZScore } from "../z_score.ts";
import * as plain from "./plain.ts";

/** An indicator under way, its memory hidden. */
export interface Running {
  /** What it says to a bar; null during its warm-up. */
  push(candle: Candle): readonly number[] | null;
  /** Goes on with a memory that was saved as text and read back. */
  reread(): void;
  split(ratio: number): void;
  /** The memory, for looking at. */
  memory(): unknown;
}

/** An indicator with what is known about it. */
export interface IndicatorCase {
  readonly name: string;
  /** Bars after which it speaks first. */
  readonly warmUp: number;
  /** What its figures are in: after a split a price is divided, a volume multiplied. */
  readonly unit: "price" | "volume" | "none";
  start(): Running;
  /** Its definition, word by word, for the last of some bars; null during the warm-up. */
  plain(candles: readonly Candle[]): readonly number[] | null;
}

/** Period of every indicator in these cases: short, so that windows go round often. */
export const N = 5;

function of<Memory>(
  name: string,
  warmUp: number,
  unit: IndicatorCase["unit"],
  create: () => Memory,
  push: (memory: Memory, candle: Candle) => readonly number[] | number | null,
  split: (memory: Memory, ratio: number) => void,
  definition: (candles: readonly Candle[]) => readonly number[],
): IndicatorCase {
  return {
    name,
    warmUp,
    unit,
    start() {
      let memory = create();
      return {
        push(candle) {
          const said = push(memory, candle);
          return typeof said === "number" ? [said] : said;
        },
        reread() {
          memory = JSON.parse(JSON.stringify(memory));
        },
        split: (ratio) => split(memory, ratio),
        memory: () => memory,
      };
    },
    plain: (candles) => candles.length < warmUp ? null : definition(candles),
  };
}

const closes = (candles: readonly Candle[]) => candles.map(({ close }) => close);

/** Every indicator of the folder. */
export const INDICATORS: readonly IndicatorCase[] = [
  of("sma", N, "price", () => createSma(N), (m, c) => updateSma(m, c.close), splitSma, (cs) => {
    return [plain.mean(closes(cs).slice(-N))];
  }),
  of(
    "compensated_sma",
    N,
    "price",
    () => createCompensatedSma(N),
    (m, c) => updateCompensatedSma(m, c.close),
    splitCompensatedSma,
    (cs) => [plain.mean(closes(cs).slice(-N))],
  ),
  of("ema", N, "price", () => createEma(N), (m, c) => updateEma(m, c.close), splitEma, (cs) => {
    return [plain.ema(closes(cs), N)];
  }),
  of("wma", N, "price", () => createWma(N), (m, c) => updateWma(m, c.close), splitWma, (cs) => {
    return [plain.wma(closes(cs).slice(-N))];
  }),
  of("rsi", N + 1, "none", () => createRsi(N), (m, c) => updateRsi(m, c.close), splitRsi, (cs) => {
    return [plain.rsi(closes(cs), N)];
  }),
  of(
    "macd",
    N + 3 + 2,
    "price",
    () => createMacd(3, N + 3, 3),
    (m, c) => updateMacd(m, c.close) ? [m.line, m.signal, m.histogram] : null,
    splitMacd,
    (cs) => plain.macd(closes(cs), 3, N + 3, 3),
  ),
  of("atr", N, "price", () => createAtr(N), updateAtr, splitAtr, (cs) => [plain.atr(cs, N)]),
  of(
    "bollinger",
    N,
    "price",
    () => createBollinger(N, 2),
    (m, c) => updateBollinger(m, c.close) ? [m.upper, m.middle, m.lower] : null,
    splitBollinger,
    (cs) => {
      const window = closes(cs).slice(-N);
      const [middle, reach] = [plain.mean(window), 2 * plain.deviation(window)];
      return [middle + reach, middle, middle - reach];
    },
  ),
  of(
    "donchian",
    N,
    "price",
    () => createDonchian(N),
    (m, c) => updateDonchian(m, c) ? [m.upper, m.lower] : null,
    splitDonchian,
    (cs) => plain.channel(cs.slice(-N)),
  ),
  of("adx", 2 * N - 1, "none", () => createAdx(N), updateAdx, splitAdx, (cs) => {
    return [plain.adx(cs, N)];
  }),
  of(
    "stochastic",
    N + 3 + 2 - 2,
    "none",
    () => createStochastic(N, 3, 2),
    (m, c) => updateStochastic(m, c) ? [m.k, m.d] : null,
    splitStochastic,
    (cs) => plain.stochastic(cs, N, 3, 2),
  ),
  of("obv", 2, "volume", createObv, updateObv, splitObv, (cs) => [plain.obv(cs)]),
  of(
    "vwap",
    1,
    "price",
    createVwap,
    (m, c) => updateVwap(m, c, 0),
    splitVwap,
    (cs) => [plain.vwap(cs)],
  ),
  of(
    "z_score",
    N,
    "none",
    () => createZScore(N),
    (m, c) => updateZScore(m, c.close),
    splitZScore,
    (cs) => [plain.zScore(closes(cs).slice(-N))],
  ),
  of(
    "realised_volatility",
    N + 1,
    "none",
    () => createRealisedVolatility(N),
    (m, c) => updateRealisedVolatility(m, c.close),
    splitRealisedVolatility,
    (cs) => [plain.realisedVolatility(closes(cs).slice(-N - 1))],
  ),
];
