import assert from "node:assert/strict";
import * as other from "trading-signals";
import { skipLoudly } from "../../../runtime/testing/skip.ts";
import { createAdx, updateAdx } from "./adx.ts";
import { createAtr, updateAtr } from "./atr.ts";
import { createBollinger, updateBollinger } from "./bollinger.ts";
import type { Candle } from "./candle.ts";
import { createDonchian, updateDonchian } from "./donchian.ts";
import { createEma, updateEma } from "./ema.ts";
import { createMacd, updateMacd } from "./macd.ts";
import { createObv, updateObv } from "./obv.ts";
import { createRealisedVolatility, updateRealisedVolatility } from "./realised_volatility.ts";
import { createRsi, updateRsi } from "./rsi.ts";
import { createSma, updateSma } from "./sma.ts";
import { createStochastic, updateStochastic } from "./stochastic.ts";
import { createVwap, updateVwap } from "./vwap.ts";
import { createWma, updateWma } from "./wma.ts";
import { createZScore, updateZScore } from "./z_score.ts";

const BARS = new URL("../../../../shared/data/bars/", import.meta.url);
const FILES = [
  ...["daily/SPY", "daily/AAPL", "daily/IBM", "hour/AAPL", "hour/IBM"],
  ...["minute/AAPL", "minute/BAC", "minute/IBM", "minute/SPY"],
];

interface OpenCandle extends Candle {
  readonly open: number;
}

function recorded(file: string): OpenCandle[] | null {
  try {
    const [, ...lines] = Deno.readTextFileSync(new URL(`${file}.csv`, BARS)).trim().split(/\r?\n/);
    return lines.map((line) => {
      const [, open, high, low, close, volume] = line.split(",").map(Number);
      return { open: open!, high: high!, low: low!, close: close!, volume: volume! };
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

type Figures = readonly (number | null | undefined)[] | null;

/** Ours and theirs, each taking one bar after the other. */
type Pair = readonly [
  ours: (candle: OpenCandle) => Figures,
  theirs: (candle: OpenCandle) => Figures,
];

/** Their figure once they call it stable. */
function stable(of: { readonly isStable: boolean; getResultOrThrow(): number }): Figures {
  return of.isStable ? [of.getResultOrThrow()] : null;
}

const one = (value: number | null): Figures => value === null ? null : [value];

/** The last `n` values and the present one, for what the package has as functions only. */
function window(n: number, of: (values: number[]) => number) {
  const values: number[] = [];
  return ({ close }: Candle): Figures => {
    values.push(close);
    if (values.length > n) values.shift();
    return values.length < n ? null : [of(values)];
  };
}

const PAIRS: Readonly<Record<string, () => Pair>> = {
  sma: () => {
    const [a, b] = [createSma(20), new other.SMA(20)];
    return [({ close }) => one(updateSma(a, close)), ({ close }) => one(b.add(close))];
  },
  ema: () => {
    const [a, b] = [createEma(20), new other.EMA(20)];
    return [({ close }) => one(updateEma(a, close)), ({ close }) => (b.add(close), stable(b))];
  },
  wma: () => {
    const [a, b] = [createWma(20), new other.WMA(20)];
    return [({ close }) => one(updateWma(a, close)), ({ close }) => one(b.add(close))];
  },
  rsi: () => {
    const [a, b] = [createRsi(14), new other.RSI(14)];
    return [({ close }) => one(updateRsi(a, close)), ({ close }) => one(b.add(close))];
  },
  macd: () => {
    const a = createMacd(12, 26, 9);
    const signal = new other.EMA(9);
    const b = new other.MACD(new other.EMA(12), new other.EMA(26), signal);
    return [
      ({ close }) => updateMacd(a, close) ? [a.line, a.signal, a.histogram] : null,
      ({ close }) => {
        const result = b.add(close);
        // They speak as soon as the slow average does, before their own signal is stable.
        return result && signal.isStable ? [result.macd, result.signal, result.histogram] : null;
      },
    ];
  },
  atr: () => {
    const [a, b] = [createAtr(14), new other.ATR(14)];
    return [(candle) => one(updateAtr(a, candle)), (candle) => one(b.add(candle))];
  },
  bollinger: () => {
    const [a, b] = [createBollinger(20, 2), new other.BollingerBands(20, 2)];
    return [
      ({ close }) => updateBollinger(a, close) ? [a.upper, a.middle, a.lower] : null,
      ({ close }) => {
        const result = b.add(close);
        return result && [result.upper, result.middle, result.lower];
      },
    ];
  },
  donchian: () => {
    const [a, b] = [createDonchian(20), new other.DonchianChannels(20)];
    return [
      (candle) => updateDonchian(a, candle) ? [a.upper, a.lower] : null,
      (candle) => {
        const result = b.add(candle);
        return result && [result.upper, result.lower];
      },
    ];
  },
  adx: () => {
    const [a, b] = [createAdx(14), new other.ADX(14)];
    return [
      (candle) => {
        const index = updateAdx(a, candle);
        return index === null ? null : [index, a.plus / 100, a.minus / 100];
      },
      (candle) => {
        const index = b.add(candle);
        return index === null ? null : [index, Number(b.pdi), Number(b.mdi)];
      },
    ];
  },
  stochastic: () => {
    const a = createStochastic(14, 3, 3);
    const b = new other.StochasticOscillator({ kPeriod: 14, kSlowingPeriod: 3, dPeriod: 3 });
    return [
      (candle) => updateStochastic(a, candle) ? [a.k, a.d] : null,
      (candle) => {
        const result = b.add(candle);
        return result && [result.stochK, result.stochD];
      },
    ];
  },
  obv: () => {
    const [a, b] = [createObv(), new other.OBV(2)];
    return [(candle) => one(updateObv(a, candle)), (candle) => one(b.add(candle))];
  },
  vwap: () => {
    const [a, b] = [createVwap(), new other.VWAP()];
    return [
      (candle) => one(updateVwap(a, candle, 0)),
      // A bar without a trade is none of theirs and changes nothing of ours.
      (candle) => (b.add(candle), stable(b)),
    ];
  },
  z_score: () => {
    const a = createZScore(20);
    const theirs = window(20, (values) => {
      // Where nothing differs, theirs is a rounding error over another, or an exception.
      return new Set(values).size === 1 ? 0 : other.getZScore(values);
    });
    return [({ close }) => one(updateZScore(a, close)), theirs];
  },
  realised_volatility: () => {
    const a = createRealisedVolatility(20);
    const theirs = window(21, (values) => {
      return Math.sqrt(other.getAverage(other.getLogReturns(values).map((change) => change ** 2)));
    });
    return [({ close }) => one(updateRealisedVolatility(a, close)), theirs];
  },
};

for (const file of FILES) {
  const sentence = `every indicator equals the one of trading-signals on every bar of ${file}`;
  const candles = recorded(file);
  if (candles === null) {
    skipLoudly(sentence, "recordings", "there are no recorded bars in ../shared/data/bars");
    continue;
  }
  Deno.test(sentence, () => {
    for (const [name, make] of Object.entries(PAIRS)) {
      const [ours, theirs] = make();
      let compared = 0;
      for (const [i, candle] of candles.entries()) {
        const found: Figures = ours(candle);
        const wanted: Figures = theirs(candle);
        if (found === null || wanted === null) {
          assert.equal(found, wanted, `${name}, bar ${i}`);
          continue;
        }
        for (const [n, value] of wanted.entries()) {
          const close = Math.abs(found[n]! - value!) <= 1e-8 * Math.max(1, Math.abs(value!));
          assert.ok(close, `${name}, bar ${i}: ${found[n]}, theirs ${value}`);
        }
        compared++;
      }
      assert.ok(compared > candles.length - 50, `${name}: only ${compared} bars compared`);
    }
  });
}
