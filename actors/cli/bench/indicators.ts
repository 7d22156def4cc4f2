import * as batch from "indicatorts";
import * as single from "trading-signals";
import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { createAdx, updateAdx } from "../../signal_generator/indicators/adx.ts";
import { createAtr, updateAtr } from "../../signal_generator/indicators/atr.ts";
import { createBollinger, updateBollinger } from "../../signal_generator/indicators/bollinger.ts";
import type { Candle } from "../../signal_generator/indicators/candle.ts";
import { createDonchian, updateDonchian } from "../../signal_generator/indicators/donchian.ts";
import { createEma, updateEma } from "../../signal_generator/indicators/ema.ts";
import { createMacd, updateMacd } from "../../signal_generator/indicators/macd.ts";
import { createObv, updateObv } from "../../signal_generator/indicators/obv.ts";
import { createRsi, updateRsi } from "../../signal_generator/indicators/rsi.ts";
import { createSma, updateSma } from "../../signal_generator/indicators/sma.ts";
import {
  createStochastic,
  updateStochastic,
} from "../../signal_generator/indicators/stochastic.ts";
import { createWma, updateWma } from "../../signal_generator/indicators/wma.ts";
import type { BenchContext, BenchGroup } from "./group.ts";
import { type BenchCase, measureInterleaved } from "./measure.ts";

const BARS = 500_000;
/** Bars that are taken in beforehand and not timed: they let the compiler settle. */
const REHEARSAL = 100_000;

interface Market {
  readonly candles: readonly (Candle & { readonly open: number })[];
  readonly highs: number[];
  readonly lows: number[];
  readonly closes: number[];
  readonly volumes: number[];
}

/** Runs over a market and gives back something of every result, so that none can be left out. */
type Contestant = (market: Market) => number;

/** The same indicator, ours and theirs. Those of indicatorts are batches: whole columns at once. */
interface Contest {
  readonly ours: Contestant;
  readonly single: Contestant;
  readonly batch?: Contestant;
}

const lastOf = (values: readonly number[]) => values.at(-1) ?? 0;

const CONTESTS: Readonly<Record<string, Contest>> = {
  "SMA(20)": {
    ours({ closes }) {
      const sma = createSma(20);
      let sum = 0;
      for (let i = 0; i < closes.length; i++) sum += updateSma(sma, closes[i]!) ?? 0;
      return sum;
    },
    single: overValues(() => new single.SMA(20)),
    batch: ({ closes }) => lastOf(batch.sma(closes, { period: 20 })),
  },
  "EMA(20)": {
    ours({ closes }) {
      const ema = createEma(20);
      let sum = 0;
      for (let i = 0; i < closes.length; i++) sum += updateEma(ema, closes[i]!) ?? 0;
      return sum;
    },
    single: overValues(() => new single.EMA(20)),
    batch: ({ closes }) => lastOf(batch.ema(closes, { period: 20 })),
  },
  "WMA(20)": {
    ours({ closes }) {
      const wma = createWma(20);
      let sum = 0;
      for (let i = 0; i < closes.length; i++) sum += updateWma(wma, closes[i]!) ?? 0;
      return sum;
    },
    single: overValues(() => new single.WMA(20)),
  },
  "RSI(14)": {
    ours({ closes }) {
      const rsi = createRsi(14);
      let sum = 0;
      for (let i = 0; i < closes.length; i++) sum += updateRsi(rsi, closes[i]!) ?? 0;
      return sum;
    },
    single: overValues(() => new single.RSI(14)),
    batch: ({ closes }) => lastOf(batch.rsi(closes, { period: 14 })),
  },
  "MACD(12, 26, 9)": {
    ours({ closes }) {
      const macd = createMacd(12, 26, 9);
      let sum = 0;
      for (let i = 0; i < closes.length; i++) {
        if (updateMacd(macd, closes[i]!)) sum += macd.histogram;
      }
      return sum;
    },
    single({ closes }) {
      const macd = new single.MACD(new single.EMA(12), new single.EMA(26), new single.EMA(9));
      let sum = 0;
      for (let i = 0; i < closes.length; i++) sum += macd.add(closes[i]!)?.histogram ?? 0;
      return sum;
    },
    batch: ({ closes }) => lastOf(batch.macd(closes, { fast: 12, slow: 26, signal: 9 }).macdLine),
  },
  "Bollinger(20, 2)": {
    ours({ closes }) {
      const bands = createBollinger(20, 2);
      let sum = 0;
      for (let i = 0; i < closes.length; i++) {
        if (updateBollinger(bands, closes[i]!)) sum += bands.upper;
      }
      return sum;
    },
    single({ closes }) {
      const bands = new single.BollingerBands(20, 2);
      let sum = 0;
      for (let i = 0; i < closes.length; i++) sum += bands.add(closes[i]!)?.upper ?? 0;
      return sum;
    },
    batch: ({ closes }) => lastOf(batch.bb(closes, { period: 20 }).upper),
  },
  "ATR(14)": {
    ours({ candles }) {
      const atr = createAtr(14);
      let sum = 0;
      for (let i = 0; i < candles.length; i++) sum += updateAtr(atr, candles[i]!) ?? 0;
      return sum;
    },
    single: overCandles(() => new single.ATR(14)),
    batch: ({ highs, lows, closes }) =>
      lastOf(batch.atr(highs, lows, closes, { period: 14 }).atrLine),
  },
  "Donchian(20)": {
    ours({ candles }) {
      const channel = createDonchian(20);
      let sum = 0;
      for (let i = 0; i < candles.length; i++) {
        if (updateDonchian(channel, candles[i]!)) sum += channel.upper;
      }
      return sum;
    },
    single({ candles }) {
      const channel = new single.DonchianChannels(20);
      let sum = 0;
      for (let i = 0; i < candles.length; i++) sum += channel.add(candles[i]!)?.upper ?? 0;
      return sum;
    },
    batch: ({ closes }) => lastOf(batch.dc(closes, { period: 20 }).upper),
  },
  "ADX(14)": {
    ours({ candles }) {
      const adx = createAdx(14);
      let sum = 0;
      for (let i = 0; i < candles.length; i++) sum += updateAdx(adx, candles[i]!) ?? 0;
      return sum;
    },
    single: overCandles(() => new single.ADX(14)),
  },
  "Stochastic(14, 1, 3)": {
    ours({ candles }) {
      const stochastic = createStochastic(14, 1, 3);
      let sum = 0;
      for (let i = 0; i < candles.length; i++) {
        if (updateStochastic(stochastic, candles[i]!)) sum += stochastic.d;
      }
      return sum;
    },
    single({ candles }) {
      const periods = { kPeriod: 14, kSlowingPeriod: 1, dPeriod: 3 };
      const stochastic = new single.StochasticOscillator(periods);
      let sum = 0;
      for (let i = 0; i < candles.length; i++) sum += stochastic.add(candles[i]!)?.stochD ?? 0;
      return sum;
    },
    batch: ({ highs, lows, closes }) =>
      lastOf(batch.stoch(highs, lows, closes, { kPeriod: 14, dPeriod: 3 }).d),
  },
  "OBV": {
    ours({ candles }) {
      const obv = createObv();
      let sum = 0;
      for (let i = 0; i < candles.length; i++) sum += updateObv(obv, candles[i]!) ?? 0;
      return sum;
    },
    single({ candles }) {
      const obv = new single.OBV(2);
      let sum = 0;
      for (let i = 0; i < candles.length; i++) sum += obv.add(candles[i]!) ?? 0;
      return sum;
    },
    batch: ({ closes, volumes }) => lastOf(batch.obv(closes, volumes)),
  },
};

/** Each indicator bar by bar beside the same of two packages, in the same rounds. */
export const indicatorsGroup: BenchGroup = {
  name: "indicators",
  summary: "indicators bar by bar, beside trading-signals (bar by bar) and indicatorts (batches)",
  run(context) {
    const [market, rehearsal] = [marketOf(BARS), marketOf(REHEARSAL)];
    const cases = Object.entries(CONTESTS).flatMap(([name, contest]) =>
      Object.entries({
        pitboss: contest.ours,
        "trading-signals": contest.single,
        indicatorts: contest.batch,
      })
        .flatMap(([who, run]) =>
          run === undefined ? [] : [benchCase(name, who, run, market, rehearsal, context)]
        )
    );
    return measureInterleaved(cases, { ...context, warmup: 4 });
  },
};

function benchCase(
  indicator: string,
  contestant: string,
  run: Contestant,
  market: Market,
  rehearsal: Market,
  { clock }: BenchContext,
): BenchCase {
  return {
    name: `${indicator}, ${contestant}`,
    params: { indicator, contestant, bars: BARS, batch: contestant === "indicatorts" },
    run() {
      run(rehearsal);
      const from = clock.monotonic();
      const result = run(market);
      const seconds = (clock.monotonic() - from) / 1_000;
      if (!Number.isFinite(result)) throw new Error(`${indicator}, ${contestant}: ${result}`);
      return Promise.resolve([{ name: "", unit: "values/s", value: BARS / seconds }]);
    },
  };
}

function overValues(create: () => { add(value: number): number | null }): Contestant {
  return ({ closes }) => {
    const indicator = create();
    let sum = 0;
    for (let i = 0; i < closes.length; i++) sum += indicator.add(closes[i]!) ?? 0;
    return sum;
  };
}

function overCandles(create: () => { add(candle: Candle): number | null }): Contestant {
  return ({ candles }) => {
    const indicator = create();
    let sum = 0;
    for (let i = 0; i < candles.length; i++) sum += indicator.add(candles[i]!) ?? 0;
    return sum;
  };
}

/** A random walk in cents, the same in every run. */
function marketOf(length: number): Market {
  const random = seededRandomness(1);
  let price = 100;
  const candles = Array.from({ length }, () => {
    price = Math.max(1, price + (random.next() - 0.5) / 2);
    const [above, below, volume] = [random.next() / 4, random.next() / 4, random.next() * 1_000];
    const cents = (value: number) => Math.round(value * 100) / 100;
    const close = cents(price);
    return {
      open: close,
      high: cents(price + above),
      low: cents(price - below),
      close,
      volume: Math.ceil(volume),
    };
  });
  return {
    candles,
    highs: candles.map(({ high }) => high),
    lows: candles.map(({ low }) => low),
    closes: candles.map(({ close }) => close),
    volumes: candles.map(({ volume }) => volume),
  };
}
